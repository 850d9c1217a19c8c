"""The journal: durable before confirmed, replays once, stored and doubtful readings never to a resident by themselves (H1, H3, H20–H22)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from app.clock import SetClock, iso
from app.domain.measurement import MeasurementKind, TimeBasis
from app.errors import KnownError
from app.rules.acceptance import Why
from app.services.desk import Desk
from app.services.inbox import Arrived
from app.store import inbox
from device_drivers.readings import Kind, Quantity
from tests.app.services.measuring_table import MakePerson, Table, frame, glucose, pressure


@pytest.fixture
def table(desk: Desk, clock: SetClock) -> Table:
    clock.forward(7.3)  # not on a full minute: see the test of clocks without seconds
    return Table(desk, clock)


def test_a_reading_seen_being_taken_goes_to_the_armed_resident(table: Table, make_person: MakePerson) -> None:
    cuff, person = table.cuff(), make_person()
    heard: list[Arrived] = []
    table.inbox.news.subscribe(heard.append)
    armed = table.arm(cuff, person)
    reading = table.press(cuff, 168, 96)
    (one,) = table.intake.state(armed.encounter or "").measurements
    assert (one.person, one.kind, one.time_basis) == (person.id, MeasurementKind.BLOOD_PRESSURE, TimeBasis.ARRIVAL)
    assert [(v.name, v.value, v.unit) for v in one.values] == [
        ("systolic", Decimal(168), "mmHg"),
        ("diastolic", Decimal(96), "mmHg"),
        ("pulse", Decimal(72), "/min"),
    ]
    assert one.reading_key == reading.key() and one.device == cuff.id
    assert heard == [Arrived(reading.key(), "attached", person.id, armed.encounter, one.id)]
    assert table.unclaimed() == []


def test_a_stored_time_inside_the_span_is_enough_and_is_corrected(table: Table, make_person: MakePerson) -> None:
    cuff, person = table.cuff(), make_person()
    armed = table.arm(cuff, person)
    table.clock.forward(60)
    taken = table.clock.now()
    table.clock.forward(20)
    table.send(pressure(cuff, 142, 88, taken, off=-3600, offset=3600.0))
    (one,) = table.intake.state(armed.encounter or "").measurements
    assert one.time_basis is TimeBasis.CORRECTED
    assert one.measured_at == iso(taken.replace(microsecond=0))
    assert one.device_time == "2026-03-05T07:41:07"  # as the cuff says it, an hour slow


@pytest.mark.parametrize(
    ("armed_for", "measured_at", "why"),
    [
        (None, 30, Why.NOT_ARMED),
        (300, -600, Why.STORED_EARLIER),
        (300, -86400 * 400, Why.STORED_EARLIER),
        (300, 14, Why.BEGUN_BEFORE_ARMING),
        (20, 40, Why.AFTER_DISARM),
        (299, 301, Why.AFTER_TIMEOUT),
    ],
)
def test_what_was_not_taken_while_armed_waits_with_its_reason(
    table: Table, make_person: MakePerson, armed_for: int | None, measured_at: int, why: Why
) -> None:
    cuff, person, start = table.cuff(), make_person(), table.clock.now()
    if armed_for is not None:
        armed = table.arm(cuff, person)
        if armed_for < 299:
            table.clock.forward(armed_for)
            table.arming.disarm(armed.id)
    table.clock.set(max(table.clock.now(), start + timedelta(seconds=measured_at + 5)))
    table.arming.expire()
    table.send(pressure(cuff, 120, 80, start + timedelta(seconds=measured_at)))
    assert table.reasons() == [why]


@pytest.mark.parametrize(("seconds", "attached"), [(14.0, False), (15.0, True), (16.0, True)])
def test_fifteen_seconds_after_arming_at_the_earliest(
    desk: Desk, clock: SetClock, make_person: MakePerson, seconds: float, attached: bool
) -> None:
    clock.forward(7)
    table = Table(desk, clock)
    cuff, person = table.cuff(), make_person()
    table.arm(cuff, person)
    table.clock.forward(seconds)
    table.send(pressure(cuff, 120, 80, table.clock.now()))
    assert (table.unclaimed() == []) is attached


def test_a_pump_that_ran_when_the_person_was_armed_is_not_theirs(table: Table, make_person: MakePerson) -> None:
    """H20: the cuff was on the arm before; the nurse scanned the next slip too early."""
    cuff, person = table.cuff(), make_person()
    table.measures(cuff)
    table.clock.forward(20)
    table.arm(cuff, person)
    table.clock.forward(20)
    table.send(replace(pressure(cuff, 168, 96, table.clock.now()), seen_taken=True))
    assert table.reasons() == [Why.BEGUN_BEFORE_ARMING]


def test_a_late_record_goes_to_whoever_was_armed_when_it_was_taken(table: Table, make_person: MakePerson) -> None:
    """Also after the device was armed for somebody else; the visit is with the doctor by then."""
    cuff, first, second = table.cuff(), make_person(), make_person(name="张桂英", serial=26, phone="13900005678")
    one = table.arm(cuff, first)
    table.clock.forward(60)
    taken = table.clock.now()
    table.clock.forward(10)
    table.intake.save(one.encounter or "")
    table.clock.forward(30)
    other = table.arm(cuff, second)
    table.clock.forward(20)
    table.send(pressure(cuff, 131, 83, taken))
    assert [m.person for m in table.intake.state(one.encounter or "").measurements] == [first.id]
    assert table.intake.state(other.encounter or "").measurements == ()


@pytest.mark.parametrize("count", [1, 2, 3, 10, 60, 100])
def test_stored_records_after_arming_are_never_attached(table: Table, make_person: MakePerson, count: int) -> None:
    """H22: the cuff pours out its memory on connect: last week's, some with the clock of an empty battery."""
    cuff, person = table.cuff(), make_person()
    armed = table.arm(cuff, person)
    table.clock.forward(30)
    now = table.clock.now()
    for n in range(count):
        taken = now - timedelta(minutes=7 * (n + 6), seconds=n)
        old = pressure(cuff, 110 + n % 60, 70, taken)
        lost = replace(
            old,
            device_time=f"2017-01-01T{n // 60:02d}:{n % 60:02d}:59",
            clock_offset_s=(now - datetime(2017, 1, 1, tzinfo=now.tzinfo)).total_seconds(),
        )
        never_set = replace(old, device_time=f"1970-01-01T{n // 60:02d}:{n % 60:02d}:59", clock_offset_s=None)
        table.send((old, lost, never_set)[n % 3])
    assert table.intake.state(armed.encounter or "").measurements == ()
    assert len(table.unclaimed()) == count
    assert set(table.reasons()) <= {Why.STORED_EARLIER, Why.NO_TRUSTWORTHY_TIME}


def test_a_clock_that_was_reset_is_not_trusted_however_well_its_error_is_known(table: Table, make_person: MakePerson) -> None:
    """Last week's 2017-01-01 00:03 and today's look alike when the battery was out twice."""
    cuff, person = table.cuff(), make_person()
    table.arm(cuff, person)
    table.clock.forward(120)
    years = 86400.0 * 365 * 9
    table.send(pressure(cuff, 120, 80, table.clock.now(), off=-years, offset=years))
    (one,) = table.unclaimed()
    assert one.reason == Why.NO_TRUSTWORTHY_TIME and one.measured_at is None
    assert one.proposal is not None and one.proposal.person == person.id


def test_a_full_minute_is_believed_as_the_format_gives_it(table: Table, make_person: MakePerson) -> None:
    """The first reading of a device may fall on :00: its time is 53 s after the arming and counts."""
    cuff, person = table.cuff(), make_person()
    armed = table.arm(cuff, person)  # 08:40:07
    table.clock.forward(60)
    table.send(replace(pressure(cuff, 120, 80, table.clock.now()), device_time="2026-03-05T08:41:00"))
    assert len(table.intake.state(armed.encounter or "").measurements) == 1


def test_a_clock_without_seconds_must_leave_no_doubt(table: Table, make_person: MakePerson) -> None:
    """Nothing but full minutes three times: such a clock and its offset may each be most of a minute off."""
    cuff, person = table.cuff(), make_person()
    for minute in ("05", "11"):
        table.send(replace(pressure(cuff, 110, 70, table.clock.now()), device_time=f"2026-03-05T07:{minute}:00"))
    armed = table.arm(cuff, person)  # 08:40:07
    table.clock.forward(60)
    table.send(replace(pressure(cuff, 120, 80, table.clock.now()), device_time="2026-03-05T08:41:00"))
    assert table.reasons()[0] == Why.BEGUN_BEFORE_ARMING
    table.clock.forward(90)
    table.send(replace(pressure(cuff, 121, 80, table.clock.now()), device_time="2026-03-05T08:42:00"))
    assert len(table.intake.state(armed.encounter or "").measurements) == 1


def test_a_replay_is_stored_once(table: Table, make_person: MakePerson) -> None:
    cuff, person = table.cuff(), make_person()
    armed = table.arm(cuff, person)
    reading = table.press(cuff, 150, 90)
    for _ in range(3):
        table.clock.forward(5)
        table.send(replace(reading, seen_taken=False))
    assert len(table.intake.state(armed.encounter or "").measurements) == 1
    assert table.unclaimed() == []


def test_a_meter_that_counts_from_one_again_loses_nothing(table: Table, make_person: MakePerson) -> None:
    meter = table.meter()
    make_person()
    now = table.clock.now()
    table.send(glucose(meter, "6.1", now - timedelta(days=90), 1))
    table.send(glucose(meter, "6.1", now - timedelta(days=1), 1))
    table.send(glucose(meter, "6.1", now - timedelta(days=1), 1))
    assert len(table.unclaimed()) == 2
    assert table.devices.known_for_hub()[0].last_sequence == 1


def test_another_slot_of_the_device_is_somebody_else(table: Table, make_person: MakePerson) -> None:
    cuff, person = table.cuff(), make_person()
    table.devices.use_slot(cuff.id, 1)
    table.arm(cuff, person)
    table.press(cuff, 120, 80, user_slot=2)
    assert table.reasons() == [Why.OTHER_USER_SLOT]


def test_a_second_value_of_a_kind_waits_until_the_person_is_armed_anew(table: Table, make_person: MakePerson) -> None:
    meter, person = table.meter(), make_person()
    armed = table.arm(meter, person)
    table.clock.forward(30)
    table.send(glucose(meter, "3.6", table.clock.now(), 1))
    table.clock.forward(30)
    table.send(glucose(meter, "7.9", table.clock.now(), 2))
    assert table.reasons() == [Why.KIND_ALREADY_FILLED]
    table.arm(meter, person)
    table.clock.forward(30)
    table.send(glucose(meter, "5.1", table.clock.now(), 3))
    values = [one.values[0].value for one in table.intake.state(armed.encounter or "").measurements]
    assert values == [Decimal("3.6"), Decimal("5.1")]


def test_a_finished_round_takes_no_more_pressures(table: Table, make_person: MakePerson) -> None:
    cuff, person = table.cuff(), make_person()
    table.arm(cuff, person)
    table.press(cuff, 142, 90)
    table.clock.forward(60)
    table.press(cuff, 140, 88)
    table.clock.forward(60)
    table.press(cuff, 111, 70)
    assert table.reasons() == [Why.KIND_ALREADY_FILLED]


def test_two_results_within_twenty_seconds_are_not_two_measurements(table: Table, make_person: MakePerson) -> None:
    cuff, person = table.cuff(), make_person()
    table.arm(cuff, person)
    table.press(cuff, 142, 90)
    table.clock.forward(12)
    table.send(pressure(cuff, 118, 76, table.clock.now()))
    assert table.reasons() == [Why.TOO_CLOSE]


def test_hi_is_a_result_on_the_critical_path(table: Table, make_person: MakePerson) -> None:
    meter, person = table.meter(), make_person()
    armed = table.arm(meter, person)
    table.clock.forward(30)
    table.send(glucose(meter, None, table.clock.now(), 1, comparator=">"))
    state = table.intake.state(armed.encounter or "")
    (one,) = state.measurements
    assert one.critical and one.values[0].comparator == ">" and one.values[0].value is None
    assert state.encounter.urgent
    assert one.context == "" and "meal:fasting" in one.flags  # what the meter says of the meal is no answer (H24)


def test_the_meters_own_unit_is_kept_and_judged_in_ours(table: Table, make_person: MakePerson) -> None:
    meter, person = table.meter(), make_person()
    armed = table.arm(meter, person)
    table.clock.forward(30)
    table.send(glucose(meter, "45", table.clock.now(), 1, unit="mg/dL"))
    (one,) = table.intake.state(armed.encounter or "").measurements
    assert (one.values[0].value, one.values[0].unit, one.critical) == (Decimal(45), "mg/dL", True)


def test_an_impossible_number_waits_and_a_frightening_one_does_not(table: Table, make_person: MakePerson) -> None:
    """H49: 50/30 is stored; 20/400 is nobody's pressure."""
    cuff, person = table.cuff(), make_person()
    armed = table.arm(cuff, person)
    table.press(cuff, 90, 120)
    assert table.reasons() == [Why.ABSURD]
    table.clock.forward(30)
    table.press(cuff, 50, 32)
    (one,) = table.intake.state(armed.encounter or "").measurements
    assert one.values[0].value == 50 and "unusual" in one.flags


def test_garbage_is_kept_as_bytes_and_never_as_a_value(table: Table, make_person: MakePerson) -> None:
    cuff, person = table.cuff(), make_person()
    armed = table.arm(cuff, person)
    table.inbox.journal(frame(table.clock.now(), refused="nan", device=cuff.hub_id))
    assert table.unclaimed() == [] and table.intake.state(armed.encounter or "").measurements == ()
    kept = table.desk.store.read(lambda conn: inbox.quarantined(conn, "2026"))
    assert kept == [(cuff.hub_id, iso(table.clock.now()), "nan")]


def test_a_journal_that_cannot_write_says_so(table: Table) -> None:
    """The hub then leaves the record with its device."""
    cuff = table.cuff()
    table.desk.store.close()
    with pytest.raises(RuntimeError):
        table.send(pressure(cuff, 120, 80, table.clock.now()))


@pytest.mark.expect_log("readings are kept")
def test_what_was_kept_but_not_placed_is_placed_at_the_next_start(
    table: Table, make_person: MakePerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    cuff, person = table.cuff(), make_person()
    armed = table.arm(cuff, person)
    with monkeypatch.context() as cut:
        cut.setattr(type(table.inbox), "_place_pending", _power_cut)
        table.press(cuff, 133, 81)
    assert table.intake.state(armed.encounter or "").measurements == () and table.unclaimed() == []
    table.clock.forward(3600)
    again = Table(table.desk, table.clock)
    assert again.inbox.recover() == 1
    assert [one.person for one in again.intake.state(armed.encounter or "").measurements] == [person.id]
    assert again.inbox.recover() == 0


def _power_cut(*_: object) -> None:
    raise OSError("power cut")


@pytest.mark.expect_log("one by one|could not be placed")
def test_one_reading_that_cannot_be_placed_does_not_hold_up_the_others(table: Table, make_person: MakePerson) -> None:
    cuff, person = table.cuff(), make_person()
    armed = table.arm(cuff, person)
    table.clock.forward(60)
    good = pressure(cuff, 120, 80, table.clock.now())
    strange = replace(good, kind=Kind.ECG, values=(("lead", Quantity(Decimal(1), "mV")),))
    table.send(strange, good)
    assert table.reasons() == [Why.NOT_PLACED]
    assert [one.reading_key for one in table.intake.state(armed.encounter or "").measurements] == [good.key()]


@pytest.mark.expect_log("one by one|waits to be placed")
def test_a_reading_kept_while_the_disk_filled_up_is_placed_with_the_next_one(
    table: Table, make_person: MakePerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    cuff, person = table.cuff(), make_person()
    armed = table.arm(cuff, person)
    with monkeypatch.context() as full:
        full.setattr(type(table.inbox), "_place_all", _disk_full)
        table.press(cuff, 150, 90)
    assert table.intake.state(armed.encounter or "").measurements == () and table.inbox.count() == 0
    table.clock.forward(30)
    table.press(cuff, 148, 88)
    assert len(table.intake.state(armed.encounter or "").measurements) == 2


def _disk_full(*_: object) -> None:
    raise KnownError("disk_full")


def test_a_time_nobody_can_reckon_with_is_no_time(table: Table, make_person: MakePerson) -> None:
    cuff, person = table.cuff(), make_person()
    table.arm(cuff, person)
    table.clock.forward(60)
    table.send(pressure(cuff, 120, 80, table.clock.now(), offset=float("nan")))
    assert table.reasons() == [Why.NO_TRUSTWORTHY_TIME]


def test_what_was_measured_during_an_outage_is_proposed_and_not_attached(table: Table, make_person: MakePerson) -> None:
    """Paper went on while the program was off: the cuff may have been on another arm (safety.md §1, 11:40)."""
    cuff, person = table.cuff(), make_person()
    armed = table.arm(cuff, person)
    table.press(cuff, 140, 90)
    table.clock.forward(70)
    stored = pressure(cuff, 190, 110, table.clock.now())
    table.clock.forward(30)
    again = Table(table.desk, table.clock)
    again.inbox.recover()
    again.send(stored)
    assert len(again.intake.state(armed.encounter or "").measurements) == 1
    (waiting,) = again.unclaimed()
    assert waiting.reason == Why.AFTER_DISARM and waiting.proposal is not None and waiting.proposal.person == person.id


def test_a_device_off_the_list_is_not_trusted(table: Table, make_person: MakePerson) -> None:
    cuff, person = table.cuff(), make_person()
    table.arm(cuff, person)
    table.devices.forget(cuff.id)
    table.press(cuff, 120, 80)
    assert table.reasons() == [Why.UNKNOWN_DEVICE]


def test_a_lock_hides_the_screen_and_stops_no_reading(table: Table, make_person: MakePerson) -> None:
    """H47."""
    cuff, person = table.cuff(), make_person()
    armed = table.arm(cuff, person)
    table.desk.session.lock(True)
    table.press(cuff, 150, 90)
    assert len(table.intake.state(armed.encounter or "").measurements) == 1
