"""What is said above a sheet: that it was found again, or what a pharmacist said of it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.domain.prescription import Prescription
from ui.pages.pharmacist.words import ReviewWords
from ui.pages.prescription.model import PrescriptionModel
from ui.pages.prescription.returned_model import ReturnedModel


def found_again(model: PrescriptionModel) -> str:
    """What stands on the page though nobody typed it just now; '' = nothing."""
    if not model.restored or model.draft is None:
        return ""
    if model.draft.replaces:
        return QCoreApplication.translate(
            "PrescriptionPage", "The sheet that was sent back, changed as the pharmacist proposed. Look through it, then sign."
        )
    said = QCoreApplication.translate("PrescriptionPage", "Your unfinished prescription is back ({n} lines).")
    return said.format(n=len(model.lines()))


def verdict_of(returned: ReturnedModel | None, sheet: Prescription) -> str:
    """'' where nobody sent it back."""
    found = returned.of(sheet.id) if returned is not None else None
    if found is None:
        return ""
    said = QCoreApplication.translate("PrescriptionPage", "{name} ({place}) sent it back: {words}")
    words = " · ".join(part for part in (ReviewWords().objections(found.objections), found.note) if part)
    begun = QCoreApplication.translate("PrescriptionPage", "The patient may have begun: call first.") if found.maybe_taken else ""
    return "\n".join(part for part in (said.format(name=found.pharmacist, place=found.place, words=words), begun) if part)
