"""Lepu/Viatom BP2 cuffs: results from their memory, results seen being taken, live and stored ECG of one lead.

Not supported: BP3 and AirBP (their lists are not public), the ECG list of the BP2W (its format is not public).
"""

from __future__ import annotations

from device_drivers.manifest import Driver, Manifest, Model, Opening, Proof, Transport
from device_drivers.protocols.lepu_bp_session import LepuBpSession
from device_drivers.protocols.lepu_er_session import SERVICE
from device_drivers.protocols.machine import Machine
from device_drivers.readings import Kind, KnownDevice

BY_REGISTERS = "registers"
_FILES = "the maker's structures (VTProductLib VTMBLEStruct.h, LepuBle BP2File)"
_LIST = "bytes of a real LP-BP2W (chalimov/viatom_bp2_ha)"

BP2 = Manifest(
    id="lepu-bp2",
    kinds=(Kind.BLOOD_PRESSURE, Kind.ECG),
    transport=Transport.BLE,
    models=(
        Model("Viatom BP2", Proof.SPECIFICATION, _FILES, ("BP2",)),
        Model("Viatom BP2A", Proof.SPECIFICATION, _FILES, ("BP2A",)),
        Model("Viatom BP2T", Proof.SPECIFICATION, _FILES, ("BP2T",)),
        Model("Viatom BP2W", Proof.PEER_TEST, _LIST, ("BP2W",)),
        Model("Lepu LP-BP2W", Proof.PEER_TEST, _LIST, ("LP-BP2W",), BY_REGISTERS),
        Model("Checkme BP2", Proof.SPECIFICATION, _FILES, ("Checkme BP2",)),
    ),
    services=frozenset({SERVICE}),
    named_only=True,
)


def cuff(known: KnownDevice, opening: Opening) -> Machine:
    """A cuff that is asked for its state and read when there is something new."""
    model = BP2.model_of(known.name)
    profile = BP2.profile(known.model) or (model.profile if model is not None else "")
    by_registers = profile == BY_REGISTERS
    return LepuBpSession(known.device, known.driver, known.last_sequence, opening.first_sample, by_registers=by_registers)


DRIVERS = (Driver(BP2, cuff),)
