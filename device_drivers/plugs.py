"""Devices at a cable or a pipe: which link an address needs, whether anything is plugged in, what could be taken on."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Sequence
from typing import TypeVar

from device_drivers.errors import DeviceError, Reason
from device_drivers.manifest import Manifest, Transport
from device_drivers.readings import Found, KnownDevice
from device_drivers.transports import hid, pipe, serial_port, usb
from device_drivers.transports.hid import HidLink
from device_drivers.transports.link import Link
from device_drivers.transports.serial_port import SerialLink
from device_drivers.transports.usb import UsbLink

T = TypeVar("T")

MISSING = {Transport.SERIAL: Reason.PORT_MISSING, Transport.HID: Reason.USB_MISSING, Transport.USB: Reason.USB_MISSING}


def link_to(known: KnownDevice, manifest: Manifest) -> Link:
    """A new link for one session. DeviceError where the address names nothing."""
    if pipe.is_pipe(known.address):
        return pipe.connect(known.address)
    if manifest.transport is Transport.HID:
        return HidLink(known.address)
    if manifest.transport is Transport.USB:
        return UsbLink(known.address)
    return SerialLink(known.address, known.baud or manifest.baud_of(known.model), manifest.serial_format)


async def is_plugged_in(address: str, transport: Transport) -> bool:
    """Whether there is something to connect to; the USB ones are asked beside the loop, which must go on."""
    if pipe.is_pipe(address):
        return pipe.is_present(address)
    if transport is Transport.SERIAL and (os.name == "posix" or "://" in address):
        return serial_port.is_present(address)
    if transport is Transport.SERIAL:
        return await asyncio.to_thread(serial_port.is_present, address)
    ask = hid.is_present if transport is Transport.HID else usb.is_present
    try:
        return await asyncio.to_thread(ask, address)
    except (DeviceError, ImportError):
        return True  # opening it says what is wrong


def plugged_in(manifests: Sequence[Manifest]) -> list[Found]:
    """Serial ports of this computer, and the HID and USB devices a driver knows. Blocks for some milliseconds."""
    found = [
        Found(f"serial:{port.address}", port.title, None, _driver_of(port.usb, Transport.SERIAL, manifests))
        for port in _listed(serial_port.ports)
    ]
    reports = {str(one.name): (one.name, one.title) for one in _listed(hid.seen)}
    pipes = {str(name): (name, str(name)) for name in usb.seen()}
    for transport, devices in ((Transport.HID, reports), (Transport.USB, pipes)):
        for address, (name, title) in devices.items():
            driver = _driver_of((name.vendor, name.product), transport, manifests)
            if driver is not None:  # keyboards and mice are such devices too
                found.append(Found(f"{transport}:{address}", title, None, driver))
    return found


def udev_rules(manifests: Sequence[Manifest]) -> str:
    """Rules for /etc/udev/rules.d/60-xiangyi.rules: whoever sits at the computer may use the devices the drivers know."""
    lines = ["# Xiangyi: USB devices that are read without a driver of their own; made by `xiangyi devices udev`"]
    wanted = {(ids, one.transport) for one in manifests for ids in one.usb_ids}
    for (vendor, product), transport in sorted(wanted):
        match = f'ATTRS{{idVendor}}=="{vendor:04x}", ATTRS{{idProduct}}=="{product:04x}", TAG+="uaccess"'
        subsystem = {Transport.HID: "hidraw", Transport.USB: "usb"}.get(transport, "tty")
        lines.append(f'SUBSYSTEM=="{subsystem}", {match}')
    return "\n".join(lines)


def _listed(ask: Callable[[], Sequence[T]]) -> Sequence[T]:
    try:
        return ask()
    except (ImportError, OSError):
        return ()


def _driver_of(ids: tuple[int, int] | None, transport: Transport, manifests: Sequence[Manifest]) -> str | None:
    return next((one.id for one in manifests if one.transport is transport and ids in one.usb_ids), None)
