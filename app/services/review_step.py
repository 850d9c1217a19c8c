"""Makes a step of a review: its document in canonical bytes, signed with the author's own key."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from app.domain.ids import new_id
from app.domain.prescription import Prescription
from app.domain.review import FORMAT, Objection, ProposedChange, ReviewAct, ReviewStep
from app.domain.rx_document import DocumentError, canonical, fingerprint, read
from app.domain.staff import Practitioner
from app.errors import KnownError
from app.rules.reviewing import review_policy
from app.services.desk import Desk
from app.services.keyring import public_key_of
from app.services.rx_facts import prescriber_of
from app.services.session import SignedIn
from app.services.signature import genuine, sign_bytes
from app.store import reviews
from app.store.audit import Flaw
from app.store.unit_of_work import UnitOfWork

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Said:
    """What is said in a step."""

    act: ReviewAct
    objections: tuple[Objection, ...] = ()
    proposals: tuple[ProposedChange, ...] = ()
    note: str = ""
    new_sheet: str | None = None
    outcome: str = ""
    policy: str = ""  # of urgent: number of the county's policy that allows it


class Signed(NamedTuple):
    """A document with the signature under it, as records keep it."""

    document: bytes
    hash: str
    signature: str
    public_key: str


def author_of(uow: UnitOfWork, who: SignedIn) -> Practitioner:
    """Who signs. Raises KnownError ``rx_no_key``, ``prescriber_unknown``."""
    if who.signing_seed is None:
        raise KnownError("rx_no_key")
    by = prescriber_of(uow.conn, who.practitioner)
    if by is None:
        raise KnownError("prescriber_unknown")
    return by


def signed_by(who: SignedIn, document: Json) -> Signed:
    """The canonical bytes of a document, signed with the author's own key."""
    seed, data = who.signing_seed or b"", canonical(document)
    return Signed(data, fingerprint(data), sign_bytes(seed, data), public_key_of(seed))


def author_told(who: SignedIn, by: Practitioner) -> Json:
    """``institution`` and ``by`` as every signed document says them."""
    return {
        "institution": {"id": who.organization.id, "code": who.organization.code, "name": who.organization.name},
        "by": {
            "id": by.id,
            "staff_no": by.staff_no,
            "name": by.name,
            "licence_no": by.licence_no,
            "public_key": public_key_of(who.signing_seed or b""),
        },
    }


def sheet_told(sheet: Prescription) -> Json:
    """The sheet a document is about."""
    return {"id": sheet.id, "number": sheet.number or "", "sha256": sheet.hash or ""}


def step_of(uow: UnitOfWork, who: SignedIn, sheet: Prescription, said: Said, before: Sequence[ReviewStep]) -> ReviewStep:
    """The signed step. Raises KnownError ``rx_no_key``, ``prescriber_unknown``."""
    by = author_of(uow, who)
    key, seen = new_id(sheet.id), tuple(one.id for one in before)
    signed = signed_by(who, _document(key, who, by, sheet, said, seen, uow.at))
    return ReviewStep(
        id=key,
        person=sheet.person,
        prescription=sheet.id,
        sheet_hash=sheet.hash or "",
        act=said.act,
        practitioner=by.id,
        at=uow.at,
        document=signed.document,
        hash=signed.hash,
        signature=signed.signature,
        public_key=signed.public_key,
        seen=seen,
        objections=said.objections,
        proposals=said.proposals,
        note=said.note,
        new_sheet=said.new_sheet,
        outcome=said.outcome,
    )


def flaws_of_step(step: ReviewStep) -> tuple[str, ...]:
    """What is wrong with a stored step, as :func:`flaws_of_signed` says."""
    stands = (step.id, step.act.value, step.prescription, step.sheet_hash, step.practitioner, step.at)
    signed = Signed(step.document, step.hash, step.signature, step.public_key)
    return flaws_of_signed(FORMAT, signed, stands, lambda told: (told["id"], told["act"], *_sheet_and_author(told)))


def flaws_of_signed(form: str, signed: Signed, stands: object, head: Callable[[Json], object]) -> tuple[str, ...]:
    """What is wrong with a signed record: ``format``, ``hash``, ``key``, ``signature``, ``content``.

    ``stands``: what stands beside the document, ``head``: the same read from it.
    """
    try:
        told = read(signed.document, form)
        key, said = str(told["by"]["public_key"]), head(told)
    except (DocumentError, KeyError, TypeError):
        return ("format",)
    flaws = {
        "hash": fingerprint(signed.document) == signed.hash,
        "key": key == signed.public_key,
        "signature": genuine(signed.document, signed.signature, signed.public_key),
        "content": said == stands,
    }
    return tuple(name for name, holds in flaws.items() if not holds)


def _sheet_and_author(told: Json) -> tuple[str, ...]:
    return told["sheet"]["id"], told["sheet"]["sha256"], told["by"]["id"], told["at"]


def verify_steps(desk: Desk) -> list[Flaw]:
    """Steps of reviews that are not what was signed; for whoever opened the store with a password."""
    return [Flaw("verdict", "review_step", one.id) for one in desk.store.read(reviews.every) if flaws_of_step(one)]


def _document(key: str, who: SignedIn, by: Practitioner, sheet: Prescription, said: Said, seen: tuple[str, ...], at: str) -> Json:
    words = review_policy().reasons
    return {
        "format": FORMAT,
        "id": key,
        "act": said.act.value,
        "sheet": sheet_told(sheet),
        **author_told(who, by),
        "at": at,
        "seen": list(seen),
        "objections": [
            {"code": one.code, "words": words.get(one.code, one.code), "lines": [str(line + 1) for line in one.lines]}
            for one in said.objections
        ],
        "proposals": [{"line": str(one.line + 1), "what": one.what, "value": one.value} for one in said.proposals],
        "note": said.note,
        "new_sheet": said.new_sheet or "",
        "outcome": said.outcome,
        **({"policy": said.policy} if said.policy else {}),
    }
