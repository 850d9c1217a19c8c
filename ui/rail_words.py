"""The words of the rail, and what the window says when something is done."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def rail_word(source: str) -> str:
    """A word of the rail, in the language chosen."""
    return {
        "Measure": QCoreApplication.translate("Rail", "Measure"),
        "Visits": QCoreApplication.translate("Rail", "Visits"),
        "Today": QCoreApplication.translate("Rail", "Today"),
        "The day": QCoreApplication.translate("Rail", "The day"),
        "Prescription": QCoreApplication.translate("Rail", "Prescription"),
        "Follow-up": QCoreApplication.translate("Rail", "Follow-up"),
        "Plan": QCoreApplication.translate("Rail", "Plan"),
        "ECG": QCoreApplication.translate("Rail", "ECG"),
        "Review": QCoreApplication.translate("Rail", "Review"),
        "Numbers": QCoreApplication.translate("Rail", "Numbers"),
        "Statistics": QCoreApplication.translate("Rail", "Statistics"),
        "Dispense": QCoreApplication.translate("Rail", "Dispense"),
        "Deliveries": QCoreApplication.translate("Rail", "Deliveries"),
        "Refills": QCoreApplication.translate("Rail", "Refills"),
        "Public health": QCoreApplication.translate("Rail", "Public health"),
        "Residents": QCoreApplication.translate("Rail", "Residents"),
        "Drugs": QCoreApplication.translate("Rail", "Drugs"),
        "Audit": QCoreApplication.translate("Rail", "Audit"),
        "Upload": QCoreApplication.translate("Rail", "Upload"),
        "Settings": QCoreApplication.translate("Rail", "Settings"),
        "Devices": QCoreApplication.translate("Rail", "Devices"),
        "The visit is closed": QCoreApplication.translate("Rail", "The visit is closed"),
        "Signed and kept": QCoreApplication.translate("Rail", "Signed and kept"),
    }[source]
