"""Status line and rail follow what happens below."""

from __future__ import annotations

from PySide6.QtCore import Qt

from device_drivers.readings import DeviceNews, DeviceState
from tests.ui.desktop_run import Run

Key, Control = Qt.Key, Qt.KeyboardModifier.ControlModifier


def test_the_status_line_and_the_rail_follow_the_news(signed_in: Run) -> None:
    window, clinic = signed_in.desktop.window, signed_in.clinic
    assert "未设置上传" in window.status.texts()
    card = next(one for one in clinic.devices.known() if "blood_pressure" in one.kinds)
    clinic.devices.heard(DeviceNews(card.hub_id, DeviceState.DRAINED, None, 80, signed_in.clock.now(), 0.0, None))
    signed_in.qtbot.waitUntil(lambda: "红1 可以测" in window.status.texts())
    signed_in.arrive()
    signed_in.arrive(1)
    signed_in.qtbot.waitUntil(lambda: window._buttons["encounter"]._badge == "2")
