"""Sinocare glucose meters with frames `53 4E`, over Bluetooth and as the serial port of a paired one; CMSSXT is Contec's.

Supported: results as they are taken, stored results, the clock. Not supported: deleting (never), starting a measurement
from here, meters that also measure uric acid, ketone or lipids (their frames are not public).
Quirk: meters of the first generation take the clock without seconds.
"""

from __future__ import annotations

from device_drivers.manifest import Driver, Manifest, Model, Opening, Proof, Transport
from device_drivers.protocols.machine import Machine
from device_drivers.protocols.sinocare_session import SERVICE, SinocareSession
from device_drivers.readings import Kind, KnownDevice

_LIST = "machine code in the maker's list of models; frames of the WL-1"
_AN_WEN = "result frame of the model in a public program"
DEFAULT_MACHINE = "0012"

RADIO = Manifest(
    id="sinocare-sn",
    kinds=(Kind.GLUCOSE,),
    transport=Transport.BLE,
    models=(
        Model("三诺 安稳+Air", Proof.PEER_TEST, _AN_WEN, ("AW+AIR", "SN-2L", "BDE_WEIXIN_TTM"), "0012"),
        Model("三诺 安稳+Pro", Proof.COMPUTED, _LIST, ("SN-7T",), "0012"),
        Model("三诺 金稳+Air", Proof.COMPUTED, _LIST, ("JW+AIR", "SN-JW+Air"), "001b"),
        Model("三诺 金准+Air", Proof.COMPUTED, _LIST, ("JZ+Air",), "001c"),
        Model("三诺 金准+", Proof.COMPUTED, _LIST, profile="0009"),
        Model("三诺 WL-1", Proof.CAPTURED, "captured result frame", ("SN-1G", "Sinocare"), "0004"),
        Model("三诺 WL-2", Proof.COMPUTED, _LIST, ("SN-1H",), "0004"),
    ),
    services=frozenset({SERVICE}),
    named_only=True,
)

PORT = Manifest(
    id="sinocare-sn-port",
    kinds=(Kind.GLUCOSE,),
    transport=Transport.SERIAL,
    models=(
        Model("三诺 WL-1 (串口)", Proof.CAPTURED, "captured result frame", profile="0004"),
        Model("Contec CMSSXT", Proof.PEER_TEST, "commands and records of Contec's program", profile="0002"),
    ),
    baud=9600,
)


def _machine(manifest: Manifest, known: KnownDevice) -> bytes:
    """Code of the model that was taken on, else of the one its name tells."""
    named = manifest.model_of(known.name)
    return bytes.fromhex(manifest.profile(known.model) or (named.profile if named else DEFAULT_MACHINE))


def over_radio(known: KnownDevice, _: Opening) -> Machine:
    """Over Bluetooth."""
    return SinocareSession(known.device, known.driver, _machine(RADIO, known))


def at_port(known: KnownDevice, _: Opening) -> Machine:
    """As a serial port."""
    return SinocareSession(known.device, known.driver, _machine(PORT, known))


DRIVERS = (Driver(RADIO, over_radio), Driver(PORT, at_port))
