"""The Bluetooth link over a virtual radio: pairing, its refusal, devices that lack what is asked."""

from __future__ import annotations

import asyncio

import pytest

from device_drivers.errors import AttributeRefused, DeviceError, Reason
from device_drivers.protocols.machine import Disconnected, Event
from device_drivers.readings import DeviceState
from device_drivers.transports.ble import BleLink, channel_of
from tests.device_drivers.conftest import Room
from tests.device_drivers.in_loop import Ear

pytestmark = pytest.mark.hurried


def test_numbers_of_the_sig_are_short_all_others_full() -> None:
    assert channel_of("00002A35-0000-1000-8000-00805F9B34FB") == "2A35"
    assert channel_of("0734594A-A8E7-4B1A-A6B1-CD5243059A57") == "0734594a-a8e7-4b1a-a6b1-cd5243059a57"


async def opened(room: Room, address: str, *, pair: bool = False) -> tuple[BleLink, Ear]:
    link, ear = BleLink(address, pair=pair, backend=room.radio.backend()), Ear()
    await link.open(ear)
    return link, ear


def test_reads_writes_and_refusals(room: Room) -> None:
    meter = room.meter(bonded=False)
    room.run(meter.wake())

    async def talk() -> None:
        link, _ = await opened(room, meter.address)
        assert await link.read("2A19") == bytes((90,))
        with pytest.raises(DeviceError) as missing:
            await link.read("2A9D")
        assert missing.value.reason is Reason.NOT_SUPPORTED
        with pytest.raises(AttributeRefused) as refused:
            await link.write("2A52", b"\x04\x01", True)
        assert refused.value.code == 0xFD  # its answers were not subscribed
        await link.close()
        with pytest.raises(DeviceError) as closed:
            await link.read("2A19")
        assert closed.value.reason is Reason.LOST

    room.run(talk())


def test_the_loss_of_the_link_is_told_once_and_not_after_closing(room: Room) -> None:
    cuff = room.cuff(bonded=False)
    room.run(cuff.wake())

    async def lose() -> list[Event]:
        link, ear = await opened(room, cuff.address)
        gone = asyncio.Event()
        cuff.disconnected = gone.set  # type: ignore[method-assign]
        await cuff.hang_up()
        await gone.wait()
        await ear.hear(1)
        await link.close()
        return ear.events

    assert room.run(lose()) == [Disconnected()]


def test_a_request_in_flight_ends_with_the_link(room: Room) -> None:
    """A device without power answers nothing: the request must not wait for ever."""
    cuff = room.cuff(bonded=False)
    room.run(cuff.wake())

    async def ask() -> Reason:
        link, _ = await opened(room, cuff.address)
        reading = asyncio.create_task(link.read("2A19"))  # begins when the cuff, already without power, waits for the other side
        await cuff.power_off()
        with pytest.raises(DeviceError) as failed:
            await reading
        await link.close()
        return failed.value.reason

    assert room.run(ask()) is Reason.LOST


@pytest.mark.expect_log("pairing failure")
def test_a_cuff_bonded_to_another_host_says_so(room: Room) -> None:
    cuff = room.cuff()
    cuff.refuse_pairing()
    room.know(cuff.id, "ble-blood-pressure")
    room.run(cuff.wake())
    assert room.desk.wait_state(DeviceState.FAILED).reason is Reason.PAIRING_REFUSED


@pytest.mark.expect_log("pairing failure")
def test_a_cuff_that_knows_no_bonds_is_read_without(room: Room) -> None:
    cuff = room.cuff(bonded=False)
    cuff.refuse_pairing()
    cuff.preload(cuff.clock.now(), 121, 81, 71)
    room.know(cuff.id, "ble-blood-pressure")
    room.run(cuff.wake())
    room.desk.wait_readings(1)
    assert room.run(room.radio.bonded()) == 0


def test_a_bond_is_kept_and_used_again(room: Room) -> None:
    cuff = room.cuff()
    cuff.preload(cuff.clock.now(), 121, 81, 71)
    room.know(cuff.id, "ble-blood-pressure")
    room.run(cuff.wake())
    room.desk.wait_state(DeviceState.DRAINED)
    cuff.refuse_pairing()  # a second pairing would fail: only the bond can open the cuff now
    seen = len(room.desk.news)
    cuff.preload(cuff.clock.now(), 122, 82, 72)
    room.run(cuff.wake())
    room.desk.wait_readings(2)
    room.desk.wait_state(DeviceState.DRAINED, after=seen)
    assert room.run(room.radio.bonded()) == 1 and cuff.records == []


def test_nobody_there_is_not_found(room: Room) -> None:
    link = BleLink("C1:00:00:00:00:99", backend=room.radio.backend())

    async def look() -> None:
        room.radio.adapter = "off"
        await link.open(lambda _: None)

    with pytest.raises(DeviceError) as caught:
        room.run(look())
    assert caught.value.reason is Reason.ADAPTER_OFF
