"""How the numbers of a month read, on the screen and in the file."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QObject

from app.domain.review_report import Overridden, RoundTrip
from app.services.overrides import override_words


class NumbersWords(QObject):
    """Rules and reasons in the words that stand on the sheets."""

    def month(self, month: date) -> str:
        """2026年3月."""
        return self.tr("{year}-{month:02d}").format(year=month.year, month=month.month)

    def doctor(self, one: RoundTrip) -> str:
        """The name; all doctors together have a word of their own."""
        return one.name if one.practitioner else self.tr("All together")

    def reviewed(self, one: RoundTrip) -> str:
        """12 (80 %): of the sheets signed."""
        return f"{one.reviewed} ({100 * one.reviewed / one.signed:.0f}%)" if one.signed else "0"

    def minutes(self, one: RoundTrip) -> str:
        """Whole minutes; none where nobody gave a verdict."""
        return "—" if one.minutes is None else f"{one.minutes:.0f}"

    def rule(self, one: Overridden) -> str:
        """超日用量 RX-QTY-08."""
        return f"{override_words().titles.get(one.code, '')} {one.code}".strip()

    def reason(self, one: Overridden) -> str:
        """As coded and printed."""
        return override_words().reasons.get(one.reason, one.reason)
