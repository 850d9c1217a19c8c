"""The mark of each device state, the same on the device page and in the status line."""

from __future__ import annotations

from device_drivers.readings import DeviceState
from ui import tokens as t

DEVICE_MARKS = {
    DeviceState.IDLE: t.Mark.NONE,
    DeviceState.SCANNING: t.Mark.WAITING,
    DeviceState.CONNECTING: t.Mark.WAITING,
    DeviceState.CONNECTED: t.Mark.OK,
    DeviceState.TRANSFERRING: t.Mark.INFO,
    DeviceState.MEASURING: t.Mark.INFO,
    DeviceState.DRAINED: t.Mark.OK,
    DeviceState.FAILED: t.Mark.FAILED,
}
