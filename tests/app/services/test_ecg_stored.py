"""What a patch had in its memory: kept whole, once, and nobody's until a person says whose (H20, H22)."""

from __future__ import annotations

from array import array
from dataclasses import replace
from datetime import timedelta

import pytest

from app.clock import SetClock, iso
from app.errors import KnownError
from app.services.desk import Desk
from app.services.ecg import EcgRecorder
from app.services.ecg_stored import StoredEcgs
from app.services.keeping import verify
from device_drivers.readings import RecordedLead, Recording
from tests.app.services.measuring_table import MakePerson, Table, stamp

BEATS = array("i", (0 if n % 100 else 400 for n in range(1250)))


@pytest.fixture
def table(desk: Desk, clock: SetClock) -> Table:
    return Table(desk, clock)


@pytest.fixture
def stored(desk: Desk) -> StoredEcgs:
    return StoredEcgs(desk)


@pytest.fixture
def strip(clock: SetClock) -> Recording:
    """Ten seconds of two leads, half an hour old."""
    began = stamp(clock.now() - timedelta(minutes=30))
    leads = (RecordedLead("I", BEATS), RecordedLead("II", BEATS, gaps=((0, 1), (500, 20))))
    return Recording("ble:ER3", "lepu-er3", "W20260305", 125.0, 2440, leads, began, 0.0, 1, "ab" * 32)


def test_it_waits_and_is_given_to_somebody_recognised(
    table: Table, stored: StoredEcgs, strip: Recording, make_person: MakePerson, clock: SetClock
) -> None:
    heard: list[int] = []
    stored.news.subscribe(heard.append)
    stored.heard(strip)
    stored.heard(strip)  # fetched again: a transfer that broke off behind the last byte
    (one,) = stored.waiting()
    assert (one.leads, one.seconds, one.name) == (("I", "II"), 10, "W20260305")
    assert one.started_at == iso((clock.now() - timedelta(minutes=30)).replace(microsecond=0))
    person = make_person()
    visit = table.intake.open_visit(person.id)
    with pytest.raises(KnownError, match="identity_needed"):
        stored.claim(one.key, person.id, visit.id, "name+phone", "0000")
    made = stored.claim(one.key, person.id, visit.id, "slip", person.id)
    assert (made.person, made.leads, made.hz, made.nv_per_lsb, made.seconds) == (person.id, ("I", "II"), 125, 2440, 10)
    kept = EcgRecorder(table.desk).samples(made.id)
    assert list(kept["I"]) == list(BEATS)
    assert [n for n, sample in enumerate(kept["II"]) if sample is None] == [0, *range(500, 520)]  # no signal is no number
    assert stored.waiting() == [] and heard == [1, 0] and not verify(table.desk)
    with pytest.raises(KnownError, match="reading_gone"):
        stored.claim(one.key, person.id, visit.id, "slip", person.id)


@pytest.mark.parametrize("change", [{"device_time": "2017-01-01T00:00:59", "clock_offset_s": 2.9e8}, {"clock_offset_s": None}])
def test_a_clock_nobody_can_trust_gives_no_beginning(stored: StoredEcgs, strip: Recording, change: dict[str, object]) -> None:
    stored.heard(replace(strip, **change))  # type: ignore[arg-type]
    assert stored.waiting()[0].started_at is None


def test_a_wrong_owner_is_undone_and_it_waits_again(table: Table, stored: StoredEcgs, strip: Recording, make_person: MakePerson) -> None:
    stored.heard(strip)
    wrong, right = make_person(), make_person(name="张桂英", serial=26)
    first = stored.claim(stored.waiting()[0].key, wrong.id, table.intake.open_visit(wrong.id).id, "slip", wrong.id)
    EcgRecorder(table.desk).mark_error(first.id, "是隔壁的")
    (again,) = stored.waiting()
    assert again.reason == "taken_back"
    made = stored.claim(again.key, right.id, table.intake.open_visit(right.id).id, "slip", right.id)
    assert made.person == right.id and made.id != first.id and not verify(table.desk)


def test_of_nobody_here(stored: StoredEcgs, strip: Recording) -> None:
    stored.heard(strip)
    (one,) = stored.waiting()
    with pytest.raises(KnownError, match="reason_needed"):
        stored.set_aside(one.key, " ")
    stored.set_aside(one.key, "试机")
    assert stored.waiting() == []
    stored.heard(strip)
    assert stored.waiting() == []
