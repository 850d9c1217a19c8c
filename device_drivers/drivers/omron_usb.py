"""Omron arm cuffs on USB: those with the HHX cable (text commands) and those with a socket of their own (memory frames).

Supported: all stored records; users where the cuff keeps them apart; the clock of the 7301. Not supported: weekly averages,
setting a clock (nothing documented). Never sent: clearing (MCL), any memory write.
Quirk: the 7301 has one memory and tells its clock; 790IT and its kin have banks A and B and do not.
"""

from __future__ import annotations

from device_drivers.manifest import Driver, Manifest, Model, Opening, Proof, Transport
from device_drivers.protocols.machine import Machine
from device_drivers.protocols.omron_elite_session import BANKS, ELITE, OmronEliteSession
from device_drivers.protocols.omron_usb_session import OmronUsbSession
from device_drivers.readings import Kind, KnownDevice

_ELITE_SOURCE = "python-omron-mit-elite-plus (0590:0028), run on this model"
_LIBOMRON = "libomron protocol notes with captured reports (M7080IT)"
_SAME = "named by libomron as speaking the same as the HEM-7080IT"
_OBPM = "obpm: addresses, block size and users; records of a public doctest"
SLOTS = {"": 100, "60": 60}  # records per user

CABLE = Manifest(
    id="omron-hhx",
    kinds=(Kind.BLOOD_PRESSURE,),
    transport=Transport.HID,
    models=(
        Model("Omron MIT Elite Plus HEM-7301-ITKE7", Proof.COMPUTED, _ELITE_SOURCE),
        Model("Omron T9P HEM-759P-C1", Proof.COMPUTED, "python-omron-mit-elite-plus: tested with this model too"),
        Model("Omron HEM-7080IT", Proof.CAPTURED, _LIBOMRON, profile="banks"),
        Model("Omron HEM-790IT", Proof.CAPTURED, _LIBOMRON, profile="banks"),
        Model("Omron BP791IT", Proof.COMPUTED, _SAME, profile="banks"),
        Model("Omron M10-IT", Proof.COMPUTED, _SAME, profile="banks"),
    ),
    usb_ids=((0x0590, 0x0028),),
)
MEMORY = Manifest(
    id="omron-usb",
    kinds=(Kind.BLOOD_PRESSURE,),
    transport=Transport.HID,
    models=(
        Model("Omron M6 Comfort IT HEM-7322U", Proof.PEER_TEST, _OBPM),
        Model("Omron M500 IT HEM-7322U-D", Proof.PEER_TEST, _OBPM),
        Model("Omron M3 IT HEM-7131U", Proof.PEER_TEST, _OBPM, profile="60"),
        Model("Omron M400 IT HEM-7131U-D", Proof.PEER_TEST, _OBPM, profile="60"),
    ),
    usb_ids=((0x0590, 0x0090),),
)


def cable(known: KnownDevice, _: Opening) -> Machine:
    """Two ways of asking; a cuff whose model nobody named is asked like the 7301, which others refuse without harm."""
    banks = CABLE.profile(known.model) == "banks"
    return OmronEliteSession(known.device, known.driver, BANKS if banks else ELITE)


def memory(known: KnownDevice, _: Opening) -> Machine:
    """The two models keep different numbers of records per user."""
    return OmronUsbSession(known.device, known.driver, SLOTS[MEMORY.profile(known.model)])


DRIVERS = (Driver(CABLE, cable), Driver(MEMORY, memory))
