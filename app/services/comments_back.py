"""处方点评 as its prescriber sees it: what was found in the own sheets, and the one answer to each: accepted, or explained."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from app.domain.prescription import Prescription
from app.domain.rx_comment import FORMAT, AnswerAct, Comment, CommentAnswer, CommentClass, class_of
from app.domain.rx_document import read
from app.errors import KnownError
from app.services.comment_document import answer_of
from app.services.desk import Desk
from app.store import prescriptions, rx_comments
from app.store.database import Reading
from app.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class FoundInMine:
    """A sheet of one's own that was looked at. ``month``, ``population``, ``size``, ``seed``: of the lot; ``codes``: code → words then.

    ``document``: the sheet as it was signed.
    """

    comment: Comment
    answer: CommentAnswer | None
    month: date
    population: int
    size: int
    seed: str
    number: str
    resident: str
    diagnoses: str
    pharmacist: str
    place: str
    codes: tuple[tuple[str, str], ...]
    document: dict[str, Any]

    @property
    def found(self) -> CommentClass:
        """What it was found to be."""
        return class_of(self.comment.codes)

    @property
    def waits(self) -> bool:
        """Something is wrong with it, and nothing was answered."""
        return self.answer is None and self.found is not CommentClass.REASONABLE


class CommentsBack:
    """Asks for ``rx.write``, to answer for ``rx.sign``; each prescriber sees the own sheets only."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def mine(self) -> tuple[FoundInMine, ...]:
        """The newest first."""
        who = self._desk.who.practitioner
        return self._desk.read("rx.write", lambda conn: _found(conn, who))

    def waiting(self) -> list[tuple[str, str]]:
        """(comment, when it was written) of those with something wrong that wait for an answer, the oldest first."""
        who = self._desk.who.practitioner
        return self._desk.read("rx.write", lambda conn: rx_comments.unanswered(conn, who))

    def answer(self, comment: str, act: AnswerAct, words: str = "") -> CommentAnswer:
        """Answer once. Raises KnownError ``comment_unknown``, ``comment_answered``, ``reason_needed``, ``rx_no_key``, ``prescriber_unknown``."""
        note, who = words.strip()[:500], self._desk.who
        if act is AnswerAct.EXPLAINED and not note:
            raise KnownError("reason_needed")

        def work(uow: UnitOfWork) -> CommentAnswer:
            one = next((one for one in rx_comments.about(uow.conn, who.practitioner) if one.id == comment), None)
            sheet = prescriptions.get(uow.conn, one.prescription) if one is not None else None
            if one is None or sheet is None:
                raise KnownError("comment_unknown")
            if comment in rx_comments.answers_to(uow.conn, [comment]):
                raise KnownError("comment_answered")
            made = answer_of(uow, who, one, sheet, act, note)
            rx_comments.add_answer(uow, made)
            return made

        return self._desk.write("rx.sign", work)


def _found(conn: Reading, prescriber: str) -> tuple[FoundInMine, ...]:
    comments = rx_comments.about(conn, prescriber)
    answers = rx_comments.answers_to(conn, [one.id for one in comments])
    sheets = prescriptions.by_ids(conn, {one.prescription for one in comments})
    return tuple(_row(one, answers.get(one.id), sheets[one.prescription]) for one in comments)


def _row(one: Comment, answer: CommentAnswer | None, sheet: Prescription) -> FoundInMine:
    told, signed = read(one.document, FORMAT), read(sheet.document or b"")
    lot = told["lot"]
    return FoundInMine(
        comment=one,
        answer=answer,
        month=date.fromisoformat(f"{lot['month']}-01"),
        population=int(lot["population"]),
        size=int(lot["size"]),
        seed=lot["seed"],
        number=sheet.number or "",
        resident=f"{signed['patient']['name']} {signed['patient']['age']}".strip(),
        diagnoses="、".join(name for _, name in sheet.diagnoses),
        pharmacist=told["by"]["name"],
        place=told["institution"]["name"],
        codes=tuple((each["code"], each["words"]) for each in told["codes"]),
        document=signed,
    )
