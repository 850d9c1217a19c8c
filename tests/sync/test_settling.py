"""What a person chose where two forms clashed is written here, and the last choice can be taken back (H7)."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest

from app.domain.ids import new_id
from app.domain.measurement import Measurement, MeasurementStatus
from app.errors import KnownError
from app.store import conflicts, measurements, people, sync_state
from app.store.conflicts import ConflictRow
from app.store.unit_of_work import UnitOfWork
from sync.link import Link
from tests.sync.fhir import samples
from tests.sync.seats import Seat, add_person, resident, settled

OURS, THEIRS = "李思", "李四儿"


@pytest.fixture
def clash(seat: Seat, other: Seat, link: Link) -> ConflictRow:
    """Two seats gave one resident two names; ``other`` has the card."""
    one = add_person(seat, resident())
    settled(seat.sync(link), other.sync(link))
    seat.write(lambda uow: people.change(uow, replace(one, name=THEIRS)))
    other.write(lambda uow: people.change(uow, replace(one, name=OURS)))
    settled(seat.sync(link))
    assert other.sync(link).parked == 1
    return only(other)


def only(seat: Seat) -> ConflictRow:
    (found,) = seat.store.read(conflicts.undecided)
    return found


def choose(seat: Seat, choice: str) -> int:
    key = only(seat).id
    seat.write(lambda uow: conflicts.settle(uow, key, choice, "account"))
    return key


def take_back(seat: Seat, key: int) -> None:
    seat.write(lambda uow: conflicts.take_back(uow, key))


def names(seat: Seat, other: Seat, person: str) -> list[str]:
    return [turn.read("person", person).name for turn in (other, seat)]


def test_ours_can_be_taken_back_before_it_was_sent(seat: Seat, other: Seat, link: Link, clash: ConflictRow) -> None:
    take_back(other, choose(other, conflicts.HERE))
    report = other.sync(link)
    assert (report.pushed, report.parked, only(other).fields) == (0, 1, clash.fields)
    choose(other, conflicts.THERE)
    settled(other.sync(link), seat.sync(link))
    assert names(seat, other, clash.person) == [THEIRS, THEIRS]


def test_ours_can_be_taken_back_after_it_was_sent(seat: Seat, other: Seat, link: Link, clash: ConflictRow) -> None:
    """The upstream has ours by then: theirs, chosen now, is sent to it as a change of this seat."""
    key = choose(other, conflicts.HERE)
    settled(other.sync(link), seat.sync(link))
    assert names(seat, other, clash.person) == [OURS, OURS]
    take_back(other, key)
    choose(other, conflicts.THERE)
    settled(other.sync(link), other.sync(link), seat.sync(link))
    assert names(seat, other, clash.person) == [THEIRS, THEIRS]


def test_theirs_can_be_taken_back_after_it_was_written(seat: Seat, other: Seat, link: Link, clash: ConflictRow) -> None:
    key = choose(other, conflicts.THERE)
    settled(other.sync(link))
    assert other.read("person", clash.person).name == THEIRS
    take_back(other, key)
    assert not other.store.read(conflicts.undecided) and other.store.read(conflicts.last_settled) is None, "not before ours is back"
    assert other.sync(link).parked == 1
    assert other.read("person", clash.person).name == OURS and only(other).fields == clash.fields
    choose(other, conflicts.HERE)
    settled(other.sync(link), seat.sync(link))
    assert names(seat, other, clash.person) == [OURS, OURS]


def test_theirs_can_be_taken_back_before_it_was_written(seat: Seat, other: Seat, link: Link, clash: ConflictRow) -> None:
    take_back(other, choose(other, conflicts.THERE))
    assert other.sync(link).parked == 1 and other.read("person", clash.person).name == OURS
    assert only(other).person == clash.person


def test_what_was_changed_since_is_not_written_over(seat: Seat, other: Seat, link: Link, clash: ConflictRow) -> None:
    key = choose(other, conflicts.THERE)
    settled(other.sync(link))
    now = other.read("person", clash.person)
    other.write(lambda uow: people.change(uow, replace(now, householder="李大")))
    with pytest.raises(KnownError, match="conflict_moved_on"):
        take_back(other, key)
    assert other.store.read(conflicts.last_settled) is not None


def test_ours_is_not_written_over_while_nobody_has_decided(seat: Seat, other: Seat, link: Link, clash: ConflictRow) -> None:
    """The other side goes on changing its form: the card follows, our edit stays."""
    there = seat.read("person", clash.person)
    seat.write(lambda uow: people.change(uow, replace(there, name="李四儿儿")))
    settled(seat.sync(link))
    report = other.sync(link)
    assert (report.conflicts, report.parked) == (1, 1)
    assert other.read("person", clash.person).name == OURS
    assert [(one["here"], one["there"]) for one in only(other).fields] == [(f'"{OURS}"', '"李四儿儿"')]


def test_a_disagreement_that_the_other_side_ended_needs_nobody(seat: Seat, other: Seat, link: Link, clash: ConflictRow) -> None:
    there = seat.read("person", clash.person)
    seat.write(lambda uow: people.change(uow, replace(there, name=OURS)))
    settled(seat.sync(link))
    settled(other.sync(link))
    assert other.store.read(conflicts.undecided) == [] and other.store.read(conflicts.last_settled) is None


def test_only_the_last_settlement_can_be_taken_back(other: Seat, clash: ConflictRow) -> None:
    key = choose(other, conflicts.HERE)
    with pytest.raises(KnownError, match="conflict_settled_later"):
        take_back(other, key + 1)
    take_back(other, key)
    with pytest.raises(KnownError, match="conflict_settled_later"):
        take_back(other, key)


def test_the_card_says_who_wrote_what_when_and_where(seat: Seat, other: Seat, clash: ConflictRow) -> None:
    assert clash.here.when == clash.there.when == "2026-03-05T08:00:00.000Z"
    (row,) = [row for row in other.store.read(sync_state.parked) if row.code == conflicts.PARKED_AS]
    assert row.person == clash.person


def test_a_reading_of_two_residents_goes_to_whom_a_person_says(seat: Seat, other: Seat, link: Link) -> None:
    """H1: ours is taken back, the other resident's stays."""
    reading = replace(samples.measurements[3], reading_key="ab" * 32, encounter=None)
    made = {}
    for turn, name in ((seat, "甲"), (other, "乙")):
        one = add_person(turn, resident(name))
        made[name] = replace(reading, id=new_id(), person=one.id)
        turn.write(partial(_add, made[name]))
    settled(seat.sync(link))
    assert other.sync(link).conflicts == 1
    found = only(other)
    assert not found.fixed and (found.fields[0]["here"], found.fields[0]["there"]) == (made["乙"].person, made["甲"].person)
    choose(other, conflicts.THERE)
    settled(other.sync(link))
    assert seat.sync(link).parked == 0, "what came as a disagreement was ended by the next version of the feed"
    for turn in (seat, other):
        assert not turn.store.read(conflicts.undecided)
        assert turn.read("measurement", made["甲"].id).status is MeasurementStatus.FINAL
        assert turn.read("measurement", made["乙"].id).status is MeasurementStatus.ENTERED_IN_ERROR


def _add(one: Measurement, uow: UnitOfWork) -> None:
    measurements.add(uow, one)
