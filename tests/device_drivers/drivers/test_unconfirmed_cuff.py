"""Cuffs nobody can read for certain: everything is kept, nothing becomes a value."""

from __future__ import annotations

import pytest

from device_drivers.errors import Reason
from device_drivers.manifest import Model
from device_drivers.protocols.machine import Disconnected, Failed, Refuse
from device_drivers.protocols.unreadable_session import MOST
from device_drivers.readings import DeviceState
from device_drivers.virtual.cable_cuff import CuffCore
from device_drivers.virtual.kiosk import KioskCore, VisomatCore
from tests.device_drivers.conftest import Room
from tests.device_drivers.cuff_talk import CuffTalk, clock
from tests.device_drivers.model_sessions import models_of
from tests.device_drivers.scenarios import covers

VISOMAT, HBP_1300 = "visomat-jpi", "omron-hbp1300"


def kept(talk: CuffTalk) -> bytes:
    return b"".join(action.raw for action in talk.actions if isinstance(action, Refuse))


@models_of("visomat-jpi")
@covers("visomat-jpi", "fragments", "corrupt_frame")
def test_every_visomat(model: Model) -> None:
    core = VisomatCore(clock(), model.name)
    core.press(130, 88, 70)
    talk = CuffTalk(VISOMAT, core, model)
    talk.run()
    talk.go_on(seconds=2)
    assert talk.readings == [] and set(talk.refusals) == {Reason.NOT_READABLE}
    assert kept(talk).startswith(b"\x02M1") and kept(talk).endswith(b"130088070\x03")
    assert talk.written == [b"\x02R00\x03"]


@models_of("omron-hbp1300")
@covers("omron-hbp1300", "fragments", "corrupt_frame")
def test_every_hbp_1300(model: Model) -> None:
    core = KioskCore(clock(), model.name, "hbp-1300")
    talk = CuffTalk(HBP_1300, core, model, piece=3)
    talk.run()
    talk.press(120, 80, 72)
    talk.go_on(seconds=2)
    assert talk.readings == [] and talk.written == []
    assert kept(talk).hex() == "01000078005000480000" and talk.refusals == [Reason.NOT_READABLE]


def test_an_endless_message_is_kept_in_pieces() -> None:
    talk = CuffTalk(HBP_1300, KioskCore(clock(), "x", "hbp-1300"))
    talk.run()
    talk._arrive([b"\x01" * (2 * MOST + 1)])
    assert len(talk.refusals) >= 1 and len(kept(talk)) >= MOST
    assert talk.event(Disconnected())[-1] == Failed(Reason.LOST)


@pytest.mark.parametrize("driver_id", [VISOMAT, HBP_1300])
def test_through_the_hub(room: Room, driver_id: str) -> None:
    core: CuffCore = VisomatCore(room.clock(), "x") if driver_id == VISOMAT else KioskCore(room.clock(), "x", "hbp-1300")
    if driver_id == VISOMAT:
        core.press(130, 88, 70)
        room.know(room.report_cuff(core).id, driver_id)
    else:
        cuff = room.cable_cuff(core)
        room.know(cuff.id, driver_id)
        room.desk.wait_state(DeviceState.DRAINED)
        room.run(cuff.host_here())
        room.run(cuff.press(130, 88, 70))
    room.desk.wait(lambda: room.desk.refusals)
    assert room.desk.readings == [] and room.desk.refusals == [Reason.NOT_READABLE]
