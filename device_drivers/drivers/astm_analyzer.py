"""Laboratory analysers that speak ASTM E1381/E1394 (LIS1-A, LIS2-A2), on a serial line or calling over TCP; and miniVIDAS.

Supported: results with specimen, judgement and time; controls and trials marked; host queries answered with 'nothing known'.
Not supported: sending orders. Quirks by model: where the specimen stands, units in comments, frames, keep-alives.
"""

from __future__ import annotations

from device_drivers.manifest import Driver, Manifest, Model, Opening, Proof, Transport
from device_drivers.protocols.astm_session import AstmSession
from device_drivers.protocols.machine import Machine
from device_drivers.protocols.minividas_session import MiniVidasSession
from device_drivers.readings import Kind, KnownDevice

_FILE = "instrument file of senaite.astm"

SERIAL = Manifest(
    id="astm",
    kinds=(Kind.LABORATORY,),
    transport=Transport.SERIAL,
    models=(
        Model("Siemens DCA Vantage", Proof.CAPTURED, _FILE, profile="dca"),
        Model("Roche cobas c 111", Proof.CAPTURED, _FILE),
        Model("Roche cobas c 311", Proof.CAPTURED, _FILE, profile="cobas-c311"),
        Model("Sysmex XP-100", Proof.CAPTURED, _FILE),
        Model("Sysmex XP-300", Proof.COMPUTED, "messages of the XP-100"),
        Model("HORIBA ABX Pentra XLR", Proof.CAPTURED, _FILE),
        Model("Abbott Afinion 2", Proof.COMPUTED, "a message in one frame, as public instrument files show"),
    ),
    baud=9600,
)
CALLING = Manifest(
    id="astm-tcp",
    kinds=(Kind.LABORATORY,),
    transport=Transport.TCP,
    models=(
        Model("Cepheid GeneXpert", Proof.CAPTURED, _FILE),
        Model("HORIBA Yumizen H500", Proof.COMPUTED, "keep-alives as public instrument files show"),
        Model("HORIBA Yumizen H550", Proof.COMPUTED, "keep-alives as public instrument files show"),
    ),
)
MINI_VIDAS = Manifest(
    id="minividas",
    kinds=(Kind.LABORATORY,),
    transport=Transport.SERIAL,
    models=(Model("bioMérieux miniVIDAS", Proof.CAPTURED, _FILE),),
    baud=9600,
)


def serial(known: KnownDevice, opening: Opening) -> Machine:
    """An analyser at a cable, or behind a serial server that calls."""
    return AstmSession(known.device, known.driver, opening.token, SERIAL.profile(known.model), calls=_calls(known))


def calling(known: KnownDevice, opening: Opening) -> Machine:
    """An analyser that opens and ends the connection."""
    return AstmSession(known.device, known.driver, opening.token, CALLING.profile(known.model), calls=_calls(known))


def mini_vidas(known: KnownDevice, opening: Opening) -> Machine:
    """A miniVIDAS at a cable."""
    return MiniVidasSession(known.device, known.driver, opening.token)


def _calls(known: KnownDevice) -> bool:
    return known.address.startswith("tcp:")


DRIVERS = (Driver(SERIAL, serial), Driver(CALLING, calling), Driver(MINI_VIDAS, mini_vidas))
