"""Reviews between workstations: what a sheet and a verdict become beside their own resources, and a peer's step taken in.

Only the institution that signed a sheet tells its status, its request for review and its findings: another one that reads it may not
write them (architecture.md, "Hub access"), and its pharmacist's verdict is a resource of their own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping

from app.domain.prescription import Prescription, PrescriptionState
from app.domain.review import ReviewStep
from app.domain.rx_document import DocumentError, read
from app.rules.reviewing import approvals_needed, asked_of, institution_of
from app.services.review_context import SignedFinding, signed_findings
from app.store import prescriptions, reviews, sending, settings
from app.store.database import Reading
from app.store.differing import Differs
from app.store.unit_of_work import UnitOfWork
from sync.fhir import detected_issue, task, verdict
from sync.fhir.build import Json
from sync.fhir.element import BadResource

Numbers = Collection[tuple[str, int]]


def is_ours(conn: Reading, sheet: Prescription) -> bool:
    """Whether this institution signed the sheet."""
    here = settings.get(conn, settings.ORGANIZATION, "")
    return bool(here) and institution_of(sheet.document) == here


# ---- out


def own_sheets(conn: Reading, keys: Collection[str]) -> Mapping[str, Prescription]:
    """Those of some sheets that this institution signed and that ask for a review."""
    found: Mapping[str, Prescription] = sending.records(conn, "prescription", keys)
    return {
        key: one
        for key, one in found.items()
        if one.state is not PrescriptionState.DRAFT and asked_of(one.document) is not None and is_ours(conn, one)
    }


def findings_of(sheet: Prescription) -> tuple[SignedFinding, ...]:
    """What the rules said when it was signed."""
    try:
        return tuple(signed_findings(read(sheet.document or b"")))
    except (DocumentError, KeyError, TypeError, ValueError):
        return ()


def requests(conn: Reading, keys: Collection[str]) -> dict[str, Json]:
    """The requests for review, by sheet."""
    sheets = own_sheets(conn, keys)
    steps = reviews.of_sheets(conn, list(sheets))
    return {key: task.to_fhir(one, asked_of(one.document) or "", institution_of(one.document), steps[key]) for key, one in sheets.items()}


def findings(conn: Reading, asked: Numbers) -> dict[tuple[str, int], Json]:
    """Findings by sheet and number."""
    sheets = own_sheets(conn, {key for key, _ in asked})
    told = {key: findings_of(one) for key, one in sheets.items()}
    return {
        (key, number): detected_issue.finding_to_fhir(sheets[key], number, told[key][number])
        for key, number in asked
        if key in sheets and number < len(told[key])
    }


def steps_with_sheets(conn: Reading, keys: Collection[str]) -> Iterable[tuple[ReviewStep, Prescription]]:
    """Steps with the sheets they are about."""
    steps = reviews.by_ids(conn, keys)
    sheets = prescriptions.by_ids(conn, {one.prescription for one in steps.values()})
    return [(one, sheets[one.prescription]) for one in steps.values()]


def verdicts(conn: Reading, keys: Collection[str]) -> dict[str, Json]:
    """The steps themselves."""
    return {one.id: verdict.to_fhir(one, [line.id for line in sheet.lines]) for one, sheet in steps_with_sheets(conn, keys)}


def objections(conn: Reading, asked: Numbers) -> dict[tuple[str, int], Json]:
    """Objections by step and number."""
    told = {one.id: (one, sheet) for one, sheet in steps_with_sheets(conn, {key for key, _ in asked})}
    return {
        (key, number): detected_issue.objection_to_fhir(told[key][1], told[key][0], number)
        for key, number in asked
        if key in told and number < len(told[key][0].objections)
    }


# ---- in


def take_request(uow: UnitOfWork, told: task.Request) -> None:
    """Another institution's sheet is void; the request is kept as received all the same."""
    sheet = prescriptions.get(uow.conn, told.prescription)
    if sheet is None or is_ours(uow.conn, sheet) or told.state is not PrescriptionState.CANCELLED or sheet.state is told.state:
        return
    prescriptions.set_state(uow, sheet.id, told.state, "sync", told.reason, told.cancelled_at)


def take(uow: UnitOfWork, step: ReviewStep) -> bool:
    """Add a peer's step and move its sheet; False where the sheet or its signed document is not here yet.

    Raises BadResource for bytes that are not those that were signed, Differs where the step is here and says something else.
    """
    if hashlib.sha256(step.document).hexdigest() != step.hash:
        raise BadResource(verdict.TYPE + ".signature", "hash does not fit")
    sheet = prescriptions.get(uow.conn, step.prescription)
    if sheet is None or sheet.document is None:
        return False
    here = reviews.get(uow.conn, step.id)
    if here is not None and here.document != step.document:
        raise Differs("document")
    reviews.add(uow, step, approvals_needed(sheet.document), is_ours(uow.conn, sheet))
    return True
