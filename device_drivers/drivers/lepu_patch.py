"""Lepu/Viatom (Wellue) ECG patches and pens: the live stream, and the recordings stored on them.

One lead at 125 Hz (ER1, ER2, DuoEK, VBeat and their kin), several at 250 Hz (ER3, M12, M5).
"""

from __future__ import annotations

from device_drivers.manifest import Driver, Manifest, Model, Opening, Proof, Transport
from device_drivers.protocols.lepu_er import LIVE_HZ, NANOVOLTS_PER_COUNT
from device_drivers.protocols.lepu_er_session import SERVICE, LepuErSession
from device_drivers.protocols.lepu_files_session import LepuFilesSession, Shape, Unfinished
from device_drivers.protocols.lepu_live import LAYOUTS, MULTI_LEAD_HZ, MULTI_LEAD_NANOVOLTS
from device_drivers.protocols.machine import Machine
from device_drivers.readings import Kind, KnownDevice

_OWN = "the maker's structures (viatom-develop/LepuBle, ER1 and ER2); frames computed"
_LIST = "the maker's list of models of one protocol (viatom-develop/LepuDemo)"
_MULTI = "the maker's structures (VTProductLib VTMBLEStruct.h, LepuBle Er3BleResponse)"

ER1 = Manifest(
    id="lepu-er1",
    kinds=(Kind.ECG,),
    transport=Transport.BLE,
    models=(
        Model("Wellue ER1", Proof.SPECIFICATION, _OWN, ("ER1",)),
        Model("Wellue ER2", Proof.SPECIFICATION, _OWN, ("ER2",)),
        Model("Lepu ER2", Proof.SPECIFICATION, _LIST, ("LP ER2",)),
        Model("Viatom DuoEK", Proof.SPECIFICATION, _OWN, ("DuoEK",)),
        Model("Wellue VBeat", Proof.SPECIFICATION, _OWN, ("VBeat",)),
        Model("Lepu HHM1", Proof.SPECIFICATION, _LIST, ("HHM1",)),
        Model("Lepu HHM2", Proof.SPECIFICATION, _LIST, ("HHM2",)),
        Model("Lepu HHM3", Proof.SPECIFICATION, _LIST, ("HHM3",)),
        Model("Wellue ER3", Proof.CAPTURED, f"a real stored recording (VTProductLib, MIT); live: {_MULTI}", ("ER3",), "er3"),
        Model("Lepu M12", Proof.COMPUTED, _MULTI, ("M12",), "m12"),
        Model("Lepu M5", Proof.COMPUTED, _MULTI, ("M5",), "m12"),
    ),
    services=frozenset({SERVICE}),
    named_only=True,
    on_demand=True,
    keeps_recordings=True,
)
_UNFINISHED: Unfinished = {}  # transfers that broke off, for the life of the program


def profile_of(known: KnownDevice) -> str:
    """By its model, else by the name it advertises."""
    model = ER1.model_of(known.name)
    return ER1.profile(known.model) or (model.profile if model is not None else "")


def er1(known: KnownDevice, opening: Opening) -> Machine:
    """Streams, or fetches what is stored where that is wanted."""
    profile = profile_of(known)
    if opening.recordings:
        shape = Shape(MULTI_LEAD_HZ, MULTI_LEAD_NANOVOLTS) if profile else Shape(LIVE_HZ, NANOVOLTS_PER_COUNT)
        return LepuFilesSession(known.device, known.driver, shape, known.last_sequence, _UNFINISHED)
    return LepuErSession(known.device, known.driver, opening.first_sample, LAYOUTS[profile])


DRIVERS = (Driver(ER1, er1),)
