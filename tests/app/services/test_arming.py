"""Arming: only the person in the chair, one device for one resident, and what ends it (H20, H21, H23, H47)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app.clock import SetClock, instant
from app.errors import KnownError, NotAllowed
from app.services.arming import Arming
from app.services.desk import Desk
from app.services.devices import Devices
from app.services.session import Session
from app.store import arming as rows
from app.store import people
from tests.app.conftest import person as unsaved
from tests.app.services.measuring_table import MakePerson, Table, pressure


@pytest.fixture
def table(desk: Desk, clock: SetClock) -> Table:
    return Table(desk, clock)


def ends(table: Table) -> list[str]:
    """Why each span ended, by hand of the table itself."""
    spans = table.desk.store.read(lambda conn: rows.of_device(conn, table.devices.known()[0].id, "2026", "2027"))
    return [span.disarmed_why for span in reversed(spans)]


def test_armed_says_whom_and_on_what(table: Table, make_person: MakePerson) -> None:
    cuff, person = table.cuff(1, "红1"), make_person()
    armed = table.arm(cuff, person)
    assert (armed.name, armed.sticker, armed.seat, armed.drained) == ("王秀英", "红1", "A1", False)
    assert table.arming.armed() == [armed]
    assert table.arming.armed("B2") == []
    visit = table.intake.state(armed.encounter or "").encounter
    assert visit.identified_by == "slip"


@pytest.mark.parametrize(
    ("by", "evidence"),
    [
        ("name+birth", "1958-07-12"),
        ("name+birth", "19580712"),
        ("name+birth", "1958年7月12日"),
        ("name+phone", "1234"),
        ("name+householder", "王大山"),
        ("card", "ID"),
        ("name+id_tail", "TAIL"),
    ],
)
def test_what_recognises_a_person(table: Table, make_person: MakePerson, by: str, evidence: str) -> None:
    cuff, person = table.cuff(), make_person()
    number = person.identifiers[0].value
    said = {"ID": number, "TAIL": number[-4:]}.get(evidence, evidence)
    visit = table.intake.open_visit(person.id)
    armed = table.arming.arm(cuff.id, person.id, visit.id, by, said)
    assert armed.person == person.id


@pytest.mark.parametrize(
    ("by", "evidence"),
    [
        ("list", "1"),
        ("name", "王秀英"),
        ("", ""),
        ("card", ""),
        ("name+birth", ""),
        ("name+birth", "1958-07-13"),
        ("name+phone", "234"),
        ("name+phone", "9999"),
        ("name+householder", "王小山"),
        ("slip", "someone else"),
    ],
)
def test_a_place_in_a_list_recognises_nobody(table: Table, make_person: MakePerson, by: str, evidence: str) -> None:
    cuff, person = table.cuff(), make_person()
    visit = table.intake.open_visit(person.id)
    with pytest.raises(KnownError, match="identity_needed"):
        table.arming.arm(cuff.id, person.id, visit.id, by, evidence)
    assert table.arming.armed() == []


def test_several_residents_on_several_cuffs_at_one_seat(table: Table, make_person: MakePerson) -> None:
    people = [make_person(name=f"王秀{n}", serial=20 + 2 * n, phone=f"1390000100{n}") for n in range(4)]
    cuffs = [table.cuff(n + 1) for n in range(4)]
    for cuff, person in zip(cuffs, people, strict=True):
        table.arm(cuff, person)
        table.clock.forward(1)
    assert [one.person for one in table.arming.armed()] == [person.id for person in people]


def test_arming_a_device_for_somebody_else_disarms_it_for_the_first(table: Table, make_person: MakePerson) -> None:
    cuff, first, second = table.cuff(), make_person(), make_person(name="张桂英", serial=26)
    table.arm(cuff, first)
    table.clock.forward(5)
    table.arm(cuff, second)
    assert [one.person for one in table.arming.armed()] == [second.id]
    assert ends(table) == ["other_person", ""]


def test_time_out_after_five_minutes(table: Table, make_person: MakePerson) -> None:
    cuff = table.cuff()
    table.arm(cuff, make_person())
    table.clock.forward(300)
    table.arming.expire()
    assert len(table.arming.armed()) == 1
    table.clock.forward(1)
    assert table.arming.armed() == []  # also before the timer has come round
    table.arming.expire()
    assert ends(table) == ["timeout"]


def test_the_time_out_runs_from_a_reading_whose_round_goes_on(table: Table, make_person: MakePerson) -> None:
    cuff, person = table.cuff(), make_person()
    armed = table.arm(cuff, person)
    table.clock.forward(200)
    table.press(cuff, 142, 90)  # 4 minutes after arming: the second one is due within five more
    table.clock.forward(150)
    table.press(cuff, 140, 88)
    assert len(table.intake.state(armed.encounter or "").measurements) == 2
    table.clock.forward(301)
    table.arming.expire()
    assert ends(table) == ["timeout"]


def test_a_user_switch_disarms_and_a_lock_does_not(table: Table, make_person: MakePerson) -> None:
    table.arm(table.cuff(), make_person())
    table.desk.session.lock(True)
    table.desk.session.lock(False)
    assert len(table.arming.armed()) == 1
    who = table.desk.who
    table.desk.session.set(who)  # the same person unlocks
    assert len(table.arming.armed()) == 1
    table.desk.session.set(replace(who, account="another"))
    assert table.arming.armed() == [] and ends(table) == ["user_switch"]


def test_saving_disarms_all_devices_of_the_visit(table: Table, make_person: MakePerson) -> None:
    person = make_person()
    visit = table.intake.open_visit(person.id)
    table.arm(table.cuff(), person, visit)
    table.arm(table.meter(), person, visit)
    table.intake.save(visit.id)
    assert table.arming.armed() == []


def test_by_hand_and_twice_is_once(table: Table, make_person: MakePerson) -> None:
    armed = table.arm(table.cuff(), make_person())
    table.arming.disarm(armed.id)
    table.arming.disarm(armed.id, "saved")
    assert ends(table) == ["by_hand"]


def test_nothing_is_armed_for_a_patient_who_is_not_here(table: Table, make_person: MakePerson) -> None:
    """H23: the son brings the father's card."""
    cuff, person = table.cuff(), make_person()
    visit = table.intake.open_visit(person.id, proxy=True)
    with pytest.raises(KnownError, match="proxy_visit"):
        table.arm(cuff, person, visit)


def test_a_closed_or_strange_visit_cannot_be_measured(table: Table, make_person: MakePerson) -> None:
    cuff, person, other = table.cuff(), make_person(), make_person(name="张桂英", serial=26)
    visit = table.intake.open_visit(person.id)
    with pytest.raises(KnownError, match="visit_closed"):
        table.arm(cuff, other, visit)
    table.queue.cancel(visit.id)
    with pytest.raises(KnownError, match="visit_closed"):
        table.arm(cuff, person, visit)


def test_a_cuff_of_another_seat_is_refused_until_it_is_moved(desk: Desk, table: Table, make_person: MakePerson, clock: SetClock) -> None:
    """H21."""
    cuff, person = table.cuff(), make_person()
    session = Session()
    session.set(replace(desk.who, seat="B2"))
    other = Table(Desk(desk.store, session, clock, "B2"), clock)
    assert other.devices.known_for_hub() == []
    table.arm(cuff, person)
    with pytest.raises(KnownError, match="device_busy"):
        other.arm(cuff, person)
    clock.forward(301)
    with pytest.raises(KnownError, match="device_other_seat"):
        other.arm(cuff, person)
    table.arm(cuff, person)
    clock.forward(1)
    other.devices.move_here(cuff.id)
    clock.forward(1)
    assert table.arming.armed() == []
    assert other.arm(cuff, person).seat == "B2"
    assert ends(table) == ["timeout", "moved", ""]


def test_after_a_start_nobody_is_armed_any_more(desk: Desk, table: Table, make_person: MakePerson) -> None:
    """H20: who sits there now was recognised by nobody. Another seat's devices are its own affair."""
    cuff = table.cuff()
    table.arm(cuff, make_person())
    table.clock.forward(60)
    session = Session()
    session.set(replace(desk.who, seat="B2"))
    Arming(Desk(desk.store, session, desk.clock, "B2")).recover()
    assert len(table.arming.armed()) == 1
    Arming(desk).recover()
    assert table.arming.armed() == [] and ends(table) == ["restarted"]


def test_a_time_out_that_is_past_is_not_begun_again_by_a_late_reading(table: Table, make_person: MakePerson) -> None:
    cuff, person = table.cuff(), make_person()
    armed = table.arm(cuff, person)
    table.clock.forward(61.3)
    taken = pressure(cuff, 150, 90, table.clock.now())
    table.clock.forward(300)
    table.send(taken)
    assert len(table.intake.state(armed.encounter or "").measurements) == 1
    assert table.arming.armed() == []


def test_a_clock_set_back_does_not_stretch_the_time_out(table: Table, make_person: MakePerson) -> None:
    """An hour later by the clock that was put right it would be armed again, for somebody long gone."""
    cuff = table.cuff()
    table.arm(cuff, make_person())
    table.clock.set(table.clock.now() - timedelta(hours=1))
    table.arming.expire()
    assert table.arming.armed() == [] and ends(table) == ["clock_changed"]
    table.clock.forward(3660)
    table.press(cuff, 120, 80)
    assert len(table.unclaimed()) == 1


def test_a_clock_put_right_by_seconds_ends_nothing(table: Table, make_person: MakePerson) -> None:
    table.arm(table.cuff(), make_person())
    table.clock.set(table.clock.now() - timedelta(seconds=5))
    table.arming.expire()
    assert len(table.arming.armed()) == 1


def test_the_clinic_chooses_how_long_a_device_stays_armed(desk: Desk, table: Table, make_person: MakePerson) -> None:
    minutes = [2]
    arming = Arming(desk, lambda: timedelta(minutes=minutes[0]))
    person = make_person()
    visit = table.intake.open_visit(person.id)
    armed = arming.arm(table.cuff().id, person.id, visit.id, "slip", person.id)
    assert instant(armed.expires_at) - instant(armed.armed_at) == timedelta(minutes=2)
    minutes[0] = 9
    again = arming.arm(armed.device, person.id, visit.id, "slip", person.id)
    assert instant(again.expires_at) - instant(again.armed_at) == timedelta(minutes=9)


def test_the_head_of_a_household_is_not_recognised_by_their_own_name(desk: Desk, table: Table) -> None:
    """H20: the name was said already; a second identifier is something else."""
    one = unsaved(name="王大山")
    assert one.householder == one.name
    desk.store.write(lambda uow: people.add(uow, one)).result()
    visit = table.intake.open_visit(one.id)
    with pytest.raises(KnownError, match="identity_needed"):
        table.arming.arm(table.cuff().id, one.id, visit.id, "name+householder", "王大山")


def test_news_come_with_every_change(table: Table, make_person: MakePerson) -> None:
    told: list[None] = []
    table.arming.news.subscribe(told.append)
    armed = table.arm(table.cuff(), make_person())
    table.desk.store.settle()
    assert len(told) == 1
    table.arming.disarm(armed.id)
    table.desk.store.settle()
    assert len(told) == 2


def test_arming_is_a_verb_with_a_permission(table: Table, make_person: MakePerson) -> None:
    cuff, person = table.cuff(), make_person()
    visit = table.intake.open_visit(person.id)
    table.desk.session.set(replace(table.desk.who, permissions=frozenset({"queue.read"})))
    with pytest.raises(NotAllowed):
        table.arming.arm(cuff.id, person.id, visit.id, "slip", person.id)


def test_an_unknown_device(table: Table, make_person: MakePerson) -> None:
    person = make_person()
    visit = table.intake.open_visit(person.id)
    with pytest.raises(KnownError, match="device_unknown"):
        table.arming.arm("nothing", person.id, visit.id, "slip", person.id)
    assert Devices(table.desk).known() == []
