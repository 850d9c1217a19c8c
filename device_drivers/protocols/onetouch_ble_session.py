"""A session with a OneTouch meter over Bluetooth: clock, counters, then one record after the other since the last kept.

One question at a time; each answer is acknowledged before the next question. Numbers of empty slots are passed over.
"""

from __future__ import annotations

from decimal import Decimal
from enum import Enum

from device_drivers.errors import Reason
from device_drivers.protocols import onetouch_ble
from device_drivers.protocols.date_time import DeviceTime
from device_drivers.protocols.machine import (
    Action,
    Actions,
    Cancel,
    Connected,
    Disconnected,
    Done,
    Event,
    Failed,
    Keep,
    Notified,
    OperationFailed,
    Refuse,
    Result,
    Session,
    State,
    Subscribe,
    Subscribed,
    Write,
    read_if_offered,
)
from device_drivers.protocols.onetouch_ble import Answer, OneTouchRecord
from device_drivers.protocols.refusal import Refused
from device_drivers.readings import DeviceState, Kind, Quantity, Reading

SERVICE = "af9df7a1-e595-11e3-96b4-0002a5d5c51b"
TO_METER = "af9df7a2-e595-11e3-96b4-0002a5d5c51b"
FROM_METER = "af9df7a3-e595-11e3-96b4-0002a5d5c51b"
BATTERY = "2A19"

ANSWER_SECONDS = 4.0
TRIES = 3
CLOCK_TOLERANCE_S = 60.0
HIGHEST_NUMBER = 0xFFFF
LOWEST_MG_DL, HIGHEST_MG_DL = 20, 600  # beyond them the display says LO or HI


class Step(Enum):
    """What was asked last."""

    CLOCK = "clock"
    COUNTER = "counter"
    COUNT = "count"
    RECORD = "record"
    SET_CLOCK = "set_clock"
    OVER = "over"


class OneTouchBleSession(Session):
    """One connection. last_sequence: of the last record kept, None = fetch all."""

    def __init__(self, device: str, driver: str, last_sequence: int | None) -> None:
        super().__init__(device, driver)
        self._last = last_sequence
        self._step = Step.CLOCK
        self._asked = b""
        self._tries = 0
        self._offset: float | None = None
        self._counter = 0
        self._number = 0

    def receive(self, event: Event) -> Actions:
        """See machine.Machine."""
        match event:
            case Connected(channels, wall):
                self.told_wall(wall)
                if not {TO_METER, FROM_METER} <= channels:
                    return [Failed(Reason.NOT_SUPPORTED)]
                return [State(DeviceState.CONNECTED), *read_if_offered(channels, (BATTERY,)), Subscribe(FROM_METER)]
            case Subscribed():
                return self._ask(Step.CLOCK, onetouch_ble.READ_CLOCK)
            case Notified(_, data):
                return self._heard(data)
            case OperationFailed(channel) if channel in (TO_METER, FROM_METER):
                return [Failed(Reason.PROTOCOL)]
            case Cancel():
                return [Failed(Reason.CANCELLED)]
            case Disconnected():
                return [Done()] if self._step is Step.OVER else [Failed(Reason.LOST)]
        return []

    # --- asking --------------------------------------------------------------------------------------------------------
    def _ask(self, step: Step, command: bytes) -> Actions:
        self._step, self._asked, self._tries = step, command, 1
        return self._send()

    def _send(self) -> Actions:
        self.alarm("answer", ANSWER_SECONDS, self._unanswered)
        return [Write(TO_METER, onetouch_ble.question(self._asked))]

    def _unanswered(self) -> Actions:
        if self._tries == TRIES:
            return [Failed(Reason.TIMEOUT)]
        self._tries += 1
        return self._send()

    # --- answers -------------------------------------------------------------------------------------------------------
    def _heard(self, data: bytes) -> Actions:
        if len(data) == 1:
            return []  # the meter acknowledges a question
        try:
            answer = onetouch_ble.decode_answer(data)
        except Refused as error:
            return [Refuse(FROM_METER, data, error.reason)]
        if not self._asked:
            return [Refuse(FROM_METER, data, "unasked")]
        self._asked = b""
        self.quiet("answer")
        acknowledge = Write(TO_METER, bytes((onetouch_ble.ACKNOWLEDGE,)))
        if answer.status == onetouch_ble.NO_SUCH_RECORD and self._step is Step.RECORD:
            return [Keep(FROM_METER, data), acknowledge, *self._next_record()]
        if answer.status != onetouch_ble.OK:
            refused = Reason.PAIRING_REFUSED if answer.status == onetouch_ble.NOT_ALLOWED else Reason.PROTOCOL
            return [Keep(FROM_METER, data), Failed(refused)]
        try:
            return self._answered(answer, data, acknowledge)
        except Refused as error:
            return [Refuse(FROM_METER, data, error.reason), acknowledge, *self._after_refusal()]

    def _answered(self, answer: Answer, data: bytes, acknowledge: Write) -> Actions:
        if self._step is Step.RECORD:
            return [self._record(answer.body, data), acknowledge, *self._next_record()]
        return [Keep(FROM_METER, data), acknowledge, *self._told(answer.body)]

    def _told(self, body: bytes) -> Actions:
        match self._step:
            case Step.CLOCK:
                self._offset = self.offset_from(onetouch_ble.moment_of(body))
                told = State(DeviceState.CONNECTED, clock_offset_s=self._offset)
                return [told, *self._ask(Step.COUNTER, onetouch_ble.READ_COUNTER)]
            case Step.COUNTER:
                self._counter = int.from_bytes(body, "little")
                return self._ask(Step.COUNT, onetouch_ble.READ_COUNT)
            case Step.COUNT:
                return self._counted(int.from_bytes(body, "little"))
        return self._over()

    def _counted(self, count: int) -> Actions:
        """Where to begin: behind the last one kept, never before the oldest; a counter that fell is a new memory."""
        if self._counter > HIGHEST_NUMBER:
            return [Failed(Reason.PROTOCOL)]
        oldest = max(self._counter - count + 1, 0)
        known = self._last if self._last is not None and self._last <= self._counter else None
        self._number = oldest if known is None else max(known + 1, oldest)
        if not count or self._number > self._counter:
            return self._finish()
        return [State(DeviceState.TRANSFERRING), *self._ask(Step.RECORD, onetouch_ble.read_record(self._number))]

    def _next_record(self) -> Actions:
        self._number += 1
        if self._number > self._counter:
            return self._finish()
        return self._ask(Step.RECORD, onetouch_ble.read_record(self._number))

    def _after_refusal(self) -> Actions:
        return self._next_record() if self._step is Step.RECORD else [Failed(Reason.PROTOCOL)]

    def _finish(self) -> Actions:
        """The clock is set last: what was stored belongs to the clock it was taken with."""
        if self._offset is not None and abs(self._offset) > CLOCK_TOLERANCE_S:
            return self._ask(Step.SET_CLOCK, onetouch_ble.set_clock(self.wall()))
        return self._over()

    def _over(self) -> Actions:
        self._step = Step.OVER
        self.quiet()
        return [State(DeviceState.DRAINED), Done()]

    # --- records -------------------------------------------------------------------------------------------------------
    def _record(self, body: bytes, data: bytes) -> Action:
        record = onetouch_ble.decode_record(body)
        return Result(FROM_METER, data, (self._reading(record, data),))

    def _reading(self, record: OneTouchRecord, data: bytes) -> Reading:
        return Reading(
            device=self.device,
            driver=self.driver,
            kind=Kind.GLUCOSE,
            values=(("glucose", _limited(record.glucose)),),
            device_time=DeviceTime.of(record.taken).text(),
            clock_offset_s=self._offset,
            sequence=self._number,
            user_slot=None,
            flags=("control_solution",) if record.control else (),
            context=(("meal", record.meal),) if record.meal else (),
            seen_taken=False,
            raw=data,
        )


def _limited(glucose: int) -> Quantity:
    if glucose > HIGHEST_MG_DL:
        return Quantity(Decimal(HIGHEST_MG_DL), "mg/dL", ">")
    return Quantity(Decimal(LOWEST_MG_DL), "mg/dL", "<") if glucose < LOWEST_MG_DL else Quantity(Decimal(glucose), "mg/dL")
