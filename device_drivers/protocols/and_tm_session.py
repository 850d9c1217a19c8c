"""A session with an A&D TM cabinet cuff (InBody BPBIO alike): takes what it sends by itself, starts it on demand.

The cuff sends each result when its measurement ends. Where that is switched off, the last result is asked for after a start
from here; the result it held before is asked for first, so that an old one is not taken for the new one.
"""

from __future__ import annotations

from decimal import Decimal
from enum import Enum

from device_drivers.errors import Reason
from device_drivers.protocols.and_tm import (
    Command,
    TmAcknowledge,
    TmError,
    TmFrame,
    TmResult,
    encode_command,
    encode_frame,
    parse_result,
    stream,
)
from device_drivers.protocols.byte_stream import Refusal
from device_drivers.protocols.machine import (
    SERIAL,
    Actions,
    BytesIn,
    Cancel,
    Closing,
    Connected,
    Disconnected,
    Event,
    Failed,
    Refuse,
    Result,
    Session,
    Start,
    State,
    Write,
)
from device_drivers.protocols.refusal import Quarantine, Refused
from device_drivers.protocols.taped_stream import TapedStream, only_kept
from device_drivers.readings import DeviceState, Kind, Quantity, Reading

IDLE_SECONDS = 2.0  # what comes in sooner after opening was waiting in the line or in a serial server
BASELINE_SECONDS = 1.5
FIRST_ASK_SECONDS = 40.0  # no measurement is shorter than this by much
ASK_AGAIN_SECONDS = 5.0
GIVE_UP_SECONDS = 180.0


class Step(Enum):
    """What the session waits for."""

    IDLE = "idle"
    BASELINE = "baseline"  # the result the cuff held before the start
    MEASURING = "measuring"


class AndTmSession(Session):
    """One open line to one cabinet cuff. address: the two characters this model wants to be called by when it is to start."""

    def __init__(self, device: str, driver: str, address: str = "00") -> None:
        super().__init__(device, driver)
        self._address = address
        self._step = Step.IDLE
        self._opened_at = 0.0
        self._baseline: str | None = None
        self._asked = False
        self._stream: TapedStream[TmFrame | TmAcknowledge] = TapedStream(stream(), _size)

    def receive(self, event: Event) -> Actions:
        """See machine.Machine."""
        match event:
            case Connected():
                self._opened_at = self.now
                return [State(DeviceState.CONNECTED), State(DeviceState.DRAINED)]
            case BytesIn(data):
                return [action for frame, raw in self._stream.feed(data) for action in self._heard(frame, raw)]
            case Start():
                return self._start()
            case Cancel():
                return [] if self._step is Step.IDLE else [self._pump(Command.STOP), *self._idle(Reason.CANCELLED)]
            case Closing():
                return [self._pump(Command.STOP)] if self._step is Step.MEASURING else []
            case Disconnected():
                rest = [action for frame, raw in self._stream.reset() for action in self._heard(frame, raw)]
                self.quiet()
                return [*only_kept(rest), Failed(Reason.LOST)]
        return []

    # --- a measurement started from here -------------------------------------------------------------------------------
    def _start(self) -> Actions:
        if self._step is not Step.IDLE:
            return [State(DeviceState.MEASURING, Reason.BUSY)]
        self._step, self._baseline = Step.BASELINE, None
        self.alarm("baseline", BASELINE_SECONDS, self._inflate)
        return [_command(Command.READ_LAST)]

    def _inflate(self) -> Actions:
        self.quiet("baseline")
        self._step, self._asked = Step.MEASURING, False
        self.alarm("ask", FIRST_ASK_SECONDS, self._ask)
        self.alarm("give up", GIVE_UP_SECONDS, lambda: [self._pump(Command.STOP), *self._idle(Reason.MEASUREMENT_TIMEOUT)])
        return [self._pump(Command.START), State(DeviceState.MEASURING)]

    def _ask(self) -> Actions:
        self._asked = True
        self.alarm("ask", ASK_AGAIN_SECONDS, self._ask)
        return [_command(Command.READ_LAST)]

    # --- hearing -------------------------------------------------------------------------------------------------------
    def _heard(self, frame: TmFrame | TmAcknowledge | Refusal, raw: bytes) -> Actions:
        match frame:
            case Refusal(reason):
                return [Refuse(SERIAL, raw, reason)]
            case TmAcknowledge(accepted=accepted):
                return self._acknowledged(accepted)
            case TmFrame():
                return self._framed(frame, raw)
        return []

    def _acknowledged(self, accepted: bool) -> Actions:
        if self._step is Step.BASELINE and not accepted:
            return self._inflate()  # it holds no result yet
        if self._step is Step.MEASURING and not accepted and not self._asked:
            return self._idle(Reason.BUSY)  # before the first question a refusal can only mean the start
        return []

    def _framed(self, frame: TmFrame, raw: bytes) -> Actions:
        if self._step is Step.MEASURING and frame.text == self._baseline:
            return []  # still the old one
        if self._step is Step.BASELINE:
            self._baseline = frame.text
            return [*self._taken(frame, raw, seen=False)[:1], *self._inflate()]
        seen = self._step is Step.MEASURING or self.now - self._opened_at >= IDLE_SECONDS
        return self._taken(frame, raw, seen)

    def _taken(self, frame: TmFrame, raw: bytes, seen: bool) -> Actions:
        try:
            result = parse_result(frame.text)
        except (Refused, Quarantine) as error:
            return [Refuse(SERIAL, raw, error.reason)]
        if isinstance(result, TmError):
            return [Refuse(SERIAL, raw, Reason.DEVICE_ERROR), *self._idle(Reason.DEVICE_ERROR)]
        return [Result(SERIAL, raw, (self._reading(result, seen, raw),)), *self._idle()]

    def _reading(self, result: TmResult, seen: bool, raw: bytes) -> Reading:
        pressures = (("systolic", result.systolic), ("diastolic", result.diastolic), ("mean", result.mean_arterial_pressure))
        return Reading(
            device=self.device,
            driver=self.driver,
            kind=Kind.BLOOD_PRESSURE,
            values=(
                *((name, Quantity(Decimal(value), "mmHg")) for name, value in pressures),
                ("pulse", Quantity(Decimal(result.pulse_rate), "/min")),
            ),
            device_time=result.time.text(),
            clock_offset_s=None,  # the cuff tells its clock only with a result
            sequence=None,
            user_slot=None,
            flags=(),
            context=(),
            seen_taken=seen,
            raw=raw,
        )

    def _pump(self, command: Command) -> Write:
        """Published hosts call some models '0 ' to start and stop, and all of them '00' to ask."""
        return _command(command, self._address)

    def _idle(self, reason: Reason | None = None) -> Actions:
        self.quiet()
        self._step = Step.IDLE
        return [State(DeviceState.DRAINED, reason)]


def _command(command: Command, address: str = "00") -> Write:
    return Write(SERIAL, encode_command(command, address), response=False)


def _size(frame: TmFrame | TmAcknowledge) -> int:
    return len(encode_frame(frame)) if isinstance(frame, TmFrame) else 6
