"""A session with a Contec ABPM50: the device begins, every record is acknowledged after it was kept.

Records of a day's series (ambulatory) say so in their context: they were not taken at a visit.
"""

from __future__ import annotations

from device_drivers.errors import Reason
from device_drivers.protocols import contec_abpm
from device_drivers.protocols.byte_stream import Refusal
from device_drivers.protocols.contec_08a import Command
from device_drivers.protocols.contec_abpm import AMBULATORY, Counts, Mode, Packet, Pressures, Pulse
from device_drivers.protocols.date_time import DeviceTime
from device_drivers.protocols.machine import (
    SERIAL,
    Actions,
    BytesIn,
    Connected,
    Disconnected,
    Event,
    Failed,
    Keep,
    Refuse,
    Result,
    Session,
    State,
    Write,
)
from device_drivers.protocols.pressure_reading import stored_pressure
from device_drivers.protocols.refusal import Quarantine, Refused
from device_drivers.protocols.taped_stream import TapedStream
from device_drivers.readings import DeviceState

SILENCE_SECONDS = 5.0


class ContecAbpmSession(Session):
    """One open line to one recorder."""

    def __init__(self, device: str, driver: str) -> None:
        super().__init__(device, driver)
        self._mode = "casual"
        self._missing = 0
        self._time: DeviceTime | None = None
        self._pressures: Pressures | None = None
        self._record = b""
        self._stream: TapedStream[bytes] = TapedStream(contec_abpm.stream(), len)

    def receive(self, event: Event) -> Actions:
        """See machine.Machine."""
        match event:
            case Connected():
                return [State(DeviceState.CONNECTED)]
            case BytesIn(data):
                self.alarm("silence", SILENCE_SECONDS, self._fell_silent)
                return [action for found, raw in self._stream.feed(data) for action in self._cut(found, raw)]
            case Disconnected():
                self.quiet()
                return [Failed(Reason.LOST)]
        return []

    def _fell_silent(self) -> Actions:
        """What stands half-written in the line is noise; records that were announced and never came are missed aloud."""
        rest: Actions = [action for found, raw in self._stream.reset() for action in self._cut(found, raw)]
        reason = Reason.GAP if self._missing > 0 else None
        self._missing, self._time, self._pressures = 0, None, None
        return [*rest, State(DeviceState.DRAINED, reason)]

    def _cut(self, found: bytes | Refusal, raw: bytes) -> Actions:
        if isinstance(found, Refusal):
            return self._refuse(raw, found.reason)
        try:
            return self._heard(contec_abpm.decode(found), raw)
        except (Refused, Quarantine) as error:
            return self._refuse(raw, error.reason)

    def _refuse(self, raw: bytes, reason: str) -> Actions:
        """A part that is spoilt spoils its record: the rest of it is no measurement."""
        self._time = self._pressures = None
        return [Refuse(SERIAL, raw, reason)]

    def _heard(self, packet: Packet, raw: bytes) -> Actions:
        match packet:
            case Counts(casual, ambulatory):
                self._missing = casual + ambulatory
                return [Keep(SERIAL, raw), State(DeviceState.TRANSFERRING), _say(Command.ABPM_GOT_COUNT)]
            case Mode(kind):
                self._mode = "ambulatory" if kind == AMBULATORY else "casual"
                return [Keep(SERIAL, raw), _say(Command.ABPM_GOT_MODE)]
            case Pulse():
                return self._completed(packet, raw)
            case Pressures():
                self._pressures = packet
            case DeviceTime():
                self._time, self._pressures, self._record = packet, None, b""
        self._record += raw
        return [Keep(SERIAL, raw)]

    def _completed(self, pulse: Pulse, raw: bytes) -> Actions:
        time, pressures, record = self._time, self._pressures, self._record + raw
        self._time = self._pressures = None
        if time is None or pressures is None:
            return [Refuse(SERIAL, raw, "short")]
        self._missing -= 1
        done: Actions = [_say(Command.ABPM_GOT_RECORD)]
        if self._missing <= 0:
            done.append(State(DeviceState.DRAINED))
        if pulse.test_code:
            return [Refuse(SERIAL, record, Reason.DEVICE_ERROR), *done]
        values = (
            ("systolic", pressures.systolic),
            ("diastolic", pressures.diastolic),
            ("mean", pressures.mean_arterial_pressure),
            ("pulse", pulse.rate),
        )
        reading = stored_pressure(self, record, time, values, context=(("mode", self._mode),))
        return [Result(SERIAL, raw, (reading,)), *done]


def _say(command: Command) -> Write:
    return Write(SERIAL, command.value, response=False)
