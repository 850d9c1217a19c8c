"""Contec 08A and 08C arm cuffs on USB or Bluetooth SPP, ABPM50 recorders on Bluetooth SPP.

Supported: all stored records of all users, setting the clock (08A, 08C). Not supported: reading the clock (the cuffs do not
tell it), pulse oximetry of the 08A. Never sent: deleting (43 .. 03 ..).
Quirk: the USB cuff is asked user by user, the Bluetooth one for all at once; ABPM50 begins by itself.
"""

from __future__ import annotations

from device_drivers.manifest import Driver, Manifest, Model, Opening, Proof, Transport
from device_drivers.protocols.contec_08a_session import ALL_AT_ONCE, ONE_BY_ONE, Contec08aSession
from device_drivers.protocols.contec_abpm_session import ContecAbpmSession
from device_drivers.protocols.machine import HID, SERIAL, Machine
from device_drivers.readings import Kind, KnownDevice

_CAPTURE = "MarkMLl/contec08a, captured USB transfer"
_VENDOR = "requests and unpacking of the maker's own app, read for interoperability"

USB = Manifest(
    id="contec-08a-usb",
    kinds=(Kind.BLOOD_PRESSURE,),
    transport=Transport.HID,
    models=(Model("Contec 08A", Proof.CAPTURED, _CAPTURE), Model("Contec 08C", Proof.PEER_TEST, _VENDOR)),
    usb_ids=((0x0483, 0x5750),),
)
BLUETOOTH = Manifest(
    id="contec-08a-spp",
    kinds=(Kind.BLOOD_PRESSURE,),
    transport=Transport.SERIAL,
    models=(Model("Contec 08A-BT", Proof.PEER_TEST, _VENDOR), Model("Contec 08C-BT", Proof.PEER_TEST, _VENDOR)),
    baud=115200,  # a virtual port: any will do
)
RECORDER = Manifest(
    id="contec-abpm50",
    kinds=(Kind.BLOOD_PRESSURE,),
    transport=Transport.SERIAL,
    models=(Model("Contec ABPM50", Proof.COMPUTED, _VENDOR), Model("Contec ABPM50W", Proof.COMPUTED, _VENDOR)),
    baud=115200,
)


def usb_cuff(known: KnownDevice, _: Opening) -> Machine:
    """One report per record, one user after the other."""
    return Contec08aSession(known.device, known.driver, HID, ONE_BY_ONE)


def bluetooth_cuff(known: KnownDevice, _: Opening) -> Machine:
    """A byte stream, all users at once."""
    return Contec08aSession(known.device, known.driver, SERIAL, ALL_AT_ONCE)


def recorder(known: KnownDevice, _: Opening) -> Machine:
    """Packets, each record acknowledged."""
    return ContecAbpmSession(known.device, known.driver)


DRIVERS = (Driver(USB, usb_cuff), Driver(BLUETOOTH, bluetooth_cuff), Driver(RECORDER, recorder))
