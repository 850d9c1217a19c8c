"""处方点评工作表: the sheets of a lot with what the standard's work sheet asks of each, in its order, and its sums A–P.

医院处方点评管理规范(试行), 2010, annex: 有 = 1, 无 = 0; results to one decimal place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.clock import instant, local_day
from app.domain.prescription import Prescription
from app.domain.review import FORMAT, ReviewAct, ReviewStep
from app.domain.rx_comment import Comment, CommentClass, class_of
from app.domain.rx_document import read
from app.rules.formulary import Product
from app.services.review_numbers import is_antibiotic, is_injection
from app.store import dispensing, prescriptions, review_numbers, reviews
from app.store.database import Reading

_ESSENTIAL = "Y"


@dataclass(frozen=True, slots=True)
class WorkRow:
    """A sheet. ``essential``: drugs of the national list; ``generic``: drugs under a name of the formulary; ``amount_fen`` None = a price is
    not known; ``comment`` None = nobody has looked yet."""

    sheet: str
    number: str
    day: date
    age: str
    diagnoses: str
    items: int
    antibiotic: bool
    injection: bool
    essential: int
    generic: int
    amount_fen: int | None
    doctor: str
    reviewers: str
    dispensers: str
    comment: Comment | None

    @property
    def reasonable(self) -> bool | None:
        """None while nobody has looked."""
        return None if self.comment is None else class_of(self.comment.codes) is CommentClass.REASONABLE


@dataclass(frozen=True, slots=True)
class Sums:
    """The sums of the work sheet by its letters; ``sheets``: 处方总数, ``looked_at``: of which O and P are counted; ``priced``: of which K and L."""

    sheets: int
    items: int  # A
    antibiotics: int  # C
    injections: int  # E
    essential: int  # G
    generic: int  # I
    amount_fen: int  # K
    priced: int
    reasonable: int  # O
    looked_at: int


def work_rows(
    conn: Reading, sheets: Sequence[str], comments: Mapping[str, Comment], products: Mapping[str, Product]
) -> tuple[WorkRow, ...]:
    """In the order given. ``comments``: what counts, by sheet."""
    found, steps, given = prescriptions.by_ids(conn, sheets), reviews.of_sheets(conn, sheets), dispensing.of_sheets(conn, sheets)
    names = review_numbers.names(conn)
    rows = []
    for key in sheets:
        hands = [by for part in given[key] if part.is_live for by in (part.prepared_by, part.handed_by) if by]
        dispensers = "、".join(dict.fromkeys(names.get(by, "") for by in hands))
        rows.append(_row(found[key], steps[key], dispensers, comments.get(key), products))
    return tuple(rows)


def _row(
    one: Prescription, steps: Sequence[ReviewStep], dispensers: str, comment: Comment | None, products: Mapping[str, Product]
) -> WorkRow:
    told = read(one.document or b"")
    known = [products[line.drug] for line in one.lines if line.drug in products]
    reviewers = (read(step.document, FORMAT)["by"]["name"] for step in steps if step.act is ReviewAct.APPROVED)
    return WorkRow(
        sheet=one.id,
        number=one.number or "",
        day=local_day(instant(one.signed_at or "")),
        age=told["patient"]["age"],
        diagnoses="、".join(name for _, name in one.diagnoses),
        items=len(one.lines),
        antibiotic=any(map(is_antibiotic, known)),
        injection=any(map(is_injection, known)),
        essential=sum(product.essential == _ESSENTIAL for product in known),
        generic=len(known),
        amount_fen=int(told["amount_fen"]) if told["amount_fen"] else None,
        doctor=told["prescriber"]["name"],
        reviewers="、".join(dict.fromkeys(reviewers)),
        dispensers=dispensers,
        comment=comment,
    )


def sums(rows: Sequence[WorkRow]) -> Sums:
    """Of the whole work sheet."""
    priced = [row.amount_fen for row in rows if row.amount_fen is not None]
    return Sums(
        sheets=len(rows),
        items=sum(row.items for row in rows),
        antibiotics=sum(row.antibiotic for row in rows),
        injections=sum(row.injection for row in rows),
        essential=sum(row.essential for row in rows),
        generic=sum(row.generic for row in rows),
        amount_fen=sum(priced),
        priced=len(priced),
        reasonable=sum(row.reasonable is True for row in rows),
        looked_at=sum(row.reasonable is not None for row in rows),
    )
