"""What a pharmacist found in a sheet, and what its prescriber answered, as documents in canonical bytes signed with the author's key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.domain.ids import new_id
from app.domain.prescription import Prescription
from app.domain.rx_comment import ANSWER_FORMAT, FORMAT, AnswerAct, Comment, CommentAnswer, Sample, answer_id, class_of
from app.rules.reviewing import review_policy
from app.services.desk import Desk
from app.services.review_step import Signed, author_of, author_told, flaws_of_signed, sheet_told, signed_by
from app.services.session import SignedIn
from app.store import rx_comments
from app.store.audit import Flaw
from app.store.unit_of_work import UnitOfWork

Json = dict[str, Any]


def comment_of(uow: UnitOfWork, who: SignedIn, sample: Sample, sheet: Prescription, codes: Sequence[str], note: str) -> Comment:
    """The signed comment, which says of which lot the sheet is. Raises KnownError ``rx_no_key``, ``prescriber_unknown``."""
    by, key, words = author_of(uow, who), new_id(sheet.id), review_policy().comment_codes
    document = {
        "format": FORMAT,
        "id": key,
        "sheet": sheet_told(sheet),
        "lot": lot_told(sample),
        **author_told(who, by),
        "at": uow.at,
        "class": class_of(codes).value,
        "codes": [{"code": code, "words": words.get(code, code)} for code in codes],
        "note": note,
    }
    return Comment(key, sample.id, sheet.person, sheet.id, tuple(codes), note, by.id, uow.at, *signed_by(who, document))


def answer_of(uow: UnitOfWork, who: SignedIn, comment: Comment, sheet: Prescription, act: AnswerAct, note: str) -> CommentAnswer:
    """The signed answer. Raises KnownError ``rx_no_key``, ``prescriber_unknown``."""
    by, key = author_of(uow, who), answer_id(comment.id)
    document = {
        "format": ANSWER_FORMAT,
        "id": key,
        "comment": {"id": comment.id, "sha256": comment.hash},
        "sheet": sheet_told(sheet),
        **author_told(who, by),
        "at": uow.at,
        "act": act.value,
        "note": note,
    }
    return CommentAnswer(key, comment.id, sheet.person, sheet.id, act, note, by.id, uow.at, *signed_by(who, document))


def lot_told(sample: Sample) -> Json:
    """A lot in words: numbers are text, as in every signed document."""
    return {
        "id": sample.id,
        "month": f"{sample.month:%Y-%m}",
        "seed": sample.seed,
        "population": str(sample.population),
        "size": str(len(sample.sheets)),
    }


def flaws_of_comment(one: Comment) -> tuple[str, ...]:
    """What is wrong with a stored comment, as :func:`app.services.review_step.flaws_of_signed` says."""
    stands = (one.id, one.prescription, one.sample, one.practitioner, one.at, list(one.codes), one.note)
    return flaws_of_signed(
        FORMAT,
        Signed(one.document, one.hash, one.signature, one.public_key),
        stands,
        lambda told: (
            *(told["id"], told["sheet"]["id"], told["lot"]["id"], told["by"]["id"], told["at"]),
            *([each["code"] for each in told["codes"]], told["note"]),
        ),
    )


def flaws_of_answer(one: CommentAnswer) -> tuple[str, ...]:
    """What is wrong with a stored answer."""
    stands = (one.id, one.comment, one.prescription, one.practitioner, one.at, one.act.value, one.note)
    return flaws_of_signed(
        ANSWER_FORMAT,
        Signed(one.document, one.hash, one.signature, one.public_key),
        stands,
        lambda told: (
            *(told["id"], told["comment"]["id"], told["sheet"]["id"], told["by"]["id"], told["at"]),
            *(told["act"], told["note"]),
        ),
    )


def verify_comments(desk: Desk) -> list[Flaw]:
    """Comments and answers that are not what was signed; for whoever opened the store with a password."""
    comments, answers = desk.store.read(rx_comments.every)
    found = [Flaw("verdict", "rx_comment", one.id) for one in comments if flaws_of_comment(one)]
    return found + [Flaw("verdict", "rx_comment_answer", one.id) for one in answers if flaws_of_answer(one)]
