"""The drawer's list: by time, by device and by the device's user; several at once, all or none."""

from __future__ import annotations

from decimal import Decimal

import pytest

from device_drivers.readings import Kind
from ui.pages.measuring.gallery import CUFF, METER, take
from ui.pages.measuring.subject import Subject
from ui.pages.measuring.unclaimed import UnclaimedModel
from ui.practice_desk import PracticeDesk


@pytest.fixture
def drawer(practice: PracticeDesk) -> UnclaimedModel:
    """Three of user 1, two of user 2, one of the meter, which came last although it was measured before."""
    for known, sticker in ((CUFF, "红1"), (METER, "蓝2")):
        practice.devices.take_on(known, known.name, sticker)
    for number in range(5):
        pressure(practice, 150 - number, days=10 - number, slot=1 + number % 2)
    take(practice, METER, Kind.GLUCOSE, ("glucose", "9.6", "mmol/L"), minutes=60 * 24 * 20)
    made = UnclaimedModel(practice.inbox)
    made.show(True)
    return made


def pressure(practice: PracticeDesk, systolic: int, days: int, slot: int) -> None:
    values = (("systolic", str(systolic), "mmHg"), ("diastolic", "90", "mmHg"))
    take(practice, CUFF, Kind.BLOOD_PRESSURE, *values, minutes=60 * 24 * days, slot=slot)


def shown(drawer: UnclaimedModel) -> list[Decimal | None]:
    return [one.values[0][1].value for one in drawer.shown()]


def subject_of(practice: PracticeDesk) -> Subject:
    person = practice.people[0]
    visit = practice.intake.open_visit(person, "slip", evidence=person)
    return Subject(practice.residents.banner(person), visit.id, "slip", person)


def test_the_list_is_by_the_time_it_was_measured_not_by_arrival(drawer: UnclaimedModel) -> None:
    assert shown(drawer) == [146, 147, 148, 149, 150, Decimal("9.6")]
    drawer.sort(newest_first=False)
    assert shown(drawer) == [Decimal("9.6"), 150, 149, 148, 147, 146]


def test_a_device_and_its_user_are_filtered(drawer: UnclaimedModel, practice: PracticeDesk) -> None:
    assert [sticker for _, sticker in drawer.devices()] == ["红1", "蓝2"] and drawer.slots() == (1, 2)
    drawer.of_device(drawer.devices()[0][0])
    drawer.of_slot(2)
    assert shown(drawer) == [147, 149]
    drawer.of_device(drawer.devices()[1][0])
    assert shown(drawer) == [Decimal("9.6")] and drawer.slots() == () and drawer.slot is None


def test_what_is_filtered_away_is_not_dealt_with(drawer: UnclaimedModel) -> None:
    drawer.mark_all()
    assert len(drawer.chosen()) == 6
    drawer.of_slot(1)
    assert [one.user_slot for one in drawer.chosen()] == [1, 1, 1]
    drawer.of_slot(None)
    assert len(drawer.chosen()) == 3


def test_all_chosen_go_to_who_was_recognised(drawer: UnclaimedModel, practice: PracticeDesk) -> None:
    subject = subject_of(practice)
    drawer.of_slot(1)
    drawer.mark_all()
    drawer.claim(subject)
    assert drawer.error is None and sorted(one.user_slot or 0 for one in drawer.rows) == [0, 2, 2]
    stored = practice.intake.state(subject.encounter).measurements
    assert sorted(one.values[0].value or 0 for one in stored) == [146, 148, 150] and drawer.slot is None


def test_one_that_cannot_be_claimed_keeps_all_of_them(drawer: UnclaimedModel, practice: PracticeDesk) -> None:
    subject = subject_of(practice)
    drawer.mark_all()
    gone = drawer.chosen()[2].key
    practice.inbox.set_aside(gone, "试机")
    drawer.claim(subject)
    assert drawer.error is not None and drawer.error.code == "reading_gone"
    assert practice.intake.state(subject.encounter).measurements == () and practice.inbox.count() == 5


def test_nobody_recognised_claims_nothing(drawer: UnclaimedModel, practice: PracticeDesk) -> None:
    subject = subject_of(practice)
    subject.forget_recognition()
    drawer.mark_all()
    drawer.claim(subject)
    assert practice.inbox.count() == 6


def test_all_chosen_are_set_aside_with_one_reason(drawer: UnclaimedModel, practice: PracticeDesk) -> None:
    drawer.of_slot(2)
    drawer.mark_all()
    drawer.set_aside("家属的")
    assert drawer.error is None and len(drawer.rows) == 4 and practice.inbox.count() == 4
