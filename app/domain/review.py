"""A pharmacist's review of a signed sheet and the prescriber's answer: signed steps that are only ever added, and the state they lead to.

A verdict changes no byte of the sheet. Each step names the fingerprint of the document it is about and every step its author had
seen, so that the state follows from the set of steps alone, in whatever order they arrive at a workstation.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.domain.prescription import PrescriptionState

FORMAT = "xiangyi/review/1"


class ReviewAct(StrEnum):
    """What was done: the first four by a pharmacist, the others by a prescriber."""

    APPROVED = "approved"
    RETURNED = "returned"
    PROPOSED = "proposed"  # returned, with the change the pharmacist would make
    REFUSED = "refused"
    ACCEPTED = "accepted"  # signed again as another sheet
    DISAGREED = "disagreed"  # to a second pharmacist
    CALLED = "called"  # the patient was told first
    URGENT = "urgent"  # 紧急调配: nobody answered in time; given out now, the review stays owed


VERDICTS = frozenset({ReviewAct.APPROVED, ReviewAct.RETURNED, ReviewAct.PROPOSED, ReviewAct.REFUSED})
RETURNS = frozenset({ReviewAct.RETURNED, ReviewAct.PROPOSED})


class Stage(StrEnum):
    """For which pharmacist a sheet waits."""

    FIRST = "first"
    SECOND_PERSON = "second_person"  # controlled drugs: another one beside the first
    SECOND_OPINION = "second_opinion"  # the prescriber disagreed with the first


@dataclass(frozen=True, slots=True)
class Objection:
    """``code``: 处方点评 (医院处方点评管理规范(试行), 2010), such as 2-5. ``lines`` count from 0; none = the whole sheet."""

    code: str
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ProposedChange:
    """``what``: ``single`` (in the line's dose unit), ``frequency``, ``route``, ``days`` or ``stop``; ``value`` as typed, '' for ``stop``."""

    line: int
    what: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class ReviewStep:
    """One act. ``document`` holds the signed canonical bytes, ``hash`` their SHA-256, ``sheet_hash`` that of the sheet's document.

    ``seen``: ids of the steps its author had before them. ``new_sheet``: of ``accepted``. ``outcome``: of ``called`` and ``urgent``, a code of the policy.
    """

    id: str
    person: str
    prescription: str
    sheet_hash: str
    act: ReviewAct
    practitioner: str
    at: str
    document: bytes
    hash: str
    signature: str
    public_key: str
    seen: tuple[str, ...] = ()
    objections: tuple[Objection, ...] = ()
    proposals: tuple[ProposedChange, ...] = ()
    note: str = ""
    new_sheet: str | None = None
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What decides about a sheet: who prescribed it, its fingerprint, how many pharmacists must approve, and all steps so far."""

    prescriber: str
    sheet_hash: str
    needed: int
    steps: tuple[ReviewStep, ...]

    @property
    def verdicts(self) -> tuple[ReviewStep, ...]:
        """Those that count: about this very document, and not by whoever prescribed it."""
        return tuple(
            one for one in self.steps if one.act in VERDICTS and one.sheet_hash == self.sheet_hash and one.practitioner != self.prescriber
        )

    @property
    def open_returns(self) -> tuple[ReviewStep, ...]:
        """Returns that no later approval lifted."""
        approvals = [one for one in self.verdicts if one.act is ReviewAct.APPROVED]
        return tuple(one for one in self.verdicts if one.act in RETURNS and not any(self._lifts(other, one) for other in approvals))

    @property
    def approvers(self) -> frozenset[str]:
        """Pharmacists who approved."""
        return frozenset(one.practitioner for one in self.verdicts if one.act is ReviewAct.APPROVED)

    @property
    def urgent(self) -> ReviewStep | None:
        """The first step that lets this very document be given out before anybody reviewed it; never what takes two pharmacists."""
        steps = (one for one in self.steps if one.act is ReviewAct.URGENT and one.sheet_hash == self.sheet_hash)
        return next(steps, None) if self.needed == 1 else None

    @property
    def disagreement(self) -> ReviewStep | None:
        """The prescriber's answer to the open return, where it is that they disagree and no second pharmacist has spoken since."""
        open_ones = {one.id for one in self.open_returns}
        answers = [one for one in self.steps if one.act is ReviewAct.DISAGREED and open_ones and open_ones <= set(one.seen)]
        return answers[-1] if answers else None

    def _lifts(self, approval: ReviewStep, returned: ReviewStep) -> bool:
        """Who returned it thought again, or another one was asked by the prescriber; both with the return before their eyes."""
        if returned.id not in approval.seen:
            return False
        return approval.practitioner == returned.practitioner or bool(self._disagreements(approval.seen))

    def _disagreements(self, keys: Collection[str]) -> list[ReviewStep]:
        return [one for one in self.steps if one.id in keys and one.act is ReviewAct.DISAGREED]


def state_after(state: PrescriptionState, so_far: Reviewed) -> PrescriptionState:
    """Where a sheet stands after its steps. What ended it (cancelled, refused) stays; the side that warns wins between two pharmacists."""
    if state in ENDS:
        return state
    if any(one.act is ReviewAct.REFUSED for one in so_far.verdicts):
        return PrescriptionState.REFUSED
    if so_far.open_returns:
        return PrescriptionState.RETURNED
    if len(so_far.approvers) >= so_far.needed:
        return PrescriptionState.APPROVED
    if so_far.urgent is not None:
        return PrescriptionState.RELEASED
    return PrescriptionState.SIGNED if state is PrescriptionState.RETURNED and so_far.verdicts else state


ENDS = frozenset({PrescriptionState.CANCELLED, PrescriptionState.REFUSED})
WAITING = frozenset({PrescriptionState.SIGNED, PrescriptionState.RELEASED})


def stage_of(state: PrescriptionState, so_far: Reviewed) -> Stage | None:
    """For whom a sheet waits; None where no pharmacist has anything to do with it now."""
    if state is PrescriptionState.RETURNED:
        return Stage.SECOND_OPINION if so_far.disagreement is not None else None
    if state not in WAITING:
        return None
    return Stage.SECOND_PERSON if so_far.approvers else Stage.FIRST


def barred(practitioner: str, so_far: Reviewed) -> str:
    """Why this pharmacist may not decide: ``own`` sheet, ``same_person`` as approved or returned it before; '' where they may."""
    if practitioner == so_far.prescriber:
        return "own"
    spoken = so_far.approvers | (frozenset(one.practitioner for one in so_far.open_returns) if so_far.disagreement else frozenset())
    return "same_person" if practitioner in spoken else ""


def in_order(steps: Iterable[ReviewStep]) -> Sequence[ReviewStep]:
    """Each after all its author had seen, whatever the clocks of two workstations say; else by time, then id: the same everywhere."""
    return sorted(steps, key=lambda one: (len(one.seen), one.at, one.id))
