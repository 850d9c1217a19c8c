"""HID reports over a stand-in for hidapi: numbering, features, plugging, and the reasons why not."""

from __future__ import annotations

import asyncio
import errno
import sys
import threading
from collections.abc import Coroutine
from typing import Any

import pytest

from device_drivers.errors import DeviceError, Reason
from device_drivers.protocols.machine import HID, HID_FEATURE, Disconnected, Notified
from device_drivers.transports import hid
from device_drivers.transports.hid import HidLink, UsbName, numbers_reports
from tests.device_drivers.in_loop import PATIENCE, Ear

PLAIN = bytes.fromhex("0600ff0901a10109017508954015002681027508954009028102c0")
NUMBERED = bytes.fromhex("0600ff0901a101850275089540090181028503c0")


class Library:
    """hidapi with one device. refuse: what opening raises."""

    def __init__(self, descriptor: bytes = PLAIN, refuse: Exception | None = None) -> None:
        self.descriptor = descriptor
        self.refuse = refuse
        self.plugged = True
        self.written: list[bytes] = []
        self.features: list[bytes] = []
        self.reports: list[bytes] = []
        self.came = threading.Event()
        self.closed = 0

    def enumerate(self) -> list[dict[str, Any]]:
        entry = {"vendor_id": 0x0483, "product_id": 0x5750, "serial_number": "A1", "path": b"/dev/x", "product_string": "Meter"}
        return [entry] if self.plugged else []

    def device(self) -> Library:
        return self

    def open_path(self, path: bytes) -> None:
        if self.refuse is not None:
            raise self.refuse

    def get_report_descriptor(self) -> list[int]:
        return list(self.descriptor)

    def read(self, _: int, milliseconds: int) -> list[int]:
        self.came.wait(milliseconds / 1000)
        if not self.plugged:
            raise OSError("read error")
        return list(self.reports.pop(0)) if self.reports else []

    def write(self, report: bytes) -> int:
        self.written.append(report)
        return len(report)

    def send_feature_report(self, report: bytes) -> int:
        self.features.append(report)
        return -1 if report.endswith(b"no") else len(report)

    def close(self) -> None:
        self.closed += 1


def run(work: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(work, PATIENCE))


@pytest.mark.parametrize(("descriptor", "sent"), [(PLAIN, b"\x00\x02\x08"), (NUMBERED, b"\x02\x08")])
def test_a_report_is_numbered_as_the_device_does(descriptor: bytes, sent: bytes) -> None:
    async def talk() -> None:
        library, ear = Library(descriptor), Ear()
        library.reports.append(b"\x02answer")
        link = HidLink("0483:5750", lambda: library)
        assert await link.open(ear) == frozenset({HID, HID_FEATURE})
        await link.write(HID, b"\x02\x08", False)
        assert library.written == [sent]
        assert await ear.hear(1) == [Notified(HID, b"\x02answer")]
        with pytest.raises(DeviceError):
            await link.write(HID_FEATURE, b"no", False)
        await link.close()
        assert library.closed == 1 and len(library.features) == 1

    run(talk())


def test_numbering_is_read_from_the_descriptor_whatever_it_is() -> None:
    assert numbers_reports(NUMBERED) and not numbers_reports(PLAIN)
    assert not numbers_reports(b"") and not numbers_reports(b"\xfe\x01\x00\x85\x06") and not numbers_reports(b"\xfe")


def test_a_device_that_is_pulled_out_is_lost() -> None:
    async def pull() -> None:
        library, ear = Library(), Ear()
        link = HidLink("0483:5750:A1", lambda: library)
        await link.open(ear)
        library.plugged = False
        library.came.set()
        assert await ear.hear(1) == [Disconnected()]
        with pytest.raises(DeviceError) as lost:
            await link.write(HID, b"\x01", False)
        assert lost.value.reason is Reason.LOST
        await link.close()

    run(pull())


@pytest.mark.parametrize(
    ("refuse", "reason"),
    [
        (OSError("open failed"), Reason.USB_DENIED if sys.platform == "linux" else Reason.USB_BUSY),
        (OSError(errno.EBUSY, "busy"), Reason.USB_BUSY),
        (ImportError("hidraw"), Reason.USB_LIBRARY),
    ],
)
def test_why_a_device_cannot_be_opened(refuse: Exception, reason: Reason) -> None:
    async def open_it() -> None:
        link = HidLink("0483:5750", lambda: Library(refuse=refuse))
        with pytest.raises(DeviceError) as caught:
            await link.open(lambda _: None)
        assert caught.value.reason is reason

    run(open_it())


@pytest.mark.parametrize("address", ["0483:5751", "0483:5750:A2"])
def test_a_device_that_is_not_plugged_in(address: str) -> None:
    async def open_it() -> None:
        link = HidLink(address, Library)
        with pytest.raises(DeviceError) as caught:
            await link.open(lambda _: None)
        assert caught.value.reason is Reason.USB_MISSING

    run(open_it())
    assert not hid.is_present(address, Library) and hid.is_present("0483:5750:A1", Library)


def test_names_of_usb_devices() -> None:
    assert str(UsbName.read("0483:5750:A:1")) == "0483:5750:A:1"
    with pytest.raises(DeviceError):
        UsbName.read("COM3")


def test_the_real_library_lists_what_is_there() -> None:
    assert all(one.name.vendor >= 0 for one in hid.seen())
