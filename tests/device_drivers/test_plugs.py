"""What is plugged in is listed with its driver, and each address gets the link it needs."""

from __future__ import annotations

import asyncio

import pytest

from device_drivers import plugs
from device_drivers.errors import DeviceError, Reason
from device_drivers.manifest import Manifest, Transport
from device_drivers.readings import Kind, KnownDevice
from device_drivers.transports import hid, pipe, serial_port, usb
from device_drivers.transports.hid import HidLink, HidSeen, UsbName
from device_drivers.transports.link import Link
from device_drivers.transports.pipe import PipeLink
from device_drivers.transports.serial_port import PortSeen, SerialLink
from device_drivers.transports.usb import UsbLink

METER = UsbName(0x1A79, 0x7410, "S1")


def manifest(transport: Transport, *ids: tuple[int, int]) -> Manifest:
    return Manifest(id=f"d-{transport}", kinds=(Kind.GLUCOSE,), transport=transport, models=(), usb_ids=ids)


ALL = (manifest(Transport.SERIAL, (0x067B, 0x2303)), manifest(Transport.HID, (0x1A79, 0x7410)), manifest(Transport.USB, (0x173A, 0x21D5)))


def test_ports_are_listed_and_of_usb_what_a_driver_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serial_port, "ports", lambda: (PortSeen("COM3", "PL2303", (0x067B, 0x2303)), PortSeen("COM1", "COM1", None)))
    keyboard = HidSeen(UsbName(0x046D, 0xC31C), "Keyboard", b"2")
    monkeypatch.setattr(hid, "seen", lambda: (HidSeen(METER, "Contour", b"1"), HidSeen(METER, "Contour", b"1b"), keyboard))
    monkeypatch.setattr(usb, "seen", lambda: (UsbName(0x173A, 0x21D5), UsbName(0x1D6B, 0x0002)))
    assert [(one.device, one.name, one.driver) for one in plugs.plugged_in(ALL)] == [
        ("serial:COM3", "PL2303", "d-serial"),
        ("serial:COM1", "COM1", None),
        ("hid:1a79:7410:S1", "Contour", "d-hid"),
        ("usb:173a:21d5", "173a:21d5", "d-usb"),
    ]


def test_a_library_that_is_missing_hides_only_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> tuple[HidSeen, ...]:
        raise ImportError("hidraw")

    monkeypatch.setattr(hid, "seen", missing)
    monkeypatch.setattr(usb, "seen", lambda: ())
    monkeypatch.setattr(serial_port, "ports", lambda: (PortSeen("COM1", "COM1", None),))
    assert [one.device for one in plugs.plugged_in(ALL)] == ["serial:COM1"]


@pytest.mark.parametrize(
    ("transport", "address", "link"),
    [
        (Transport.SERIAL, "COM3", SerialLink),
        (Transport.SERIAL, "socket://127.0.0.1:4001", SerialLink),
        (Transport.HID, "1a79:7410", HidLink),
        (Transport.USB, "173a:21d5", UsbLink),
        (Transport.BLE, "pipe:here", PipeLink),
    ],
)
def test_each_address_gets_its_link(transport: Transport, address: str, link: type[Link]) -> None:
    pipe.plug("here", PipeLink)
    made = plugs.link_to(KnownDevice("d", "d", "d", address), manifest(transport))
    pipe.unplug("here")
    assert type(made) is link


def test_an_empty_socket_in_memory_is_a_missing_port() -> None:
    with pytest.raises(DeviceError) as caught:
        plugs.link_to(KnownDevice("d", "d", "d", "pipe:nowhere"), manifest(Transport.HID))
    assert caught.value.reason is Reason.PORT_MISSING
    assert not asyncio.run(plugs.is_plugged_in("pipe:nowhere", Transport.HID))


def test_presence_is_asked_of_whoever_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hid, "seen", lambda _=None: (HidSeen(METER, "Contour", b"1"),))
    assert asyncio.run(plugs.is_plugged_in("1a79:7410", Transport.HID))
    assert not asyncio.run(plugs.is_plugged_in("1a79:7411", Transport.HID))
    assert asyncio.run(plugs.is_plugged_in("nonsense", Transport.HID))  # opening it says what is wrong
    assert asyncio.run(plugs.is_plugged_in("socket://10.0.0.1:1", Transport.SERIAL))
    assert not asyncio.run(plugs.is_plugged_in("/dev/no-such-port", Transport.SERIAL))


def test_rules_for_udev_name_the_subsystem_of_each() -> None:
    rules = plugs.udev_rules(ALL).splitlines()
    assert rules[1:] == [
        'SUBSYSTEM=="tty", ATTRS{idVendor}=="067b", ATTRS{idProduct}=="2303", TAG+="uaccess"',
        'SUBSYSTEM=="usb", ATTRS{idVendor}=="173a", ATTRS{idProduct}=="21d5", TAG+="uaccess"',
        'SUBSYSTEM=="hidraw", ATTRS{idVendor}=="1a79", ATTRS{idProduct}=="7410", TAG+="uaccess"',
    ]
