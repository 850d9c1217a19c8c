"""Bulk pipes over a stand-in for pyusb: transfers, time-outs, plugging, and the reasons why not."""

from __future__ import annotations

import errno
import sys
from typing import Any

import pytest

from device_drivers.errors import DeviceError, Reason
from device_drivers.protocols.machine import BULK, Disconnected, Notified
from device_drivers.transports import usb
from device_drivers.transports.usb import UsbLink
from tests.device_drivers.in_loop import Ear
from tests.device_drivers.transports.test_hid import run


class Pipe:
    def __init__(self, address: int, kind: int = 2) -> None:
        self.bEndpointAddress, self.bmAttributes = address, kind


class Interface(list[Pipe]):
    bInterfaceNumber = 1


class USBTimeoutError(OSError):
    pass


class NoBackendError(ValueError):
    pass


class Core:
    """usb.core with one device."""

    serial_number = "S1"

    def __init__(self, pipes: tuple[int, ...] = (0x81, 0x02), fault: Exception | None = None) -> None:
        self.pipes, self.fault = pipes, fault
        self.transfers: list[bytes] = []
        self.written: list[tuple[int, bytes]] = []
        self.detached: list[int] = []
        self.gone = False

    def find(self, *, idVendor: int, idProduct: int, custom_match: Any) -> Core | None:
        if self.fault is not None:
            raise self.fault
        return self if (idVendor, idProduct) == (0x173A, 0x21D5) and custom_match(self) else None

    def get_active_configuration(self) -> list[Interface]:
        return [Interface([Pipe(0x83, 3)]), Interface(Pipe(address) for address in self.pipes)]

    def is_kernel_driver_active(self, _: int) -> bool:
        return True

    def detach_kernel_driver(self, interface: int) -> None:
        self.detached.append(interface)

    def read(self, _: int, __: int, ___: int) -> bytes:
        if self.gone:
            raise OSError(errno.ENODEV, "gone")
        if not self.transfers:
            raise USBTimeoutError("timed out")
        return self.transfers.pop(0)

    def write(self, address: int, data: bytes, _: int) -> None:
        self.written.append((address, data))

    def finalize(self) -> None:
        self.gone = True


def test_bulk_transfers_go_both_ways_until_the_cable_is_pulled() -> None:
    async def talk() -> None:
        core, ear = Core(), Ear()
        core.transfers.append(b"\xe2\x00")
        link = UsbLink("173a:21d5:S1", lambda: core)
        assert await link.open(ear) == frozenset({BULK})
        await link.write(BULK, b"\xe3\x00", False)
        assert await ear.hear(1) == [Notified(BULK, b"\xe2\x00")]
        assert core.written == [(0x02, b"\xe3\x00")] and core.detached == [1]
        core.gone = True
        assert (await ear.hear(2))[1] == Disconnected()
        await link.close()

    run(talk())


@pytest.mark.parametrize(
    ("core", "reason"),
    [
        (Core(fault=NoBackendError("no backend")), Reason.USB_LIBRARY),
        (Core(fault=OSError(errno.EACCES, "denied")), Reason.USB_DENIED),
        (Core(fault=OSError(errno.EBUSY, "busy")), Reason.USB_BUSY),
        (Core(pipes=(0x81,)), Reason.NOT_SUPPORTED),
    ],
)
def test_why_bulk_pipes_cannot_be_had(core: Core, reason: Reason) -> None:
    async def open_it() -> None:
        link = UsbLink("173a:21d5", lambda: core)
        with pytest.raises(DeviceError) as caught:
            await link.open(lambda _: None)
        assert caught.value.reason is reason

    run(open_it())
    assert usb.is_present("173a:21d5", lambda: core)  # opening it says what is wrong


def test_without_the_extra_its_absence_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "usb.core", None)

    async def open_it() -> None:
        link = UsbLink("173a:21d5")
        with pytest.raises(DeviceError) as caught:
            await link.open(lambda _: None)
        assert caught.value.reason is Reason.USB_LIBRARY

    run(open_it())
