"""The prescriber's side of a review: sheets that a pharmacist sent back, and the three answers to them.

A return may come hours after the patient went home (safety.md, day one, 15:20): adopt it and sign again, disagree with a reason so that a
second pharmacist looks, or tell the patient first. None of them is one click on somebody else's dose (H35): adopting opens a draft.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from app.domain.draft import Draft
from app.domain.ids import new_id
from app.domain.prescription import Prescription, PrescriptionState
from app.domain.review import FORMAT, RETURNS, Objection, ProposedChange, ReviewAct, Reviewed, ReviewStep
from app.domain.rx_document import read
from app.errors import KnownError
from app.rules.reviewing import approvals_needed, institution_of, review_policy
from app.services.desk import Desk
from app.services.refills import renewed
from app.services.review_step import Said, step_of
from app.services.rx_draft import KIND, RxDraft, RxDraftLine, to_body
from app.services.rx_sheet import as_signed
from app.services.withdrawn import bounced, is_bounced, lines_gone
from app.store import drafts, formulary, people, prescriptions, reviews
from app.store.database import Reading
from app.store.unit_of_work import UnitOfWork

_SENT_BACK = (PrescriptionState.RETURNED, PrescriptionState.REFUSED)


@dataclass(frozen=True, slots=True)
class ReturnedSheet:
    """A sheet sent back and not yet dealt with. ``maybe_taken``: printed or released before, so the patient may have begun.

    ``asked_again``: the prescriber disagreed, a second pharmacist has not spoken yet; ``calls``: (instant, outcome code) of calls made.
    ``withdrawn``: nobody sent it back; these drugs of it are given no more, ``place`` says by whose list and ``at`` since when.
    ``review_phone``: where the pharmacists are reached.
    """

    sheet: Prescription
    name: str
    age: str
    phone: str
    refused: bool
    at: str
    pharmacist: str
    place: str
    objections: tuple[Objection, ...]
    proposals: tuple[ProposedChange, ...]
    note: str
    mine: bool
    maybe_taken: bool
    asked_again: bool
    calls: tuple[tuple[str, str], ...]
    withdrawn: tuple[str, ...] = ()
    review_phone: str = ""


class Returned:
    """What a prescriber does with what came back. ``review_phone``: of the pharmacists who are asked here, '' = none was told."""

    def __init__(self, desk: Desk, review_phone: Callable[[], str] = str) -> None:
        self._desk, self._review_phone = desk, review_phone

    def waiting(self) -> list[ReturnedSheet]:
        """This institution's, own ones first, then the oldest."""
        who = self._desk.who
        now = self._desk.clock.now()

        def query(conn: Reading) -> list[ReturnedSheet]:
            return [*_returned(conn, who.practitioner, who.organization.id), *_bounced(conn, who.practitioner, who.organization.id, now)]

        phone = self._review_phone()
        found = [one if one.withdrawn else replace(one, review_phone=phone) for one in self._desk.read("rx.write", query)]
        return sorted(found, key=lambda one: (not one.mine, one.at))

    def of_sheet(self, sheet: str) -> ReturnedSheet | None:
        """One of them."""
        return next((one for one in self.waiting() if one.sheet.id == sheet), None)

    def steps(self, sheet: str) -> tuple[ReviewStep, ...]:
        """Everything that was said of a sheet, the oldest first."""
        return self._desk.read("chart.read", lambda conn: reviews.of_sheets(conn, [sheet])[sheet])

    def adopt(self, sheet: str) -> RxDraft:
        """采纳: a draft like the sheet with the proposed changes made, kept as the visit's draft; signing it makes the old sheet void.

        Raises KnownError ``rx_unknown``, ``review_over``.
        """
        actor = self._desk.allow("rx.write")

        def work(uow: UnitOfWork) -> RxDraft:
            found, so_far = _answerable(uow.conn, sheet)
            draft = _amended(found, so_far, lines_gone(found, formulary.withdrawn(uow.conn, {line.drug for line in found.lines})))
            drafts.save(uow, Draft(draft.id, KIND, actor.account, to_body(draft), draft.person, draft.encounter))
            return draft

        return self._desk.store.write(work, actor).result()

    def disagree(self, sheet: str, reason: str) -> None:
        """不采纳: a second pharmacist looks. Raises KnownError ``reason_needed``, ``rx_unknown``, ``review_over``, ``review_upheld``."""
        if not reason.strip():
            raise KnownError("reason_needed")

        def allowed(found: Prescription, so_far: Reviewed) -> None:
            if found.state is not PrescriptionState.RETURNED or so_far.disagreement is not None:
                raise KnownError("review_over")
            if any(one.act is ReviewAct.DISAGREED for one in so_far.steps):
                raise KnownError("review_upheld")

        self._answer(sheet, Said(ReviewAct.DISAGREED, note=reason.strip()[:500]), allowed)

    def called(self, sheet: str, outcome: str, note: str = "") -> None:
        """先联系患者: what came of it. Raises KnownError ``reason_needed`` for no outcome of the policy, ``rx_unknown``, ``review_over``."""
        if outcome not in review_policy().calls:
            raise KnownError("reason_needed")
        self._answer(sheet, Said(ReviewAct.CALLED, outcome=outcome, note=note.strip()[:500]), lambda found, so_far: None)

    def _answer(self, key: str, said: Said, allowed: Any) -> None:
        actor, who = self._desk.allow("rx.sign"), self._desk.who

        def work(uow: UnitOfWork) -> None:
            found, so_far = _answerable(uow.conn, key)
            allowed(found, so_far)
            step = step_of(uow, who, found, said, so_far.steps)
            reviews.add(uow, step, so_far.needed, institution_of(found.document) == who.organization.id)

        self._desk.store.write(work, actor).result()


def _answerable(conn: Reading, key: str) -> tuple[Prescription, Reviewed]:
    found = prescriptions.get(conn, key)
    if found is None:
        raise KnownError("rx_unknown")
    if found.state not in _SENT_BACK and not is_bounced(conn, found):
        raise KnownError("review_over")
    return found, reviews.reviewed(conn, found, approvals_needed(found.document))


def _amended(sheet: Prescription, so_far: Reviewed, gone: Collection[int] = ()) -> RxDraft:
    """The sheet as a draft, without lines ``gone``; of several returns the last one's proposal is taken."""
    last = _last(so_far)
    lines = [
        _changed(replace(renewed(line), skin_test=line.skin_test), number, last)
        for number, line in enumerate(sheet.lines)
        if number not in gone
    ]
    draft = RxDraft(
        new_id(sheet.encounter),
        sheet.person,
        sheet.encounter,
        sheet.kind,
        sheet.payment,
        tuple(line for line in lines if line is not None),
        sheet.diagnoses,
        sheet.long_term,
        sheet.extend_reason,
        based_on=sheet.based_on,
        replaces=sheet.id,
    )
    return as_signed(draft, sheet)


def _last(so_far: Reviewed) -> ReviewStep | None:
    said = [one for one in so_far.verdicts if one.act in RETURNS or one.act is ReviewAct.REFUSED]
    return said[-1] if said else None


def _changed(line: RxDraftLine, number: int, said: ReviewStep | None) -> RxDraftLine | None:
    for one in said.proposals if said is not None else ():
        if one.line != number:
            continue
        if one.what == "stop":
            return None
        value: Any = {"single": Decimal, "days": int}.get(one.what, str)(one.value)
        line = replace(line, **{one.what: value})
    return line


def _returned(conn: Reading, practitioner: str, organization: str) -> list[ReturnedSheet]:
    sheets = [one for one in reviews.sheets_in(conn, _SENT_BACK) if institution_of(one.document) == organization]
    steps = reviews.of_sheets(conn, [one.id for one in sheets])
    found = []
    for sheet in sheets:
        so_far = Reviewed(sheet.prescriber or "", sheet.hash or "", approvals_needed(sheet.document), steps[sheet.id])
        last = _last(so_far)
        if last is not None and not any(one.act is ReviewAct.ACCEPTED for one in so_far.steps):
            found.append(_row(conn, sheet, so_far, last, practitioner))
    return found


def _row(conn: Reading, sheet: Prescription, so_far: Reviewed, last: ReviewStep, practitioner: str) -> ReturnedSheet:
    verdict = read(last.document, FORMAT)
    return replace(
        _of(conn, sheet, practitioner, so_far.steps),
        at=last.at,
        pharmacist=verdict["by"]["name"],
        place=verdict["institution"]["name"],
        objections=last.objections,
        proposals=last.proposals,
        note=last.note,
        asked_again=so_far.disagreement is not None,
    )


def _bounced(conn: Reading, practitioner: str, organization: str, now: datetime) -> list[ReturnedSheet]:
    """Sheets with a product that was withdrawn after they were signed."""
    found = bounced(conn, now, organization)
    steps = reviews.of_sheets(conn, [sheet.id for sheet, _, _ in found])
    return [
        replace(
            _of(conn, sheet, practitioner, steps[sheet.id]),
            at=entry.withdrawn_at or "",
            place=entry.catalogue,
            withdrawn=tuple(sheet.lines[n].name for n in lines),
        )
        for sheet, lines, entry in found
    ]


def _of(conn: Reading, sheet: Prescription, practitioner: str, steps: Iterable[ReviewStep]) -> ReturnedSheet:
    """The sheet and whom to call; who said what of it is still to be told."""
    told: Mapping[str, Any] = read(sheet.document or b"")
    person = people.get(conn, sheet.person)
    return ReturnedSheet(
        sheet=sheet,
        name=told["patient"]["name"],
        age=told["patient"]["age"],
        phone=person.phones[0].number if person is not None and person.phones else "",
        refused=sheet.state is PrescriptionState.REFUSED,
        at="",
        pharmacist="",
        place="",
        objections=(),
        proposals=(),
        note="",
        mine=sheet.prescriber == practitioner,
        maybe_taken=_maybe_taken(told, steps) or bool(prescriptions.copies(conn, sheet.id)),
        asked_again=False,
        calls=tuple((one.at, one.outcome) for one in steps if one.act is ReviewAct.CALLED),
    )


def _maybe_taken(told: Mapping[str, Any], steps: Iterable[ReviewStep]) -> bool:
    """Whether it was ever let be given out before a pharmacist had looked."""
    return told.get("signed_as") == PrescriptionState.RELEASED.value or any(one.act is ReviewAct.URGENT for one in steps)
