"""What a list will become when it is signed: how many sheets, and what on each, in the words of the page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QObject

from app.domain.amounts import yuan_text
from app.rules.findings import Review
from app.services.rx_draft import RxDraft
from app.services.rx_splitting import MOST_DRUGS, Part, PartKind
from app.services.rx_wants import Wants
from app.services.skin_tests import SkinRow
from ui.pages.prescription.judging import LineState


@dataclass(frozen=True, slots=True)
class Judged:
    """A draft as it was judged: what the rules say, the sheets it makes, and what has to be asked.

    ``ready``: the draft with the results of skin tests that are on record; ``tests``: the newest test of each drug.
    """

    review: Review
    parts: tuple[Part, ...]
    wants: Wants
    ready: RxDraft
    tests: Mapping[str, SkinRow] = field(default_factory=dict)


class Division(QObject):
    """Says it before the signature, so that nobody is surprised by the paper."""

    def drugs(self, parts: Sequence[Part]) -> str:
        """5 drugs, 12 herbs; each counted once however many sheets there are."""
        herbs = sum(len(part.lines) for part in parts if part.kind.decocted)
        drugs = sum(len(part.lines) for part in parts) - herbs
        said = (self.tr("{n} drugs").format(n=drugs) if drugs or not herbs else "", self.tr("{n} herbs").format(n=herbs) if herbs else "")
        return self.tr(", ").join(one for one in said if one)

    def counted(self, lines: Sequence[LineState], parts: Sequence[Part], herbs: bool) -> str:
        """How many drugs, on how many sheets where it is more than one, and what they cost; herbs have no price."""
        prices = [state.order.price_fen if state.order else None for state in lines]
        total = yuan_text(sum(price or 0 for price in prices)) if prices and all(price is not None for price in prices) else ""
        most = self.tr("{n} drugs (at most {most} a sheet)").format(n=len(prices), most=MOST_DRUGS)
        divided = self.sheets(parts)
        count = f"{self.drugs(parts)} · {divided}" if divided else most
        return " · ".join(one for one in (count, f"¥ {total}" if total and not herbs else "") if one)

    def sheets(self, parts: Sequence[Part]) -> str:
        """will be divided into 3 sheets: ordinary 5 + 2, second class 1; '' for one sheet."""
        if len(parts) < 2:
            return ""
        kinds = Counter(part.kind for part in parts)
        said = self.tr(", ").join(self._kind(kind, [len(part.lines) for part in parts if part.kind is kind]) for kind in kinds)
        return self.tr("will be divided into {n} sheets: {parts}").format(n=len(parts), parts=said)

    def _kind(self, kind: PartKind, counts: list[int]) -> str:
        words = {
            PartKind.ORDINARY: self.tr("{n} ordinary drugs"),
            PartKind.SECOND: self.tr("{n} second-class psychotropics"),
            PartKind.NARCOTIC: self.tr("{n} narcotics or first-class psychotropics"),
            PartKind.TOXIC: self.tr("{n} toxic drugs"),
            PartKind.HERBAL: self.tr("{n} herbs"),
            PartKind.TOXIC_HERBAL: self.tr("{n} toxic herbs"),
        }
        return words[kind].format(n="+".join(str(count) for count in counts))
