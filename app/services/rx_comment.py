"""处方点评: draw a month's lot, look at its sheets one by one, write down what is wrong, and count it.

医院处方点评管理规范(试行), 2010, art. 11: at least 1 ‰ and 100 sheets a month. The lot is drawn once, when the month is over, so that
nobody draws until they like it; its seed is kept, so that anybody can draw it again.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.clock import local_day
from app.domain.ids import new_id
from app.domain.prescription import Prescription
from app.domain.rx_comment import Comment, CommentAnswer, CommentClass, Sample, class_of, draw
from app.domain.rx_document import read
from app.errors import KnownError
from app.rules.formulary import Product
from app.rules.reviewing import lot_size, review_policy
from app.services.comment_document import comment_of
from app.services.desk import Desk
from app.services.review_context import SignedFinding, signed_findings
from app.services.review_numbers import bounds, following
from app.services.rx_worksheet import WorkRow, work_rows
from app.store import prescriptions, rx_comments
from app.store.database import Reading
from app.store.unit_of_work import UnitOfWork

PERMISSION = "rx.review"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A sheet of the lot as the list shows it; ``comment`` None = nobody has looked yet, ``answer`` None = its prescriber said nothing."""

    sheet: str
    number: str
    prescriber: str
    doctor: str
    diagnoses: str
    lines: int
    comment: Comment | None
    answer: CommentAnswer | None = None

    @property
    def found(self) -> CommentClass | None:
        """What it was found to be."""
        return None if self.comment is None else class_of(self.comment.codes)


@dataclass(frozen=True, slots=True)
class DoctorComments:
    """Sheets of a doctor that were looked at, by class; ``prescriber`` '' = all doctors together."""

    prescriber: str
    name: str
    looked_at: int
    by_class: Mapping[CommentClass, int]

    @property
    def rate(self) -> float | None:
        """Reasonable sheets of those looked at, from 0 to 1; None where none was."""
        return self.by_class.get(CommentClass.REASONABLE, 0) / self.looked_at if self.looked_at else None


@dataclass(frozen=True, slots=True)
class CommentMonth:
    """A month (its first day) with its lot, None where it was not drawn. ``over``: it may be drawn. ``doctors``: all together first."""

    month: date
    over: bool
    sample: Sample | None = None
    sheets: tuple[Drawn, ...] = ()
    doctors: tuple[DoctorComments, ...] = ()
    codes: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class ToComment:
    """A sheet in front: what was signed, without the resident's name, and what the rules said then."""

    drawn: Drawn
    document: Mapping[str, Any]
    findings: tuple[SignedFinding, ...]


class RxComments:
    """Asks for ``rx.review``. ``products``: the formulary in use, which tells what the work sheet asks of each drug."""

    def __init__(self, desk: Desk, products: Callable[[], Mapping[str, Product]]) -> None:
        self._desk, self._products = desk, products

    @property
    def _here(self) -> str:
        return self._desk.who.organization.id

    def last_month(self) -> date:
        """The first day of the last month that is over."""
        return following(local_day(self._desk.clock.now()), -1)

    def of_month(self, month: date) -> CommentMonth:
        """The month of this day with its lot and what was found so far."""
        over, here = month.replace(day=1) <= self.last_month(), self._here
        return self._desk.read(PERMISSION, lambda conn: _month(conn, here, month.replace(day=1), over))

    def draw(self, month: date) -> Sample:
        """Draw the lot of a month. Raises KnownError ``comment_month_open``, ``comment_drawn``, ``comment_nothing``."""
        if month.replace(day=1) > self.last_month():
            raise KnownError("comment_month_open")
        who, here = self._desk.who.practitioner, self._here

        def work(uow: UnitOfWork) -> Sample:
            if rx_comments.sample_of(uow.conn, here, month) is not None:
                raise KnownError("comment_drawn")
            sheets = rx_comments.signed_in(uow.conn, *bounds(month))
            if not sheets:
                raise KnownError("comment_nothing")
            seed, size = secrets.token_hex(8), lot_size(len(sheets))
            made = Sample(new_id(), month.replace(day=1), seed, len(sheets), draw(seed, sheets, size), who, uow.at, here)
            rx_comments.add_sample(uow, made)
            return made

        return self._desk.write(PERMISSION, work)

    def drawn_again(self, month: date) -> tuple[int, bool]:
        """How many sheets of the month stand now, and whether the seed draws the same lot from them.

        It does not where one was made void since, or came later from another seat. Raises KnownError ``comment_unknown``.
        """

        here = self._here

        def query(conn: Reading) -> tuple[int, bool]:
            sample = rx_comments.sample_of(conn, here, month)
            if sample is None:
                raise KnownError("comment_unknown")
            now = rx_comments.signed_in(conn, *bounds(month))
            return len(now), draw(sample.seed, now, len(sample.sheets)) == sample.sheets

        return self._desk.read(PERMISSION, query)

    def sheet(self, month: date, sheet: str) -> ToComment:
        """A sheet of the lot; the look is written down. Raises KnownError ``comment_unknown``."""
        here = self._here
        found, person = self._desk.read(PERMISSION, lambda conn: _sheet(conn, here, month, sheet))
        self._desk.looked(person, "review", sheet)
        return found

    def comment(self, month: date, sheet: str, codes: Iterable[str], note: str = "") -> Comment:
        """Write what was found, no code = reasonable. Another one later counts instead; the first stays.

        It is signed, and goes back to whoever prescribed. Raises KnownError ``comment_unknown``, ``comment_words_needed``,
        ``comment_own``, ``rx_no_key``, ``prescriber_unknown``.
        """
        given, words, who = tuple(codes), note.strip()[:500], self._desk.who
        policy = review_policy()
        if not all(code in policy.comment_codes for code in given):
            raise KnownError("comment_unknown")
        if not words and any(code in policy.write_out for code in given):
            raise KnownError("comment_words_needed")

        def work(uow: UnitOfWork) -> Comment:
            sample, one = _of_lot(uow.conn, who.organization.id, month, sheet)
            if one.prescriber == who.practitioner:
                raise KnownError("comment_own")
            made = comment_of(uow, who, sample, one, given, words)
            rx_comments.add_comment(uow, made)
            return made

        return self._desk.write(PERMISSION, work)

    def work_sheet(self, month: date) -> tuple[WorkRow, ...]:
        """What the standard's work sheet says of each sheet of the lot, in the order drawn. Raises KnownError ``comment_unknown``."""

        here = self._here

        def query(conn: Reading) -> tuple[WorkRow, ...]:
            sample = rx_comments.sample_of(conn, here, month)
            if sample is None:
                raise KnownError("comment_unknown")
            known = prescriptions.by_ids(conn, sample.sheets)
            return work_rows(
                conn, tuple(key for key in sample.sheets if key in known), rx_comments.comments_of(conn, sample.id), self._products()
            )

        return self._desk.read(PERMISSION, query)


def _of_lot(conn: Reading, here: str, month: date, sheet: str) -> tuple[Sample, Prescription]:
    sample, one = rx_comments.sample_of(conn, here, month), prescriptions.get(conn, sheet)
    if sample is None or one is None or sheet not in sample.sheets:
        raise KnownError("comment_unknown")
    return sample, one


def _sheet(conn: Reading, here: str, month: date, key: str) -> tuple[ToComment, str]:
    sample, one = _of_lot(conn, here, month, key)
    told = read(one.document or b"")
    comment = rx_comments.comments_of(conn, sample.id).get(key)
    drawn = _drawn(one, comment, rx_comments.answers_to(conn, [comment.id] if comment else []))
    return ToComment(drawn, told, tuple(signed_findings(told))), one.person


def _month(conn: Reading, here: str, month: date, over: bool) -> CommentMonth:
    """Sheets of a lot that another seat drew and that are not here yet are left out."""
    sample = rx_comments.sample_of(conn, here, month)
    if sample is None:
        return CommentMonth(month, over)
    found, comments = prescriptions.by_ids(conn, sample.sheets), rx_comments.comments_of(conn, sample.id)
    answers = rx_comments.answers_to(conn, [one.id for one in comments.values()])
    sheets = tuple(_drawn(found[key], comments.get(key), answers) for key in sample.sheets if key in found)
    codes = Counter(code for one in comments.values() for code in one.codes)
    return CommentMonth(month, over, sample, sheets, tuple(_by_doctor(sheets)), tuple(codes.most_common()))


def _drawn(one: Prescription, comment: Comment | None, answers: Mapping[str, CommentAnswer]) -> Drawn:
    doctor = read(one.document or b"")["prescriber"]["name"]
    names = "、".join(name for _, name in one.diagnoses)
    answer = answers.get(comment.id) if comment is not None else None
    return Drawn(one.id, one.number or "", one.prescriber or "", doctor, names, len(one.lines), comment, answer)


def _by_doctor(sheets: Iterable[Drawn]) -> Iterable[DoctorComments]:
    names: dict[str, str] = {"": ""}
    counts: dict[str, Counter[CommentClass]] = {"": Counter()}
    for one in sheets:
        names.setdefault(one.prescriber, one.doctor)
        mine = counts.setdefault(one.prescriber, Counter())
        if one.found is not None:
            mine[one.found] += 1
            counts[""][one.found] += 1
    return [DoctorComments(key, names[key], counts[key].total(), counts[key]) for key in names]
