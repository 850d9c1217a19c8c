"""紧急调配: a sheet that must wait for a pharmacist is given out before, once nobody answered in time; the review stays owed (事后审核).

safety.md §1, 11:20: what the county's policy makes wait (overridden, above one's tier, not on the shelf) waits so many minutes; then the
phone number is shown, and a doctor may have it given out under that policy with a reason, as a signed step of its review. Controlled drugs
and internet care never are; what a pharmacist sent back or refused never is. An emergency sheet begins so when it is signed (rx_beginning).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app.clock import instant, iso, local_day
from app.domain.prescription import Prescription, PrescriptionState
from app.domain.review import FORMAT, ReviewAct, Reviewed, ReviewStep
from app.domain.rx_document import read
from app.errors import KnownError
from app.printing.sheet import ReviewMode
from app.rules.reviewing import approvals_needed, institution_of, review_policy
from app.services.clock_trust import check_clock
from app.services.desk import Desk
from app.services.review_step import Said, step_of
from app.services.rx_beginning import CONTROLLED
from app.services.sheet_at_counter import check_valid, genuine_sheet
from app.services.signature import number_series
from app.services.site_policy import InForce
from app.services.withdrawn import refuse_withdrawn
from app.store import reviews
from app.store.unit_of_work import UnitOfWork

NEEDED = "rx.sign"
_WORDS = 500
_ZERO = timedelta(0)


@dataclass(frozen=True, slots=True)
class Urgency:
    """Of a sheet that waits for a pharmacist. ``left``: until it may be given out urgently; ``never``: a KnownError's code, '' = it may then.

    ``policy``: number of the county's policy that allows it; ``phone``: of the pharmacists who are asked, '' = none was told.
    """

    left: timedelta
    never: str = ""
    policy: str = ""
    phone: str = ""

    @property
    def is_due(self) -> bool:
        """Whether it may be given out urgently now."""
        return not self.never and self.left <= _ZERO


@dataclass(frozen=True, slots=True)
class GivenUnder:
    """Why a sheet may be given out although a pharmacist has still to look. ``urgent``: 紧急调配; ``reason``: in words, '' = the policy alone."""

    policy: str
    urgent: bool
    reason: str = ""
    at: str = ""


class UrgentGiving:
    """``in_force``: what the county lets this site do now; ``phone``: of the pharmacists who are asked."""

    def __init__(self, desk: Desk, in_force: Callable[[], InForce], phone: Callable[[], str] = str) -> None:
        self._desk, self._in_force, self._phone = desk, in_force, phone

    def of(self, sheet: Prescription) -> Urgency | None:
        """None for a sheet that does not wait for a pharmacist before it is given out."""
        if sheet.state is not PrescriptionState.SIGNED or sheet.document is None:
            return None
        return urgency_of(sheet, self._in_force(), self._desk.clock.now(), self._phone())

    def may(self) -> bool:
        """Whether whoever sits here may decide it."""
        return self._desk.who.may(NEEDED)

    def give(self, key: str, reason: str, note: str = "") -> PrescriptionState:
        """Let it be given out. ``reason``: a code of the policy's ``urgent``; the state now.

        Raises KnownError ``rx_unknown``, ``rx_damaged``, ``dispense_over``, ``rx_withdrawn``, ``urgent_over``, ``urgent_controlled``,
        ``urgent_remote``, ``urgent_no_policy``, ``urgent_early``, ``reason_needed``, ``rx_no_key``, and those of an untrusted clock.
        """
        actor, who = self._desk.allow(NEEDED), self._desk.who
        words, policy = note.strip()[:_WORDS], review_policy()
        if reason not in policy.urgent or (reason in policy.write_out and not words):
            raise KnownError("reason_needed")

        def work(uow: UnitOfWork) -> PrescriptionState:
            sheet = genuine_sheet(uow.conn, key)
            now = instant(uow.at)
            check_valid(sheet, local_day(now))
            found = self.of(sheet)
            if found is None or institution_of(sheet.document) != who.organization.id:
                raise KnownError("urgent_over")
            if found.never:
                raise KnownError(found.never)
            if not found.is_due:
                raise KnownError("urgent_early", minutes=minutes_left(found.left))
            refuse_withdrawn(uow.conn, sheet.lines)
            check_clock(uow.conn, now, number_series(who))
            so_far = reviews.reviewed(uow.conn, sheet, approvals_needed(sheet.document))
            said = Said(ReviewAct.URGENT, note=words, outcome=reason, policy=found.policy)
            return reviews.add(uow, step_of(uow, who, sheet, said, so_far.steps), so_far.needed, True)

        return self._desk.store.write(work, actor).result()


def urgency_of(sheet: Prescription, now: InForce, at: datetime, phone: str = "") -> Urgency:
    """Of a sheet that waits."""
    told = read(sheet.document or b"")
    left = max(instant(sheet.signed_at or iso(at)) + review_policy().late_after - at, _ZERO)
    never = _never(told, sheet, now)
    return Urgency(left, never, "" if never else now.number, phone)


def minutes_left(left: timedelta) -> int:
    """Whole minutes, the last one counted."""
    return -(-int(left.total_seconds()) // 60)


def given_under(sheet: Prescription, steps: Sequence[ReviewStep]) -> GivenUnder | None:
    """What lets a sheet be given out that a pharmacist has still to look at; None where none has to."""
    if sheet.state is not PrescriptionState.RELEASED:
        return None
    told, needed = read(sheet.document or b""), approvals_needed(sheet.document)
    step = Reviewed(sheet.prescriber or "", sheet.hash or "", needed, tuple(steps)).urgent
    if step is None:
        reason = review_policy().urgent.get(str(told.get("urgent_reason", "")), "")
        return GivenUnder(str(told.get("policy", "")), told.get("urgent") is True, reason, sheet.signed_at or "")
    words = review_policy().urgent.get(step.outcome, step.outcome)
    policy = str(read(step.document, FORMAT).get("policy", ""))
    return GivenUnder(policy, True, "；".join(part for part in (words, step.note) if part), step.at)


def _never(told: Mapping[str, Any], sheet: Prescription, now: InForce) -> str:
    """A KnownError's code, '' where waiting is all that stands against it."""
    if told.get("held") == CONTROLLED or approvals_needed(sheet.document) > 1:
        return "urgent_controlled"
    if told.get("internet"):
        return "urgent_remote"
    return "" if now.mode is ReviewMode.AFTER and not now.held else "urgent_no_policy"
