"""Claiming by a person: the right owner recognised anew, the wrong one undone, the rest set aside (H23, H25)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from app.clock import SetClock, iso
from app.domain.measurement import MeasurementKind, MeasurementStatus, TimeBasis
from app.errors import KnownError
from app.rules.acceptance import Why
from app.services.desk import Desk
from app.store import measurements
from app.store.unit_of_work import Change
from device_drivers.readings import Kind, KnownDevice, Quantity
from tests.app.services.measuring_table import MakePerson, Table, pressure


@pytest.fixture
def table(desk: Desk, clock: SetClock) -> Table:
    clock.forward(7.3)
    return Table(desk, clock)


def test_a_claim_needs_the_person_and_then_is_a_measurement_with_its_true_time(table: Table, make_person: MakePerson) -> None:
    cuff, person = table.cuff(), make_person()
    taken = table.clock.now()
    table.clock.forward(30)
    table.send(pressure(cuff, 146, 92, taken))
    (one,) = table.unclaimed()
    visit = table.intake.open_visit(person.id)
    with pytest.raises(KnownError, match="identity_needed"):
        table.inbox.claim(one.key, person.id, visit.id, "name+phone", "0000")
    made = table.inbox.claim(one.key, person.id, visit.id, "name+phone", "1234")
    assert made.measured_at == iso(taken.replace(microsecond=0)) and made.time_basis is TimeBasis.DEVICE
    assert table.unclaimed() == []
    with pytest.raises(KnownError, match="reading_gone"):
        table.inbox.claim(one.key, person.id, visit.id, "slip", person.id)


def test_a_reading_nobody_can_date_is_claimed_with_an_unknown_time(table: Table, make_person: MakePerson) -> None:
    cuff, person = table.cuff(), make_person()
    table.send(pressure(cuff, 146, 92, table.clock.now(), offset=None))
    visit = table.intake.open_visit(person.id)
    made = table.inbox.claim(table.unclaimed()[0].key, person.id, visit.id, "slip", person.id)
    assert made.time_basis is TimeBasis.UNKNOWN and made.measured_at == iso(table.clock.now())


def test_nothing_is_claimed_for_somebody_who_is_not_here(table: Table, make_person: MakePerson) -> None:
    cuff, person = table.cuff(), make_person()
    table.send(pressure(cuff, 146, 92, table.clock.now()))
    visit = table.intake.open_visit(person.id, proxy=True)
    with pytest.raises(KnownError, match="proxy_visit"):
        table.inbox.claim(table.unclaimed()[0].key, person.id, visit.id, "slip", person.id)


def test_a_wrong_owner_is_undone_and_the_right_one_gets_it_by_claiming(table: Table, make_person: MakePerson) -> None:
    """H25: the first record stays readable, counts no more, and the chart hears of it."""
    cuff, wrong, right = table.cuff(), make_person(), make_person(name="张桂英", serial=26, phone="13900005678")
    armed = table.arm(cuff, wrong)
    reading = table.press(cuff, 168, 96)
    (first,) = table.intake.state(armed.encounter or "").measurements
    heard: list[Change] = []
    table.desk.store.changes.subscribe(heard.append)
    table.intake.mark_error(first.id, "坐的是张桂英")
    table.desk.store.settle()
    assert any(change.about(wrong.id) and "measurement" in change.types() for change in heard)
    assert table.reasons() == [Why.TAKEN_BACK]
    visit = table.intake.open_visit(right.id)
    made = table.inbox.claim(reading.key(), right.id, visit.id, "name+birth", "1958-07-12")
    assert (made.person, made.replaces, made.reading_key) == (right.id, first.id, reading.key())
    before = table.desk.store.read(lambda conn: measurements.get(conn, first.id))
    assert before is not None and before.status is MeasurementStatus.ENTERED_IN_ERROR
    assert [one.id for one in table.intake.state(armed.encounter or "").corrected] == [first.id]


def test_set_aside_with_a_reason(table: Table) -> None:
    cuff = table.cuff()
    table.send(pressure(cuff, 120, 80, table.clock.now()))
    key = table.unclaimed()[0].key
    with pytest.raises(KnownError, match="reason_needed"):
        table.inbox.set_aside(key, " ")
    table.inbox.set_aside(key, "试机")
    assert table.inbox.count() == 0
    with pytest.raises(KnownError, match="reading_gone"):
        table.inbox.set_aside(key, "试机")


def test_many_go_to_one_person_together_or_not_at_all(table: Table, make_person: MakePerson) -> None:
    """A household's cuff: its second slot is the husband's morning."""
    cuff, person = table.cuff(), make_person()
    for minute, slot in ((0, 1), (3, 2), (6, 1)):
        taken = table.clock.now()
        table.clock.forward(180)
        table.send(replace(pressure(cuff, 140 + minute, 90, taken), user_slot=slot))
    mine = [one.key for one in table.unclaimed() if one.user_slot == 1]
    (other,) = [one.key for one in table.unclaimed() if one.user_slot == 2]
    assert len(mine) == 2
    visit = table.intake.open_visit(person.id)
    with pytest.raises(KnownError, match="reading_gone"):
        table.inbox.claim_all([*mine, "gone"], person.id, visit.id, "slip", person.id)
    assert len(table.unclaimed()) == 3 and not table.intake.state(visit.id).measurements
    table.inbox.claim_all(mine, person.id, visit.id, "slip", person.id)
    assert [one.key for one in table.unclaimed()] == [other] and len(table.intake.state(visit.id).measurements) == 2
    with pytest.raises(KnownError, match="reading_gone"):
        table.inbox.set_all_aside([other, mine[0]], "护士母亲的")
    table.inbox.set_all_aside([other], "护士母亲的")
    assert table.unclaimed() == []


def test_a_control_sample_is_nobodys(table: Table, make_person: MakePerson) -> None:
    cuff, person = table.cuff(), make_person()
    table.arm(cuff, person)
    table.press(cuff, 120, 80, flags=("quality_control",))
    (one,) = table.unclaimed()
    assert one.reason == Why.QUALITY_CONTROL and not one.claimable
    with pytest.raises(KnownError, match="reading_not_claimable"):
        table.inbox.claim(one.key, person.id, table.intake.open_visit(person.id).id, "slip", person.id)


def test_a_laboratory_result_is_claimed_with_its_words_and_never_attached_by_itself(table: Table, make_person: MakePerson) -> None:
    """The nurse armed the analyser by mistake: the specimen on it is still somebody else's until a person says so."""
    known = KnownDevice("tcp:10.0.0.9", "mindray-hl7", "BC-5300", "10.0.0.9:5100")
    analyser, person = table.devices.take_on(known, "血球仪", "黄1"), make_person()
    table.arm(analyser, person)
    table.clock.forward(60)
    results = (
        ("6690-2", Quantity(Decimal("11.8"), "10*9/L", label="WBC", flag="H", reference="4.0-10.0")),
        ("COLOR", Quantity(None, "", text="YELLOW")),
    )
    table.send(
        replace(
            pressure(analyser, 1, 1, table.clock.now()),
            kind=Kind.LABORATORY,
            values=results,
            seen_taken=True,
            context=(("barcode", "LAB-0042"),),
            mark="LAB-0042",
        )
    )
    (one,) = table.unclaimed()
    assert (one.reason, one.context) == (Why.LABORATORY, (("barcode", "LAB-0042"),)) and one.values == results
    visit = table.intake.open_visit(person.id)
    made = table.inbox.claim(one.key, person.id, visit.id, "slip", person.id)
    (kept,) = table.intake.state(visit.id).measurements
    assert kept == made and kept.kind is MeasurementKind.LABORATORY
    assert [(value.name, value.value, value.text, value.label, value.flag, value.reference) for value in kept.values] == [
        ("6690-2", Decimal("11.8"), "", "WBC", "H", "4.0-10.0"),
        ("COLOR", None, "YELLOW", "", "", ""),
    ]
