"""The monthly review between workstations: what a comment and its answer become on the wire, and a peer's taken in once."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from app.domain.prescription import Prescription
from app.domain.rx_comment import Comment, CommentAnswer
from app.domain.rx_document import fingerprint
from app.store import exchange, prescriptions, rx_comments
from app.store.database import Reading
from app.store.unit_of_work import UnitOfWork
from sync.fhir import comment, detected_issue
from sync.fhir.build import Json
from sync.fhir.element import BadResource
from sync.reviewed import Numbers


def with_sheets(conn: Reading, keys: Collection[str]) -> Iterable[tuple[Comment, Prescription]]:
    """Comments with the sheets they are about."""
    comments = rx_comments.by_ids(conn, keys)
    sheets = prescriptions.by_ids(conn, {one.prescription for one in comments.values()})
    return [(one, sheets[one.prescription]) for one in comments.values()]


def comments(conn: Reading, keys: Collection[str]) -> dict[str, Json]:
    """The comments themselves."""
    return {one.id: comment.to_fhir(one, [line.id for line in sheet.lines]) for one, sheet in with_sheets(conn, keys)}


def issues(conn: Reading, asked: Numbers) -> dict[tuple[str, int], Json]:
    """Their codes, by comment and number."""
    told = {one.id: (one, sheet) for one, sheet in with_sheets(conn, {key for key, _ in asked})}
    return {
        (key, number): detected_issue.comment_to_fhir(told[key][1], told[key][0], number)
        for key, number in asked
        if key in told and number < len(told[key][0].codes)
    }


def answers(conn: Reading, keys: Collection[str]) -> dict[str, Json]:
    """The answers."""
    found = rx_comments.answers_by_ids(conn, keys)
    about = rx_comments.by_ids(conn, {one.comment for one in found.values()})
    return {key: comment.answer_to_fhir(one, about[one.comment]) for key, one in found.items()}


def take(uow: UnitOfWork, one: Comment | CommentAnswer) -> bool:
    """Add a peer's; False where what it is about is not here yet.

    Raises BadResource for bytes that are not those that were signed, Differs where it is here and says something else.
    """
    if fingerprint(one.document) != one.hash:
        raise BadResource("signature", "hash does not fit")
    sheet = prescriptions.get(uow.conn, one.prescription)
    if sheet is None or sheet.document is None or exchange.missing(uow, one):
        return False
    exchange.save(uow, one)
    return True
