"""点名 over the real service: four cuffs of one name, each is the one that was pressed (H21)."""

from __future__ import annotations

from concurrent.futures import Future

import pytest

from app.services.devices import DeviceCard
from device_drivers.errors import DeviceError, Reason
from device_drivers.readings import DeviceState, Found, Kind
from ui.pages.devices.gallery import FOUR, Air, tell
from ui.pages.devices.model import DevicesModel
from ui.pages.devices.roll_call import LIT, QUIET
from ui.practice_desk import PracticeDesk, measures


class Deaf(Air):
    def scan(self, seconds: float) -> Future[list[Found]]:
        future: Future[list[Found]] = Future()
        future.set_exception(DeviceError(Reason.ADAPTER_OFF))
        self.tried = getattr(self, "tried", 0) + 1
        return future


def in_air(number: int) -> Found:
    return Found(FOUR[number].device, FOUR[number].name, -50, FOUR[number].driver)


@pytest.fixture
def air() -> Air:
    return Air()


@pytest.fixture
def cards(practice: PracticeDesk) -> list[DeviceCard]:
    practice.devices.use_manifests([measures("omron", Kind.BLOOD_PRESSURE)])
    for known, sticker in zip(FOUR[:3], ("红1", "蓝2", "黄3"), strict=True):
        practice.devices.take_on(known, known.name, sticker)
    return practice.devices.known()


@pytest.fixture
def model(practice: PracticeDesk, cards: list[DeviceCard], air: Air) -> DevicesModel:
    made = DevicesModel(practice.devices, air, practice.desk.seat, (), practice.clock)
    practice.devices.news.subscribe(made.heard)
    return made


def lit(model: DevicesModel) -> list[str]:
    return [card.sticker for card in model.cards if model.roll.is_lit(card.hub_id)]


def test_nothing_lights_up_before_roll_is_called(model: DevicesModel, practice: PracticeDesk) -> None:
    tell(practice, FOUR[0], DeviceState.CONNECTING)
    assert lit(model) == []


@pytest.mark.parametrize("state", [DeviceState.CONNECTING, DeviceState.CONNECTED, DeviceState.MEASURING, DeviceState.TRANSFERRING])
def test_the_one_that_was_pressed_lights_up_alone(model: DevicesModel, practice: PracticeDesk, state: DeviceState) -> None:
    model.call_the_roll()
    tell(practice, FOUR[1], state)
    assert lit(model) == ["蓝2"]
    tell(practice, FOUR[2], state)
    assert lit(model) == ["黄3"] and [card.sticker for card in model.cards if not model.roll.answered(card)] == ["红1"]
    practice.clock.forward(LIT.total_seconds() + 1)
    assert lit(model) == []


def test_going_away_or_failing_is_no_answer(model: DevicesModel, practice: PracticeDesk) -> None:
    model.call_the_roll()
    tell(practice, FOUR[0], DeviceState.IDLE)
    tell(practice, FOUR[0], DeviceState.FAILED, reason=Reason.LOST)
    assert lit(model) == [] and not model.roll.present


def test_one_that_talks_all_the_time_is_not_the_one_that_was_pressed(model: DevicesModel, practice: PracticeDesk) -> None:
    model.call_the_roll()
    model.roll.found(in_air(0))
    assert lit(model) == ["红1"]
    for _ in range(3):
        practice.clock.forward(LIT.total_seconds() + 1)
        model.roll.found(in_air(0))
    assert lit(model) == []
    practice.clock.forward(QUIET.total_seconds() + 1)
    model.roll.found(in_air(0))
    assert lit(model) == ["红1"]


def test_a_newcomer_is_taken_on_with_sticker_and_seat(model: DevicesModel, practice: PracticeDesk, air: Air) -> None:
    model.call_the_roll()
    model.roll.found(in_air(3))
    model.roll.found(Found("ble:11:22:33:44:55:66", "Mi Band", -40, None))
    assert [one.device for one in model.roll.newcomers] == [FOUR[3].device]
    model.roll.take_on(in_air(3), "", "红1", "")
    assert model.roll.error is not None and model.roll.error.code == "sticker_taken" and model.roll.newcomers
    model.roll.take_on(in_air(3), "", "绿4", "1")
    assert model.roll.error is not None and model.roll.error.code == "seat_wrong"
    model.roll.take_on(in_air(3), "", "绿4", "")
    assert model.roll.error is None and lit(model) == ["绿4"] and model.roll.newcomers == ()
    assert [one.device for one in air.added] == [FOUR[3].device]


def test_a_newcomer_of_another_seat_is_not_connected_here(model: DevicesModel, practice: PracticeDesk, air: Air) -> None:
    model.call_the_roll()
    model.roll.found(in_air(3))
    model.roll.take_on(in_air(3), "", "绿4", "b2")
    assert [card.seat for card in practice.devices.known() if card.sticker == "绿4"] == ["B2"] and air.added == []


def test_a_radio_that_is_off_is_told_and_not_asked_again(practice: PracticeDesk, cards: list[DeviceCard]) -> None:
    deaf = Deaf()
    model = DevicesModel(practice.devices, deaf, practice.desk.seat, (), practice.clock)
    model.call_the_roll()
    model.roll.scan()
    assert model.roll.trouble is not None and deaf.tried == 1
    practice.devices.news.subscribe(model.heard)
    tell(practice, FOUR[0], DeviceState.CONNECTED)
    assert lit(model) == ["红1"]
