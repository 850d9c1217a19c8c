"""结算: that what was given out on a sheet is paid, by the insurance or by the patient; written once, and taken back by a record of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settlement:
    """``way``: one of PAYMENTS (费别). ``reckoned_fen``: what prices and pieces came to then, None = a price was not known.

    ``insured_fen``: the insurance's part of ``amount_fen``; ``number``: of the insurance's transaction or the receipt, as typed. ``reason``:
    why the amount is another one, why it is settled although something is missing, or why it is taken back. ``takes_back``: id of the
    settlement that this record takes back, '' = it is one itself.
    """

    id: str
    person: str
    sheet: str
    organization: str
    way: str
    amount_fen: int
    reckoned_fen: int | None
    insured_fen: int
    number: str
    reason: str
    by: str
    at: str
    takes_back: str = ""

    @property
    def own_fen(self) -> int:
        """What the patient paid."""
        return self.amount_fen - self.insured_fen


def standing(records: Iterable[Settlement]) -> tuple[Settlement, ...]:
    """Those that nobody took back, the first one first: the same on every seat, in whatever order the records arrived.

    More than one of a sheet: two seats settled it before they met, and a person takes one back.
    """
    told: Sequence[Settlement] = tuple(records)
    gone = {one.takes_back for one in told}
    return tuple(sorted((one for one in told if not one.takes_back and one.id not in gone), key=lambda one: (one.at, one.id)))
