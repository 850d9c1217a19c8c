"""审方: the pharmacist's queue by waiting time, a sheet with everything it is judged by, and the verdict.

医疗机构处方审核规范(2018): legality, form, appropriateness; the pharmacist may not edit a prescription, so a verdict is a signed record
of its own. Nobody reviews what they prescribed; controlled drugs take two pharmacists. Everything works without a network.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app.clock import instant, iso
from app.domain.measurement import Measurement, MeasurementKind
from app.domain.prescription import Prescription, PrescriptionState, SheetKind
from app.domain.review import (
    WAITING,
    Objection,
    ProposedChange,
    ReviewAct,
    Reviewed,
    ReviewStep,
    Stage,
    barred,
    stage_of,
)
from app.domain.rx_document import read
from app.errors import KnownError
from app.rules.reviewing import approvals_needed, asked_of, institution_of, review_policy
from app.services.clock_trust import check_clock
from app.services.desk import Desk
from app.services.review_context import SignedFinding, signed_findings, signed_gaps
from app.services.review_step import Said, step_of
from app.services.review_words import check_objections, check_proposals
from app.services.rx_facts import PersonFacts, read_facts
from app.services.rx_sheet import sheet_of
from app.services.signature import flaws_of, number_series
from app.services.withdrawn import refuse_withdrawn
from app.store import measurements, people, prescriptions, reviews
from app.store.database import Reading
from app.store.unit_of_work import UnitOfWork

_OPEN = WAITING | {PrescriptionState.RETURNED}
_SHOWN = 500
_LEFT_ALONE = frozenset({"rx_unknown", "rx_damaged", "review_changed", "review_over", "review_own", "review_same_person", "rx_withdrawn"})


@dataclass(frozen=True, slots=True)
class Waiting:
    """A sheet in the queue. ``waited`` since it was signed, or since the step that sent it to another pharmacist; ``barred``: see domain.

    ``hash``: of its document; ``clean``: it may be approved together with others, where the site allows that.
    """

    sheet: str
    number: str
    name: str
    sex: str
    age: str
    institution: str
    prescriber: str
    since: str
    waited: timedelta
    late: bool
    stage: Stage
    state: PrescriptionState
    urgent: bool
    mark: str
    lines: int
    findings: int
    barred: str
    hash: str = ""
    clean: bool = False
    valid_until: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """A sheet with its context. ``document``: what was signed; ``facts`` and ``measurements``: what is known here now; ``could_not``: see rules."""

    waiting: Waiting
    sheet: Prescription
    document: Mapping[str, Any]
    facts: PersonFacts
    measurements: tuple[Measurement, ...]
    findings: tuple[SignedFinding, ...]
    could_not: tuple[tuple[str, tuple[str, ...]], ...]
    steps: tuple[ReviewStep, ...]
    printed: int
    remarks: tuple[str, ...] = ()
    """What the paper says beside its lines: that it is internet care, the decoction, who fetched it, an emergency, the renewed or replaced sheet."""


class Reviewing:
    """What a pharmacist does. Every verb asks for ``rx.review``."""

    def __init__(self, desk: Desk, bulk: bool = False) -> None:
        self._desk, self.bulk = desk, bulk

    def queue(self) -> list[Waiting]:
        """What waits for a pharmacist of this institution: emergencies first, then whoever waits longest."""
        who, now = self._desk.who, self._desk.clock.now()
        found = self._desk.read("rx.review", lambda conn: list(_waiting(conn, who.practitioner, who.organization.code, now)))
        return sorted(found, key=lambda one: (not one.urgent, one.since))[:_SHOWN]

    def case(self, sheet: str) -> Case:
        """A sheet with everything it is judged by; the look is written down. Raises KnownError ``rx_unknown``, ``review_over``, ``rx_damaged``."""
        who, now = self._desk.who, self._desk.clock.now()
        found = self._desk.read("rx.review", lambda conn: _case(conn, sheet, who.practitioner, now))
        self._desk.looked(found.sheet.person, "review", sheet)
        return found

    def approve(self, sheet: str, seen_hash: str) -> PrescriptionState:
        """通过. ``seen_hash``: of the document that was on the screen (H34); the sheet's state afterwards.

        Raises KnownError ``rx_unknown``, ``rx_damaged``, ``review_changed``, ``review_over``, ``review_own``, ``review_same_person``,
        ``rx_withdrawn``.
        """
        return self._decide(sheet, seen_hash, Said(ReviewAct.APPROVED))

    def approve_clean(self, seen: Iterable[tuple[str, str]]) -> int:
        """Approve sheets (id, hash as it was listed) that no rule said anything about, each with a signature of its own; how many were.

        One that meanwhile changed, is another's to decide or was decided stays as it is. Raises KnownError ``review_bulk_off``.
        """
        if not self.bulk:
            raise KnownError("review_bulk_off")
        return sum(self._approve_clean(*one) for one in seen)

    def _approve_clean(self, key: str, seen_hash: str) -> bool:
        try:
            self._decide(key, seen_hash, Said(ReviewAct.APPROVED), only_clean=True)
        except KnownError as error:
            if error.code not in _LEFT_ALONE:
                raise
            return False
        return True

    def send_back(
        self, sheet: str, seen_hash: str, objections: Iterable[Objection], note: str = "", proposals: Iterable[ProposedChange] = ()
    ) -> PrescriptionState:
        """退回修改, with the change the pharmacist would make where there are ``proposals``.

        Raises as :meth:`approve`, and ``review_reason_needed``, ``review_proposal``.
        """
        proposed = tuple(proposals)
        act = ReviewAct.PROPOSED if proposed else ReviewAct.RETURNED
        return self._decide(sheet, seen_hash, Said(act, tuple(objections), proposed, note.strip()))

    def refuse(self, sheet: str, seen_hash: str, objections: Iterable[Objection], note: str) -> PrescriptionState:
        """拒绝调配, for good; needs words beside the code. Raises as :meth:`send_back`."""
        if not note.strip():
            raise KnownError("review_reason_needed")
        return self._decide(sheet, seen_hash, Said(ReviewAct.REFUSED, tuple(objections), note=note.strip()))

    def _decide(self, key: str, seen_hash: str, said: Said, only_clean: bool = False) -> PrescriptionState:
        actor, who = self._desk.allow("rx.review"), self._desk.who

        def work(uow: UnitOfWork) -> PrescriptionState:
            sheet, so_far = _open(uow.conn, key)
            if sheet.hash != seen_hash or (only_clean and not is_clean(read(sheet.document or b""), so_far)):
                raise KnownError("review_changed")
            why = barred(who.practitioner, so_far)
            if why == "own":
                raise KnownError("review_own")
            if why:
                raise KnownError("review_same_person")
            if said.act is ReviewAct.APPROVED:
                refuse_withdrawn(uow.conn, sheet.lines)
            else:
                check_objections(said.objections, said.note, len(sheet.lines))
                check_proposals(said.proposals, sheet)
            check_clock(uow.conn, instant(uow.at), number_series(who))
            step = step_of(uow, who, sheet, said, so_far.steps)
            return reviews.add(uow, step, so_far.needed, institution_of(sheet.document) == who.organization.id)

        return self._desk.store.write(work, actor).result()


def is_clean(document: Mapping[str, Any], so_far: Reviewed) -> bool:
    """Whether a sheet asks for nobody's judgement: no finding, every check ran, no controlled drug, nothing said about it yet."""
    told = document["review"]
    return not (told["findings"] or told["could_not"] or document["overrides"] or document["paper"]["mark"] or so_far.steps)


def _open(conn: Reading, key: str) -> tuple[Prescription, Reviewed]:
    """A genuine sheet that waits for a pharmacist, with its review so far."""
    sheet = prescriptions.get(conn, key)
    if sheet is None:
        raise KnownError("rx_unknown")
    if flaws_of(sheet):
        raise KnownError("rx_damaged")
    so_far = reviews.reviewed(conn, sheet, approvals_needed(sheet.document))
    if stage_of(sheet.state, so_far) is None or asked_of(sheet.document) is None:
        raise KnownError("review_over")
    return sheet, so_far


def _waiting(conn: Reading, practitioner: str, organization: str, now: datetime) -> Iterable[Waiting]:
    since = iso(now - review_policy().queue)
    sheets = [one for one in reviews.sheets_in(conn, _OPEN, since) if asked_of(one.document) in ("", organization)]
    steps = reviews.of_sheets(conn, [one.id for one in sheets])
    for sheet in sheets:
        so_far = Reviewed(sheet.prescriber or "", sheet.hash or "", approvals_needed(sheet.document), steps[sheet.id])
        stage = stage_of(sheet.state, so_far)
        if stage is not None:
            yield _row(sheet, so_far, stage, practitioner, now)


def _row(sheet: Prescription, so_far: Reviewed, stage: Stage, practitioner: str, now: datetime) -> Waiting:
    told = read(sheet.document or b"")
    since = (sheet.signed_at or "") if stage is Stage.FIRST else so_far.steps[-1].at
    waited = now - instant(since)
    return Waiting(
        sheet=sheet.id,
        number=sheet.number or "",
        name=told["patient"]["name"],
        sex=told["patient"]["sex"],
        age=told["patient"]["age"],
        institution=told["institution"]["name"],
        prescriber=told["prescriber"]["name"],
        since=since,
        waited=waited,
        late=waited > review_policy().late_after,
        stage=stage,
        state=sheet.state,
        urgent=sheet.kind is SheetKind.EMERGENCY or so_far.urgent is not None,
        mark=told["paper"]["mark"],
        lines=len(sheet.lines),
        findings=len(told["review"]["findings"]),
        barred=barred(practitioner, so_far),
        hash=sheet.hash or "",
        clean=is_clean(told, so_far),
        valid_until=(sheet.valid_until or "")[:10],
    )


def _case(conn: Reading, key: str, practitioner: str, now: datetime) -> Case:
    sheet, so_far = _open(conn, key)
    stage = stage_of(sheet.state, so_far) or Stage.FIRST
    told = read(sheet.document or b"")
    linked = people.linked(conn, sheet.person)
    newest = (measurements.latest(conn, linked, kind) for kind in MeasurementKind)
    return Case(
        waiting=_row(sheet, so_far, stage, practitioner, now),
        sheet=sheet,
        document=told,
        facts=read_facts(conn, sheet.person, now, without=sheet.id),
        measurements=tuple(sorted((one for one in newest if one is not None), key=lambda one: one.measured_at, reverse=True)),
        findings=tuple(signed_findings(told)),
        could_not=tuple(signed_gaps(told)),
        steps=so_far.steps,
        printed=len(prescriptions.copies(conn, key)),
        remarks=_remarks(told, sheet.state),
    )


def _remarks(told: Mapping[str, Any], state: PrescriptionState) -> tuple[str, ...]:
    paper = sheet_of(told, state)
    return tuple(part for part in (paper.remote, paper.decoction, *paper.remarks) if part)
