"""HID devices through hidapi: whole reports, found by vendor, product and serial number wherever they are plugged in."""

from __future__ import annotations

import errno
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from device_drivers.errors import DeviceError, Reason
from device_drivers.protocols.machine import HID, HID_FEATURE, Notified
from device_drivers.transports.threaded import READ_SECONDS, ThreadedLink

REPORT_MOST = 1024  # bytes: more than any HID report of full or high speed
_LONG_ITEM, _REPORT_ID = 0xFE, 0x84  # HID 1.11, 6.2.2: prefix of a long item; tag and type of Report ID


@dataclass(frozen=True, slots=True)
class UsbName:
    """What a USB device is found by. serial: "" = any of its kind."""

    vendor: int
    product: int
    serial: str = ""

    @classmethod
    def read(cls, address: str) -> UsbName:
        """'0483:5750' or '0483:5750:SERIAL', hexadecimal. DeviceError(USB_MISSING) for anything else."""
        vendor, _, rest = address.partition(":")
        product, _, serial = rest.partition(":")
        try:
            return cls(int(vendor, 16), int(product, 16), serial)
        except ValueError as error:
            raise DeviceError(Reason.USB_MISSING, port=address) from error

    def __str__(self) -> str:
        return f"{self.vendor:04x}:{self.product:04x}" + (f":{self.serial}" if self.serial else "")


@dataclass(frozen=True, slots=True)
class HidSeen:
    """A HID device that is plugged in. path: the system's own, changes with every plug."""

    name: UsbName
    title: str
    path: bytes


class HidLink(ThreadedLink):
    """One HID device. address: see UsbName. library: hidapi, or what stands in for it."""

    def __init__(self, address: str, library: Callable[[], Any] | None = None) -> None:
        wanted = UsbName.read(address)
        load = library or _library
        channels = frozenset({HID, HID_FEATURE})
        super().__init__(str(wanted), channels, lambda: _open(load(), wanted), _reason, lambda data: Notified(HID, data))


def _library() -> Any:
    """On Linux the kernel's own HID driver: the libusb build would take the device away from it."""
    if sys.platform == "linux":
        import hidraw

        return hidraw
    import hid

    return hid


def seen(library: Callable[[], Any] | None = None) -> tuple[HidSeen, ...]:
    """Every HID device plugged in, one entry for each of its interfaces."""
    return tuple(_listed((library or _library)()))


def _listed(library: Any) -> Iterator[HidSeen]:
    for one in sorted(library.enumerate(), key=lambda entry: int(entry.get("interface_number", 0))):
        name = UsbName(one["vendor_id"], one["product_id"], one.get("serial_number") or "")
        yield HidSeen(name, one.get("product_string") or str(name), one["path"])


def is_present(address: str, library: Callable[[], Any] | None = None) -> bool:
    """Whether such a device is plugged in; some milliseconds, Windows tens of them."""
    wanted = UsbName.read(address)
    return any(_fits(wanted, one.name) for one in seen(library))


def _fits(wanted: UsbName, found: UsbName) -> bool:
    same = (wanted.vendor, wanted.product) == (found.vendor, found.product)
    return same and wanted.serial in ("", found.serial)


def _open(library: Any, wanted: UsbName) -> _SystemHid:
    path = next((one.path for one in _listed(library) if _fits(wanted, one.name)), None)
    if path is None:
        raise DeviceError(Reason.USB_MISSING, port=str(wanted))
    device = library.device()
    device.open_path(path)
    return _SystemHid(device)


class _SystemHid:
    """hidapi's device as the thread wants it."""

    def __init__(self, device: Any) -> None:
        self._device = device
        self._numbered = numbers_reports(_descriptor(device))

    def read(self) -> bytes:
        """One report, its number first where the device numbers them."""
        return bytes(self._device.read(REPORT_MOST, int(READ_SECONDS * 1000)))

    def write(self, channel: str, data: bytes) -> None:
        """One report. hidapi always wants a number first, 0 where the device has none."""
        report = data if self._numbered else b"\x00" + data
        sent = self._device.send_feature_report(report) if channel == HID_FEATURE else self._device.write(report)
        if sent < 0:
            raise OSError(errno.EIO, "the device took no report")

    def close(self) -> None:
        """Gives the device back to the system."""
        self._device.close()


def _descriptor(device: Any) -> bytes:
    try:
        return bytes(device.get_report_descriptor())
    except (AttributeError, OSError, ValueError):
        return b""  # an old system does not tell: devices with one kind of report do not number it


def numbers_reports(descriptor: bytes) -> bool:
    """Whether a report descriptor has a Report ID item. Source: Device Class Definition for HID 1.11, 6.2.2."""
    at = 0
    while at < len(descriptor):
        prefix = descriptor[at]
        if prefix == _LONG_ITEM:
            at += 3 + (descriptor[at + 1] if at + 1 < len(descriptor) else 0)
            continue
        if prefix & 0xFC == _REPORT_ID:
            return True
        at += 1 + (0, 1, 2, 4)[prefix & 0x03]
    return False


def _reason(error: Exception) -> Reason:
    """hidapi says only 'open failed' for whatever the kernel refused: on Linux that is a missing udev rule."""
    if isinstance(error, ImportError):
        return Reason.USB_LIBRARY
    if getattr(error, "errno", None) in (errno.EBUSY, errno.EAGAIN):
        return Reason.USB_BUSY
    return Reason.USB_DENIED if sys.platform == "linux" else Reason.USB_BUSY
