"""A barcode scanner on a serial line: each line is a scan; a scanner without line end is understood by its pause.

Nothing is ever written to it and nothing is journalled: a code may be a resident's number.
"""

from __future__ import annotations

import re

from device_drivers.errors import Reason
from device_drivers.protocols import barcode
from device_drivers.protocols.machine import (
    Actions,
    BytesIn,
    Closing,
    Connected,
    Disconnected,
    Event,
    Failed,
    Presented,
    Session,
    State,
)
from device_drivers.protocols.refusal import Refused
from device_drivers.readings import DeviceState, Scan

PAUSE_SECONDS = 0.15  # a scanner sends a code in one go, also at 9600 baud
LONGEST = 4096  # a QR code holds 2,953 bytes
_LINE_END = re.compile(rb"[\r\n\x03]+")


class BarcodeSession(Session):
    """One open scanner."""

    def __init__(self, device: str, driver: str) -> None:
        super().__init__(device, driver)
        self._pending = b""
        self._too_long = False

    def receive(self, event: Event) -> Actions:
        """See machine.Machine."""
        match event:
            case Connected():
                return [State(DeviceState.CONNECTED)]
            case BytesIn(data):
                return self._fed(data)
            case Closing():
                self._forget()
            case Disconnected():
                self._forget()
                return [Failed(Reason.LOST)]
        return []

    def _fed(self, data: bytes) -> Actions:
        *lines, self._pending = _LINE_END.split(self._pending + data)
        actions = [action for line in lines for action in self._line(line)]
        if len(self._pending) > LONGEST:  # no code is so long: dropped to its end
            self._pending, self._too_long = b"", True
        self.quiet("pause")
        if self._pending or self._too_long:
            self.alarm("pause", PAUSE_SECONDS, self._paused)
        return actions

    def _paused(self) -> Actions:
        line, self._pending = self._pending, b""
        return self._line(line)

    def _line(self, line: bytes) -> Actions:
        too_long, self._too_long = self._too_long, False
        if too_long or not line:
            return []
        try:
            code = barcode.decode_line(line.lstrip(b"\x02"))
        except Refused:
            return []
        return [Presented(Scan(self.device, code.text, "gs1" if code.gs1 else code.symbology))]

    def _forget(self) -> None:
        self.quiet()
        self._pending = b""
