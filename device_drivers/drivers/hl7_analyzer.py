"""Mindray analysers that send HL7 2.3.1 over MLLP: chemistry (BS) and haematology (BC).

Supported: results with specimen and judgement, controls and calibrations marked, acknowledgement of every message, queries
answered with 'not found' (no worklist is known here). Not supported: histograms as values (kept in the raw bytes).
Quirks: BS has the barcode in OBR-2 and the control in MSH-16; BC has the sample id in OBR-3 and the control in MSH-11.
"""

from __future__ import annotations

from device_drivers.manifest import Driver, Manifest, Model, Opening, Proof, Transport
from device_drivers.protocols.hl7_session import Hl7Session
from device_drivers.protocols.machine import Machine
from device_drivers.readings import Kind, KnownDevice

_BS = "Mindray BS-series HL7 interface; message of a BS-200E from a LIS listener test"
_BC = "Mindray BC-series HL7 interface as public LIS tests show it"

MINDRAY = Manifest(
    id="hl7-mindray",
    kinds=(Kind.LABORATORY,),
    transport=Transport.TCP,
    models=(
        Model("Mindray BS-200E", Proof.PEER_TEST, _BS),
        Model("Mindray BS-200", Proof.PEER_TEST, _BS),
        *(Model(f"Mindray BS-{number}", Proof.COMPUTED, _BS) for number in (230, 240, 480)),
        *(Model(f"Mindray BC-{number}", Proof.COMPUTED, _BC) for number in (5000, 5130, 5150, 5300, 5380, 6800)),
    ),
)


def mindray(known: KnownDevice, opening: Opening) -> Machine:
    """An analyser, whoever opens the connection."""
    return Hl7Session(known.device, known.driver, opening.token, calls=known.address.startswith("tcp:"))


DRIVERS = (Driver(MINDRAY, mindray),)
