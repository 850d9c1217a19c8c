"""A session with a SunTech pressure module: inflates on a person's demand only, and never leaves a cuff inflated.

The abort is the first thing said (whoever was connected before may have left a measurement running), is repeated until the
module acknowledges it, and is the last thing said before the line is closed.
"""

from __future__ import annotations

from decimal import Decimal
from enum import Enum

from device_drivers.errors import Reason
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
from device_drivers.protocols.suntech import Acknowledge, BpData, Command, CuffReply, OtherReply, Reply, encode_command, reply_stream
from device_drivers.protocols.taped_stream import TapedStream, only_kept
from device_drivers.readings import DeviceState, Kind, Patient, Quantity, Reading

STARTS = {
    Patient.ADULT: Command.START_ADULT,
    Patient.PAEDIATRIC: Command.START_PEDIATRIC,
    Patient.NEONATE: Command.START_NEONATE,
}
# mmHg: a little above what IEC 80601-2-30 lets a module reach by itself (300; neonates 150); ours is the second watch
LIMITS = {Patient.ADULT: 330, Patient.PAEDIATRIC: 330, Patient.NEONATE: 165}
REASONS = {
    "weak_signal": Reason.WEAK_SIGNAL,
    "erratic_signal": Reason.ERRATIC_SIGNAL,
    "too_many_beats": Reason.TOO_MANY_BEATS,
    "time_out": Reason.MEASUREMENT_TIMEOUT,
    "pneumatic": Reason.PNEUMATIC,
}

POLL_SECONDS = 0.3  # 2 to 4 Hz
ANSWER_SECONDS = 1.0
HELLO_TRIES, ABORT_TRIES, RESULT_TRIES = 3, 5, 3
WATCHDOG_SECONDS = 180.0


class Step(Enum):
    """Where the module is."""

    HELLO = "hello"
    READY = "ready"
    MEASURING = "measuring"
    FETCHING = "fetching"
    ABORTING = "aborting"


class SunTechSession(Session):
    """One open line to one module. token: see manifest.Opening."""

    def __init__(self, device: str, driver: str, token: int) -> None:
        super().__init__(device, driver)
        self._token = token
        self._step = Step.HELLO
        self._patient = Patient.ADULT
        self._tries = 0
        self._taken = 0
        self._why_aborted = Reason.CANCELLED
        self._stream: TapedStream[Reply] = TapedStream(reply_stream(), _size)

    def receive(self, event: Event) -> Actions:
        """See machine.Machine."""
        match event:
            case Connected():
                return [State(DeviceState.CONNECTED), *self._say_hello()]
            case BytesIn(data):
                return [action for reply, raw in self._stream.feed(data) for action in self._heard(reply, raw)]
            case Start(patient):
                return self._start(patient)
            case Cancel():
                return self._abort(Reason.CANCELLED) if self._step in (Step.MEASURING, Step.FETCHING) else []
            case Closing():
                self.quiet()
                return [_command(Command.ABORT)]
            case Disconnected():
                rest = [action for reply, raw in self._stream.reset() for action in self._heard(reply, raw)]
                self.quiet()
                return [*only_kept(rest), Failed(Reason.LOST)]
        return []

    # --- saying --------------------------------------------------------------------------------------------------------
    def _say_hello(self) -> Actions:
        self._tries += 1
        if self._tries > HELLO_TRIES:
            return [Failed(Reason.TIMEOUT)]
        self.alarm("answer", ANSWER_SECONDS, self._say_hello)
        return [_command(Command.ABORT)]

    def _start(self, patient: Patient) -> Actions:
        if self._step is not Step.READY:
            return [State(_shown(self._step), Reason.BUSY)]
        self._step, self._patient = Step.MEASURING, patient
        self.alarm("watchdog", WATCHDOG_SECONDS, lambda: self._abort(Reason.MEASUREMENT_TIMEOUT))
        self.alarm("poll", POLL_SECONDS, self._poll)
        return [_command(STARTS[patient]), State(DeviceState.MEASURING)]

    def _poll(self) -> Actions:
        self.alarm("poll", POLL_SECONDS, self._poll)
        return [_command(Command.GET_CUFF_PRESSURE)]

    def _fetch(self) -> Actions:
        self._tries += 1
        if self._tries > RESULT_TRIES:
            return self._ready(Reason.TIMEOUT)
        self.alarm("answer", ANSWER_SECONDS, self._fetch)
        return [_command(Command.GET_BP_DATA)]

    def _abort(self, why: Reason) -> Actions:
        self.quiet()
        self._step, self._why_aborted, self._tries = Step.ABORTING, why, 0
        return self._say_abort()

    def _say_abort(self) -> Actions:
        self._tries += 1
        if self._tries > ABORT_TRIES:
            return [Failed(Reason.TIMEOUT)]
        self.alarm("answer", ANSWER_SECONDS, self._say_abort)
        return [_command(Command.ABORT)]

    # --- hearing -------------------------------------------------------------------------------------------------------
    def _heard(self, reply: Reply | Refusal, raw: bytes) -> Actions:
        match reply:
            case Refusal(reason):
                return [Refuse(SERIAL, raw, reason)]
            case Acknowledge():
                return self._acknowledged(reply.name)
            case CuffReply(pressure):
                return self._pressure(pressure)
            case BpData() if self._step is Step.FETCHING:
                return self._result(reply, raw)
        return []

    def _acknowledged(self, word: str) -> Actions:
        match self._step, word:
            case Step.HELLO, _:
                return self._ready()
            case Step.ABORTING, "aborted" | "done" | "ok":
                return self._ready(self._why_aborted)
            case Step.MEASURING, "done":
                self._step, self._tries = Step.FETCHING, 0
                self.quiet("poll", "watchdog")
                return self._fetch()
            case Step.MEASURING, "aborted":  # somebody pressed the button on the device
                return self._ready(Reason.CANCELLED)
            case Step.MEASURING, "busy":
                return self._ready(Reason.BUSY)
        return []

    def _pressure(self, pressure: int) -> Actions:
        if self._step is not Step.MEASURING:
            return []
        if pressure > LIMITS[self._patient]:
            return self._abort(Reason.OVERPRESSURE)
        return [State(DeviceState.MEASURING, live_pressure=pressure)]

    def _result(self, data: BpData, raw: bytes) -> Actions:
        if data.error is not None:
            reason = REASONS.get(data.error, Reason.DEVICE_ERROR)
            return [Refuse(SERIAL, raw, reason), *self._ready(reason)]
        self._taken += 1
        return [Result(SERIAL, raw, (self._reading(data, raw),)), *self._ready()]

    def _reading(self, data: BpData, raw: bytes) -> Reading:
        pressures = (("systolic", data.systolic), ("diastolic", data.diastolic), ("mean", data.mean_arterial_pressure))
        return Reading(
            device=self.device,
            driver=self.driver,
            kind=Kind.BLOOD_PRESSURE,
            values=(
                *((name, Quantity(Decimal(value), "mmHg")) for name, value in pressures),
                ("pulse", Quantity(Decimal(data.pulse_rate), "/min")),
            ),
            device_time=None,  # the module has no clock
            clock_offset_s=None,
            sequence=self._token + self._taken,
            user_slot=None,
            flags=(),
            context=(("patient", self._patient.value),),
            seen_taken=True,
            raw=raw,
        )

    def _ready(self, reason: Reason | None = None) -> Actions:
        """The module keeps nothing of its own: whatever it gives from now on is new."""
        self.quiet()
        self._step = Step.READY
        return [State(DeviceState.DRAINED, reason)]


def _command(command: Command) -> Write:
    return Write(SERIAL, encode_command(command), response=False)


def _size(reply: Reply) -> int:
    match reply:
        case Acknowledge():
            return 4
        case CuffReply():
            return 5
        case OtherReply(payload):
            return len(payload) + 3
    return 24


def _shown(step: Step) -> DeviceState:
    return DeviceState.CONNECTED if step is Step.HELLO else DeviceState.MEASURING
