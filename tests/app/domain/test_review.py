"""Where signed steps lead a sheet, in whatever order they came."""

from __future__ import annotations

from itertools import permutations

import pytest

from app.domain.prescription import PrescriptionState as State
from app.domain.review import ReviewAct, Reviewed, ReviewStep, Stage, barred, in_order, stage_of, state_after

DOCTOR, LI, ZHAO, HASH = "doctor", "li", "zhao", "ab" * 32
APPROVED, RETURNED, PROPOSED, REFUSED = ReviewAct.APPROVED, ReviewAct.RETURNED, ReviewAct.PROPOSED, ReviewAct.REFUSED
DISAGREED = ReviewAct.DISAGREED


def step(number: int, act: ReviewAct, by: str, *seen: int, about: str = HASH) -> ReviewStep:
    at = f"2026-03-05T01:{number:02d}:00.000Z"
    return ReviewStep(str(number), "p", "rx", about, act, by, at, b"", "", "", "", tuple(str(one) for one in seen))


def state(start: State, *steps: ReviewStep, needed: int = 1) -> State:
    """The same in every order, or the test fails."""
    found = {state_after(start, Reviewed(DOCTOR, HASH, needed, tuple(in_order(some)))) for some in permutations(steps)}
    assert len(found) == 1
    return found.pop()


@pytest.mark.parametrize("start", [State.SIGNED, State.RELEASED])
@pytest.mark.parametrize(("act", "end"), [(APPROVED, State.APPROVED), (RETURNED, State.RETURNED), (REFUSED, State.REFUSED)])
def test_one_verdict(start: State, act: ReviewAct, end: State) -> None:
    assert state(start, step(1, act, LI)) is end


def test_nothing_said_moves_nothing() -> None:
    assert [state(one) for one in State] == list(State)


def test_who_prescribed_it_does_not_count() -> None:
    assert state(State.SIGNED, step(1, APPROVED, DOCTOR)) is State.SIGNED


def test_a_verdict_on_another_document_does_not_count() -> None:
    assert state(State.SIGNED, step(1, APPROVED, LI, about="cd" * 32)) is State.SIGNED


def test_two_pharmacists_who_did_not_know_of_each_other_the_return_stands() -> None:
    assert state(State.SIGNED, step(1, RETURNED, LI), step(2, APPROVED, ZHAO)) is State.RETURNED
    assert state(State.SIGNED, step(1, APPROVED, LI), step(2, PROPOSED, ZHAO)) is State.RETURNED


def test_the_second_pharmacist_lifts_a_return_only_where_the_doctor_disagreed() -> None:
    back, no = step(1, RETURNED, LI), step(2, DISAGREED, DOCTOR, 1)
    assert state(State.SIGNED, back, step(3, APPROVED, ZHAO, 1)) is State.RETURNED
    assert state(State.SIGNED, back, no, step(3, APPROVED, ZHAO, 1, 2)) is State.APPROVED


def test_whoever_returned_it_may_think_again() -> None:
    assert state(State.RELEASED, step(1, RETURNED, LI), step(2, APPROVED, LI, 1)) is State.APPROVED


def test_two_must_approve_a_controlled_drug() -> None:
    one, again, other = step(1, APPROVED, LI), step(2, APPROVED, LI, 1), step(3, APPROVED, ZHAO, 1)
    assert state(State.SIGNED, one, again, needed=2) is State.SIGNED
    assert state(State.SIGNED, one, other, needed=2) is State.APPROVED


def test_a_lifted_return_waits_again_where_one_approval_is_missing() -> None:
    lifted = step(1, RETURNED, LI), step(2, DISAGREED, DOCTOR, 1), step(3, APPROVED, ZHAO, 1, 2)
    assert state(State.RETURNED, *lifted, needed=2) is State.SIGNED


@pytest.mark.parametrize("end", [State.CANCELLED, State.REFUSED])
def test_an_end_stays(end: State) -> None:
    assert state(end, step(1, APPROVED, LI)) is end


def test_for_whom_it_waits() -> None:
    def stage(now: State, *steps: ReviewStep, needed: int = 1) -> Stage | None:
        return stage_of(now, Reviewed(DOCTOR, HASH, needed, steps))

    back, no = step(1, RETURNED, LI), step(2, DISAGREED, DOCTOR, 1)
    assert stage(State.SIGNED) is Stage.FIRST and stage(State.RELEASED) is Stage.FIRST
    assert stage(State.SIGNED, step(1, APPROVED, LI), needed=2) is Stage.SECOND_PERSON
    assert stage(State.RETURNED, back) is None and stage(State.RETURNED, back, no) is Stage.SECOND_OPINION
    assert stage(State.RETURNED, back, no, step(3, RETURNED, ZHAO, 1, 2)) is None
    assert [stage(one) for one in (State.DRAFT, State.APPROVED, State.REFUSED, State.CANCELLED)] == [None] * 4


def test_who_may_not_decide() -> None:
    first = Reviewed(DOCTOR, HASH, 2, (step(1, APPROVED, LI),))
    back = Reviewed(DOCTOR, HASH, 1, (step(1, RETURNED, LI), step(2, DISAGREED, DOCTOR, 1)))
    assert [barred(one, first) for one in (DOCTOR, LI, ZHAO)] == ["own", "same_person", ""]
    assert [barred(one, back) for one in (DOCTOR, LI, ZHAO)] == ["own", "same_person", ""]


def test_given_out_urgently_it_still_waits_and_every_verdict_counts_before_it() -> None:
    now = step(2, ReviewAct.URGENT, DOCTOR)
    assert state(State.SIGNED, now) is State.RELEASED
    for act, end in ((APPROVED, State.APPROVED), (RETURNED, State.RETURNED), (REFUSED, State.REFUSED)):
        assert state(State.SIGNED, now, step(1, act, LI)) is state(State.SIGNED, now, step(3, act, LI, 2)) is end
    assert state(State.SIGNED, step(2, ReviewAct.URGENT, DOCTOR, about="cd" * 32)) is State.SIGNED, "another document"
    assert state(State.SIGNED, now, needed=2) is State.SIGNED, "never what takes two pharmacists"
    assert state(State.CANCELLED, now) is State.CANCELLED
