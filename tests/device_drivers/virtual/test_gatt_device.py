"""Every virtual device that a demo may take: made, used once, and what reached the desk is what it logged."""

from __future__ import annotations

from types import ModuleType

import pytest

from device_drivers import registry
from device_drivers.protocols import steady
from device_drivers.virtual import contec_oximeter, glucose_brain, mi_scale, onetouch_ble, sig_devices, sinocare, taidoc
from tests.device_drivers.conftest import Room

pytestmark = pytest.mark.hurried

MAKERS = [
    (taidoc, "make"),
    (sinocare, "make"),
    (sig_devices, "make"),
    (sig_devices, "make_scale"),
    (sig_devices, "make_oximeter"),
    (mi_scale, "make"),
    (glucose_brain, "make"),
    (onetouch_ble, "make"),
    (contec_oximeter, "make"),
]


@pytest.mark.parametrize(("module", "maker"), MAKERS, ids=[f"{module.__name__.rpartition('.')[2]}-{maker}" for module, maker in MAKERS])
def test_what_it_measured_is_what_is_read(room: Room, module: ModuleType, maker: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steady, "WINDOW_SECONDS", 3.0)
    device = room.run(getattr(module, maker)(room.radio, 7, room.clock()))
    manifest = registry.driver(device.driver).manifest
    assert device.model in {model.name for model in manifest.models}
    room.know(device.id, device.driver, device.name)
    room.hub.submit(device.take())
    reading, *again = room.desk.wait_readings(1)
    assert {one.key() for one in again} <= {reading.key()}  # told as it was taken and once more out of the memory: one and the same
    [taken] = device.taken
    shown = {(name, quantity.value, quantity.unit) for name, quantity in reading.values}
    assert set(taken.values) <= shown and reading.device == taken.device
