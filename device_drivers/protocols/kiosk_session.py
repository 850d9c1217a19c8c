"""A session with a kiosk that writes a text line per result and is never spoken to."""

from __future__ import annotations

from device_drivers.errors import Reason
from device_drivers.protocols import line_format
from device_drivers.protocols.byte_stream import Refusal
from device_drivers.protocols.line_format import KioskLine, LineFormat, Void
from device_drivers.protocols.machine import (
    SERIAL,
    Actions,
    BytesIn,
    Connected,
    Disconnected,
    Event,
    Failed,
    Refuse,
    Result,
    Session,
    State,
)
from device_drivers.protocols.refusal import Quarantine, Refused
from device_drivers.protocols.taped_stream import TapedStream
from device_drivers.readings import DeviceState, Kind, Reading

IDLE_SECONDS = 2.0  # what comes in sooner after opening was waiting in the line or in a serial server
SILENCE_SECONDS = 1.5  # a line is written at once; half of one that stays alone is noise


class KioskSession(Session):
    """One open line to one kiosk. token: numbers the results of a kiosk that writes no time, see manifest.Opening."""

    def __init__(self, device: str, driver: str, token: int, shape: LineFormat, kind: Kind) -> None:
        super().__init__(device, driver)
        self._token = token
        self._shape = shape
        self._kind = kind
        self._opened_at = 0.0
        self._taken = 0
        self._stream: TapedStream[bytes] = TapedStream(line_format.stream(shape), len)

    def receive(self, event: Event) -> Actions:
        """See machine.Machine."""
        match event:
            case Connected():
                self._opened_at = self.now
                return [State(DeviceState.CONNECTED), State(DeviceState.DRAINED)]
            case BytesIn(data):
                self.alarm("silence", SILENCE_SECONDS, self._fell_silent)
                return [action for found, raw in self._stream.feed(data) for action in self._heard(found, raw)]
            case Disconnected():
                self.quiet()
                return [Failed(Reason.LOST)]
        return []

    def _fell_silent(self) -> Actions:
        return [action for found, raw in self._stream.reset() for action in self._heard(found, raw)]

    def _heard(self, found: bytes | Refusal, raw: bytes) -> Actions:
        if isinstance(found, Refusal):
            return [Refuse(SERIAL, raw, found.reason)]
        try:
            line = line_format.decode(self._shape, found)
        except Void:
            return [Refuse(SERIAL, raw, Reason.DEVICE_ERROR), State(DeviceState.DRAINED, Reason.DEVICE_ERROR)]
        except (Refused, Quarantine) as error:
            return [Refuse(SERIAL, raw, error.reason)]
        self._taken += 1
        return [Result(SERIAL, raw, (self._reading(line, raw),)), State(DeviceState.DRAINED)]

    def _reading(self, line: KioskLine, raw: bytes) -> Reading:
        return Reading(
            device=self.device,
            driver=self.driver,
            kind=self._kind,
            values=line.values,
            device_time=line.time.text() if line.time else None,
            clock_offset_s=None,  # a kiosk tells its clock only with a result
            sequence=None if line.time else self._token + self._taken,
            user_slot=None,
            flags=(),
            context=(),
            seen_taken=self.now - self._opened_at >= IDLE_SECONDS,
            raw=raw,
        )
