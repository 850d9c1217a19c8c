"""A virtual Bluetooth device in the air: orders about its advert never overlap."""

from __future__ import annotations

import asyncio

import pytest

from tests.device_drivers.conftest import Room

pytestmark = pytest.mark.hurried


def test_power_off_while_its_advert_is_changed(room: Room) -> None:
    """As when somebody switches it off at the moment it hangs up."""
    cuff = room.cuff()

    async def all_at_once() -> None:
        for _ in range(3):
            await cuff.wake()
            assert cuff._device.is_advertising
            await asyncio.gather(cuff.power_off(), cuff.refresh_advertising(), cuff.refresh_advertising())
            assert not cuff._device.is_advertising
            await cuff.power_on()

    room.run(all_at_once())
    assert cuff.powered
