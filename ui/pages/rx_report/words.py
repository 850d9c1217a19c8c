"""How the numbers of a period read, on the screen, in the file and on paper."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject

from app.domain.review_report import Indicator, Overridden, Tally, fraction
from app.services.overrides import override_words
from app.services.review_numbers import Numbers, SheetRow
from app.texts import text


@dataclass(frozen=True, slots=True)
class NumberRow:
    """A number as a table shows it: of whom, how many sheets were signed, the value, and what stands above and below the line."""

    asked: Indicator
    practitioner: str
    name: str
    signed: int
    value: str
    parts: str


class NumbersWords(QObject):
    """Rules and reasons in the words that stand on the sheets; what is counted, and how, from the texts."""

    def period(self, shown: Numbers) -> str:
        """2026-03-01 至 2026-03-31."""
        return self.tr("{first} to {last}").format(first=shown.first.isoformat(), last=shown.last.isoformat())

    def name(self, asked: Indicator) -> str:
        """退回率."""
        return text(f"indicator.{asked.value}")

    def formula(self, asked: Indicator) -> str:
        """退回过的处方 ÷ 审核过的处方."""
        return text(f"indicator_formula.{asked.value}")

    def value(self, one: Tally, asked: Indicator) -> str:
        """7.4%, 2.3, 12 分钟; — where nothing is below the line."""
        above, below = fraction(one, asked)
        if asked is Indicator.MINUTES:
            return "—" if one.minutes is None else self.tr("{n} min").format(n=f"{one.minutes:.0f}")
        if not below:
            return "—"
        return f"{above / below:.1f}" if asked is Indicator.ITEMS else f"{100 * above / below:.1f}%"

    def parts(self, one: Tally, asked: Indicator) -> str:
        """21 / 305: what stands above and below the line."""
        above, below = fraction(one, asked)
        return self.tr("{n} sheets").format(n=below) if asked is Indicator.MINUTES else f"{above} / {below}"

    def row(self, one: Tally, asked: Indicator) -> NumberRow:
        """A number of a doctor."""
        return NumberRow(asked, one.practitioner, self.doctor(one), one.signed, self.value(one, asked), self.parts(one, asked))

    def doctor(self, one: Tally) -> str:
        """The name; all doctors together have a word of their own."""
        return one.name if one.practitioner else self.tr("All together")

    def rule(self, one: Overridden) -> str:
        """超日用量 RX-QTY-08."""
        return f"{override_words().titles.get(one.code, '')} {one.code}".strip()

    def reason(self, one: Overridden) -> str:
        """As coded and printed."""
        return override_words().reasons.get(one.reason, one.reason)

    def state(self, one: SheetRow) -> str:
        """已签名, 药师已审核 …"""
        return text(f"rx_state.{one.state.value}")
