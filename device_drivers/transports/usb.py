"""USB bulk pipes through pyusb, an extra: `pip install xiangyi[usb]`, libusb, on Windows the WinUSB driver."""

from __future__ import annotations

import errno
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from device_drivers.errors import DeviceError, Reason
from device_drivers.protocols.machine import BULK, Notified
from device_drivers.transports.hid import UsbName
from device_drivers.transports.threaded import READ_SECONDS, WRITE_SECONDS, ThreadedLink

TRANSFER_MOST = 4096  # bytes of one read; a longer transfer comes in several
_IN = 0x80  # direction bit of an endpoint address (USB 2.0, 9.6.6)
_BULK_TYPE = 0x02

_ERRNO_REASONS = {
    errno.EACCES: Reason.USB_DENIED,
    errno.EPERM: Reason.USB_DENIED,
    errno.EBUSY: Reason.USB_BUSY,
    errno.ENODEV: Reason.USB_MISSING,
    errno.ENOENT: Reason.USB_MISSING,
}


class UsbLink(ThreadedLink):
    """The first interface of a device that has a bulk pipe each way. address: see UsbName. library: usb.core or a stand-in."""

    def __init__(self, address: str, library: Callable[[], Any] | None = None) -> None:
        wanted = UsbName.read(address)
        load = library or _library
        super().__init__(str(wanted), frozenset({BULK}), lambda: _open(load(), wanted), _reason, lambda data: Notified(BULK, data))


def _library() -> Any:
    try:
        import usb.core
    except ImportError as error:
        raise DeviceError(Reason.USB_LIBRARY) from error
    return usb.core


def is_present(address: str, library: Callable[[], Any] | None = None) -> bool:
    """Whether such a device is plugged in; True where this computer cannot tell, so that opening it says why."""
    wanted = UsbName.read(address)
    try:
        return _find(library() if library else _library(), wanted) is not None
    except Exception:  # no pyusb, no libusb, no right to list: opening names the reason
        return True


def seen(library: Callable[[], Any] | None = None) -> tuple[UsbName, ...]:
    """Every USB device plugged in; none where this computer cannot tell."""
    try:
        core = library() if library else _library()
        return tuple(UsbName(device.idVendor, device.idProduct) for device in core.find(find_all=True))
    except Exception:  # no pyusb, no libusb, no right to list
        return ()


def _find(core: Any, wanted: UsbName) -> Any:
    def fits(device: Any) -> bool:
        return not wanted.serial or device.serial_number == wanted.serial

    return core.find(idVendor=wanted.vendor, idProduct=wanted.product, custom_match=fits)


def _open(core: Any, wanted: UsbName) -> _SystemUsb:
    device = _find(core, wanted)
    if device is None:
        raise DeviceError(Reason.USB_MISSING, port=str(wanted))
    return _SystemUsb(device)


class _SystemUsb:
    """A device's pair of bulk pipes as the thread wants them."""

    def __init__(self, device: Any) -> None:
        self._device = device
        self._interface, self._inward, self._outward = _bulk_pair(device)
        with suppress(RuntimeError):  # pyusb's word for systems without kernel drivers that could be in the way
            if device.is_kernel_driver_active(self._interface):
                device.detach_kernel_driver(self._interface)

    def read(self) -> bytes:
        """One transfer; a time-out is nothing heard."""
        try:
            return bytes(self._device.read(self._inward, TRANSFER_MOST, int(READ_SECONDS * 1000)))
        except OSError as error:
            if _is_timeout(error):
                return b""
            raise

    def write(self, _: str, data: bytes) -> None:
        """One transfer."""
        self._device.write(self._outward, data, int(WRITE_SECONDS * 1000))

    def close(self) -> None:
        """Gives the interface back."""
        self._device.finalize()


def _bulk_pair(device: Any) -> tuple[int, int, int]:
    """Interface number and the addresses of its bulk pipes. DeviceError(NOT_SUPPORTED) where there is no such pair."""
    for interface in device.get_active_configuration():
        bulk = [pipe.bEndpointAddress for pipe in interface if pipe.bmAttributes & 0x03 == _BULK_TYPE]
        inward = next((address for address in bulk if address & _IN), None)
        outward = next((address for address in bulk if not address & _IN), None)
        if inward is not None and outward is not None:
            return interface.bInterfaceNumber, inward, outward
    raise DeviceError(Reason.NOT_SUPPORTED, channel=BULK)


def _is_timeout(error: OSError) -> bool:
    return type(error).__name__ == "USBTimeoutError" or error.errno in (errno.ETIMEDOUT, errno.EAGAIN)


def _reason(error: Exception) -> Reason:
    if type(error).__name__ == "NoBackendError":
        return Reason.USB_LIBRARY
    return _ERRNO_REASONS.get(getattr(error, "errno", None) or 0, Reason.USB_MISSING)
