"""紧急调配: only what waits, only after the pharmacist's time, only under the county's policy, only with a reason; the review stays owed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from app.clock import SetClock, instant
from app.domain.encounter import Encounter
from app.domain.person import Person
from app.domain.prescription import Prescription, PrescriptionState, SheetKind
from app.domain.review import FORMAT, Objection
from app.domain.rx_document import canonical, read
from app.errors import KnownError, NotAllowed
from app.printing.sheet import ReviewMode
from app.rules.pack import Pack
from app.services.desk import Desk
from app.services.dispensing import Dispensing
from app.services.prescribing import Prescribing
from app.services.returned import Returned
from app.services.review_step import flaws_of_step
from app.services.reviewing import Reviewing
from app.services.session import SignedIn
from app.services.signature import flaws_of
from app.services.site_policy import InForce
from app.services.urgent import UrgentGiving, given_under, minutes_left, urgency_of
from app.store import prescriptions, reviews
from app.store.tables.log import audit
from tests.app.services.rx_clinic import AMLODIPINE, sheet
from tests.app.services.rx_reviewers import hire, seated

POLICY = InForce(ReviewMode.AFTER, local_stock_only=True, number="县卫〔2026〕3号")
STRICT = InForce(held="policy_missing")
MINUTE = 60


@pytest.fixture
def rx(desk: Desk, pack: Pack) -> Prescribing:
    """Nothing is on the shelf here: every ordinary sheet waits."""
    return Prescribing(desk, pack, lambda: POLICY)


@pytest.fixture
def urgent(desk: Desk) -> UrgentGiving:
    return UrgentGiving(desk, lambda: POLICY, lambda: "0371-6660000")


@pytest.fixture
def at_counter(desk: Desk, rx: Prescribing, urgent: UrgentGiving) -> Dispensing:
    return Dispensing(desk, rx.shelves, urgent=urgent)


@pytest.fixture
def waiting(rx: Prescribing, resident: Person, visit: Encounter) -> Prescription:
    made = rx.sign(sheet(resident.id, visit.id, AMLODIPINE))
    assert made.state is PrescriptionState.SIGNED
    return made


def state_of(desk: Desk, key: str) -> PrescriptionState | None:
    found = desk.store.read(lambda conn: prescriptions.get(conn, key))
    return None if found is None else found.state


def refused(urgent: UrgentGiving, key: str, reason: str = "condition", note: str = "") -> KnownError:
    with pytest.raises(KnownError) as caught:
        urgent.give(key, reason, note)
    return caught.value


def test_the_counter_counts_down_and_then_shows_whom_to_call(at_counter: Dispensing, waiting: Prescription, clock: SetClock) -> None:
    clock.forward(6 * MINUTE + 20)
    urgency = at_counter.case(waiting.id).urgency
    assert urgency is not None and not urgency.is_due and minutes_left(urgency.left) == 9
    clock.forward(9 * MINUTE)
    urgency = at_counter.case(waiting.id).urgency
    assert urgency is not None and urgency.is_due
    assert (urgency.policy, urgency.phone) == ("县卫〔2026〕3号", "0371-6660000")


def test_before_the_pharmacists_time_is_over_it_is_refused(
    urgent: UrgentGiving, waiting: Prescription, clock: SetClock, desk: Desk
) -> None:
    clock.forward(14 * MINUTE + 1)
    error = refused(urgent, waiting.id)
    assert (error.code, error.facts["minutes"]) == ("urgent_early", 1)
    assert state_of(desk, waiting.id) is PrescriptionState.SIGNED


@pytest.mark.parametrize(("reason", "note"), [("", "等不得"), ("nothing", "x"), ("other", "  "), ("2-9", "x")])
def test_without_a_reason_it_is_refused(urgent: UrgentGiving, waiting: Prescription, clock: SetClock, reason: str, note: str) -> None:
    clock.forward(15 * MINUTE)
    assert refused(urgent, waiting.id, reason, note).code == "reason_needed"


def test_given_out_urgently_it_says_under_what_and_still_waits_for_the_pharmacist(
    urgent: UrgentGiving, at_counter: Dispensing, waiting: Prescription, clock: SetClock, desk: Desk, li: SignedIn
) -> None:
    clock.forward(15 * MINUTE)
    assert urgent.give(waiting.id, "other", " 末班车 ") is PrescriptionState.RELEASED
    case = at_counter.case(waiting.id)
    assert case.row.may_be_given and case.urgency is None
    assert case.under is not None and (case.under.policy, case.under.urgent, case.under.reason) == ("县卫〔2026〕3号", True, "其他；末班车")
    (step,) = desk.store.read(lambda conn: reviews.of_sheets(conn, [waiting.id])[waiting.id])
    assert flaws_of_step(step) == () and read(step.document, FORMAT)["policy"] == "县卫〔2026〕3号"
    trail = desk.store.read(lambda conn: conn.execute(select(audit.c.action).where(audit.c.type == "review_step")).scalars().all())
    assert trail == ["urgent"] and refused(urgent, waiting.id).code == "urgent_over", "once"
    at_counter.prepare(waiting.id, waiting.lines[0].id, 7)
    with seated(desk, li):
        (row,) = Reviewing(desk).queue()
        assert (row.sheet, row.late, row.urgent) == (waiting.id, False, True)
        assert Reviewing(desk).approve(waiting.id, waiting.hash or "") is PrescriptionState.APPROVED


def test_what_the_pharmacist_sends_back_afterwards_says_that_the_patient_may_have_begun(
    urgent: UrgentGiving, waiting: Prescription, clock: SetClock, desk: Desk, li: SignedIn
) -> None:
    clock.forward(15 * MINUTE)
    urgent.give(waiting.id, "far")
    with seated(desk, li):
        assert Reviewing(desk).send_back(waiting.id, waiting.hash or "", [Objection("2-5")]) is PrescriptionState.RETURNED
    (back,) = Returned(desk).waiting()
    assert back.maybe_taken and refused(urgent, waiting.id).code == "urgent_over"


def test_what_was_answered_in_time_is_not_given_out_urgently(
    urgent: UrgentGiving, waiting: Prescription, clock: SetClock, desk: Desk, li: SignedIn
) -> None:
    with seated(desk, li):
        Reviewing(desk).send_back(waiting.id, waiting.hash or "", [Objection("2-5")])
    clock.forward(15 * MINUTE)
    assert refused(urgent, waiting.id).code == "urgent_over"
    assert refused(urgent, "nothing").code == "rx_unknown"


def test_only_who_prescribes_decides_it(urgent: UrgentGiving, waiting: Prescription, clock: SetClock, desk: Desk) -> None:
    clock.forward(15 * MINUTE)
    nurse = hire(desk, "王护士", "201", "nurse")
    with seated(desk, nurse):
        assert not urgent.may()
        with pytest.raises(NotAllowed):
            urgent.give(waiting.id, "condition")
    assert state_of(desk, waiting.id) is PrescriptionState.SIGNED


@pytest.mark.parametrize("now", [STRICT, InForce(ReviewMode.BEFORE, number="3"), InForce(ReviewMode.AFTER, held="policy_expired")])
def test_without_a_policy_that_allows_it_waiting_does_not_help(desk: Desk, waiting: Prescription, clock: SetClock, now: InForce) -> None:
    clock.forward(60 * MINUTE)
    assert refused(UrgentGiving(desk, lambda: now), waiting.id).code == "urgent_no_policy"


def test_controlled_drugs_and_internet_care_never_are(waiting: Prescription) -> None:
    at = read(waiting.document or b"")
    for told, code in (({"held": "controlled"}, "urgent_controlled"), ({"internet": {"earlier": []}}, "urgent_remote")):
        other = replace(waiting, document=canonical({**at, **told}))
        assert urgency_of(other, POLICY, instant("2026-03-05T09:00:00.000Z")).never == code


def test_an_expired_sheet_is_not_given_out_urgently(urgent: UrgentGiving, waiting: Prescription, clock: SetClock) -> None:
    clock.forward(4 * 24 * 60 * MINUTE)
    assert refused(urgent, waiting.id).code == "dispense_over"


def test_an_emergency_sheet_is_given_out_at_once_with_its_reason(
    rx: Prescribing, at_counter: Dispensing, resident: Person, visit: Encounter
) -> None:
    made = rx.sign(sheet(resident.id, visit.id, replace(AMLODIPINE, days=3), kind=SheetKind.EMERGENCY))
    assert made.state is PrescriptionState.RELEASED and flaws_of(made) == ()
    under = at_counter.case(made.id).under
    assert under is not None and (under.urgent, under.reason) == (True, "急诊处方")


def test_what_the_policy_simply_lets_be_given_names_it(desk: Desk, pack: Pack, resident: Person, visit: Encounter) -> None:
    rx = Prescribing(desk, pack, lambda: InForce(ReviewMode.AFTER, number="7号"))
    made = rx.sign(sheet(resident.id, visit.id, AMLODIPINE))
    under = given_under(made, ())
    assert under is not None and (under.policy, under.urgent, under.reason) == ("7号", False, "")
