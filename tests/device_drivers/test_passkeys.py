"""Pairing with digits from a label, through the hub and the virtual radio: right, wrong, late, nobody to ask; a stolen bond."""

from __future__ import annotations

import asyncio
from decimal import Decimal

import pytest

from device_drivers import passkeys
from device_drivers.errors import DeviceError, Reason
from device_drivers.passkeys import Passkeys
from device_drivers.readings import DeviceState, KnownDevice, PasskeyWanted
from device_drivers.virtual.cuff import VirtualCuff
from tests.device_drivers.conftest import PATIENCE, Room
from tests.device_drivers.scenarios import covers

pytestmark = pytest.mark.hurried

LABEL = 123456


def labelled(room: Room) -> VirtualCuff:
    cuff = room.cuff()
    cuff.label(LABEL)
    room.know(cuff.id, "ble-blood-pressure")
    room.run(cuff.press(Decimal(128), Decimal(82), Decimal(71)))
    return cuff


def wanted(room: Room, times: int = 1) -> None:
    room.desk.wait(lambda: len([one for one in room.desk.others if isinstance(one, PasskeyWanted)]) >= times)


def test_the_digits_of_the_label_pair_the_device(room: Room) -> None:
    cuff = labelled(room)
    wanted(room)
    room.hub.answer_passkey(cuff.id, f" {LABEL} ").result(PATIENCE)
    assert len(room.desk.wait_readings(1)) == 1
    room.run(cuff.press(Decimal(130), Decimal(82), Decimal(71)))
    assert len(room.desk.wait_readings(2)) == 2
    assert len(room.desk.others) == 1  # the bond is used again, nobody is asked twice


@pytest.mark.expect_log("pairing failure")
def test_wrong_digits_are_told_and_may_be_tried_again(room: Room) -> None:
    cuff = labelled(room)
    wanted(room)
    room.hub.answer_passkey(cuff.id, "000001").result(PATIENCE)
    assert room.desk.wait_state(DeviceState.FAILED).reason is Reason.PASSKEY_REFUSED
    wanted(room, 2)
    room.hub.answer_passkey(cuff.id, str(LABEL)).result(PATIENCE)
    assert len(room.desk.wait_readings(1)) == 1


@pytest.mark.expect_log("pairing failure")
def test_where_nobody_can_be_asked_the_person_is_told_what_to_do(room: Room) -> None:
    room.radio.agent.absent = True
    labelled(room)
    assert room.desk.wait_state(DeviceState.FAILED).reason is Reason.NO_AGENT
    assert room.desk.others == []


@pytest.mark.expect_log("pairing failure")
def test_a_person_who_gives_up_or_is_not_there(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passkeys, "ANSWER_SECONDS", 0.1)
    labelled(room)
    assert room.desk.wait_state(DeviceState.FAILED).reason is Reason.PASSKEY_REFUSED


@pytest.mark.parametrize("digits", ["12345", "1234567", "12345a", "１２３４５６"])
def test_what_is_no_six_digits_is_not_sent_to_the_device(digits: str) -> None:
    async def ask() -> None:
        asked: asyncio.Queue[PasskeyWanted] = asyncio.Queue()
        desk = Passkeys(asked.put_nowait)
        waiting = asyncio.create_task(desk.ask("c1:00:00:00:00:02"))
        device = (await asked.get()).device
        with pytest.raises(DeviceError) as refused:
            desk.answer(device, digits)
        assert refused.value.reason is Reason.PASSKEY_REFUSED
        desk.answer(device, "")
        assert await waiting is None
        with pytest.raises(DeviceError):
            desk.answer(device, "123456")  # nobody waits any more

    asyncio.run(asyncio.wait_for(ask(), PATIENCE))


@covers("ble-blood-pressure", "second_host")
def test_a_cuff_that_another_host_took_over_is_told_aloud(room: Room) -> None:
    """H24: pairing from a second computer silently removes the first bond, and results would go there unseen."""
    cuff = room.cuff()
    room.know(cuff.id, "ble-blood-pressure")
    room.run(cuff.press(Decimal(128), Decimal(82), Decimal(71)))
    room.desk.wait_readings(1)
    seen = len(room.desk.news)
    room.run(cuff.taken_over(room.radio))
    room.run(cuff.press(Decimal(131), Decimal(82), Decimal(71)))
    assert room.desk.wait_state(DeviceState.FAILED, after=seen).reason is Reason.BOND_ELSEWHERE
    assert len(cuff.records) == 1, "nothing was read without a bond"


def test_after_forgetting_it_the_cuff_can_be_paired_here_again(room: Room) -> None:
    cuff = room.cuff()
    room.know(cuff.id, "ble-blood-pressure")
    room.run(cuff.press(Decimal(128), Decimal(82), Decimal(71)))
    room.desk.wait_readings(1)
    seen = len(room.desk.news)
    room.run(cuff.taken_over(room.radio))
    room.run(cuff.press(Decimal(131), Decimal(82), Decimal(71)))
    room.desk.wait_state(DeviceState.FAILED, after=seen)
    room.hub.forget(cuff.id).result(PATIENCE)
    assert room.run(room.radio.bonded()) == 0
    room.know(cuff.id, "ble-blood-pressure")
    assert len(room.desk.wait_readings(2)) == 2


@pytest.mark.expect_log("pairing failure")
@covers("ble-blood-pressure", "second_host")
def test_a_bond_of_an_earlier_day_is_missed_too(room: Room) -> None:
    """The program was started anew: only the clinic remembers that this cuff was bonded here."""
    cuff = room.cuff()
    room.run(cuff.taken_over(room.radio))
    cuff.refuse_pairing()
    known = KnownDevice(cuff.id, "ble-blood-pressure", cuff.name, cuff.address, bonded=True)
    room.hub.add(known).result(PATIENCE)
    room.run(cuff.press(Decimal(128), Decimal(82), Decimal(71)))
    assert room.desk.wait_state(DeviceState.FAILED).reason is Reason.BOND_ELSEWHERE
