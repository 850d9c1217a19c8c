"""A session with a Bluetooth glucose meter (service 1808): fetch the records it has taken since the last one kept.

All three notifications first, then a count, then the report; a record's context may come before or after it and is joined
when the report is complete. Nothing is ever deleted.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from device_drivers.errors import Reason
from device_drivers.protocols import isens_clock, racp
from device_drivers.protocols.clock_channel import clock_channel, read_clock
from device_drivers.protocols.glucose import GlucoseContext, decode_context
from device_drivers.protocols.glucose_records import Meaning, Record, meaning_of, record_of, shown_time
from device_drivers.protocols.machine import (
    Action,
    Actions,
    Cancel,
    Closing,
    Connected,
    Disconnected,
    Done,
    Event,
    Failed,
    Keep,
    Notified,
    OperationFailed,
    Read,
    ReadDone,
    Refuse,
    Result,
    Session,
    State,
    Subscribe,
    Wait,
    Write,
    read_if_offered,
)
from device_drivers.protocols.quirks import PLAIN, Quirks
from device_drivers.protocols.refusal import Quarantine, Refused
from device_drivers.readings import DeviceState, Reading

MEASUREMENT, CONTEXT, CONTROL_POINT, BATTERY = "2A18", "2A34", "2A52", "2A19"
LAST_SEQUENCE = 0xFFFF

SETTLE_SECONDS = 0.5  # meters answer 0x81 to a request that comes right behind the subscriptions
INACTIVE_SECONDS = 30.0
ABORT_SECONDS = 3.0
CLOCK_TOLERANCE_S = 60.0
RETRY_SECONDS = (1.0, 5.0)
# procedure in progress (0x80 in the service's first edition, 0xFE since), CCCD improperly configured (0x81, 0xFD)
RETRY_CODES = frozenset({0x80, 0x81, 0xFD, 0xFE})
_SELECTION_UNKNOWN = frozenset(
    {
        racp.Result.INVALID_OPERATOR,
        racp.Result.OPERATOR_NOT_SUPPORTED,
        racp.Result.INVALID_OPERAND,
        racp.Result.OPERAND_NOT_SUPPORTED,
    }
)


class Step(Enum):
    """What was asked last."""

    COUNTING = "counting"
    REPORTING = "reporting"
    COMPARING = "comparing"  # nothing new by number: has the meter begun to count from 1 again?
    ABORTING = "aborting"
    OVER = "over"


class GlucoseSession(Session):
    """One connection to one meter. last_sequence: of the last record kept, None = fetch all."""

    def __init__(self, device: str, driver: str, last_sequence: int | None, quirks: Quirks = PLAIN) -> None:
        super().__init__(device, driver)
        self._last = last_sequence
        self._step = Step.COUNTING
        self._request = b""
        self._retries = 0
        self._quirks = quirks
        self._everything = last_sequence is None or last_sequence >= LAST_SEQUENCE or not quirks.since
        self._why_aborted = Reason.TIMEOUT
        self._clock: str | None = None
        self._offset: float | None = None
        self._own_clock: str | None = None  # of the maker's own service
        self._records: dict[bytes, Record] = {}  # some meters notify new ones unasked, and again in the report
        self._contexts: dict[int, tuple[GlucoseContext, bytes]] = {}

    def receive(self, event: Event) -> Actions:
        """See machine.Machine."""
        match event:
            case Connected(channels, wall):
                self.told_wall(wall)
                return self._open(channels)
            case ReadDone(channel, data):
                return self._read(channel, data)
            case Notified(channel, data):
                return self._notified(channel, data)
            case OperationFailed("2A52" | "2A18", code):
                return self._refused(code)
            case Cancel():
                return self._abort(Reason.CANCELLED)
            case Closing():
                return [Write(CONTROL_POINT, racp.abort())] if self._step in (Step.REPORTING, Step.COMPARING) else []
            case Disconnected():
                return [Done()] if self._step is Step.OVER else [Failed(Reason.LOST)]
        return []

    def _notified(self, channel: str, data: bytes) -> Actions:
        match channel:
            case "2A18":
                return self._stir([self._measured(data)])
            case "2A34":
                return self._stir([self._told_context(data)])
            case "2A52":
                return self._stir(self._answered(data))
        return self._told_own_clock(channel, data) if channel == self._own_clock else []

    # --- opening -------------------------------------------------------------------------------------------------------
    def _open(self, channels: frozenset[str]) -> Actions:
        if not {MEASUREMENT, CONTROL_POINT} <= channels:
            return [Failed(Reason.NOT_SUPPORTED)]
        self._clock = clock_channel(channels, self._quirks.clock)
        self._own_clock = self._find_own_clock(channels)
        clock: Actions = [Read(self._clock)] if self._clock else []
        own: Actions = [Subscribe(self._own_clock), Write(self._own_clock, isens_clock.ask_time())] if self._own_clock else []
        context: Actions = [Subscribe(CONTEXT)] if CONTEXT in channels else []
        return [
            State(DeviceState.CONNECTED),
            *read_if_offered(channels, (BATTERY,)),
            *clock,
            *own,
            Subscribe(MEASUREMENT),
            *context,
            Subscribe(CONTROL_POINT),
            Wait(SETTLE_SECONDS),
            State(DeviceState.TRANSFERRING),
            *self._ask(Step.COUNTING, self._selected(racp.count_all, racp.count_since)),
        ]

    def _find_own_clock(self, channels: frozenset[str]) -> str | None:
        wanted = isens_clock.TIME_CHANNELS if self._quirks.vendor == "caresens" else ()
        return next((channel for channel in wanted if channel in channels), None)

    def _told_own_clock(self, channel: str, data: bytes) -> Actions:
        try:
            shown = isens_clock.decode_time(data, mend_month=self._quirks.month_13).local()
        except (Refused, Quarantine) as error:
            return [Refuse(channel, data, error.reason)]
        if shown is None:
            return [Keep(channel, data)]
        self._offset = self.offset_from(shown)
        return [Keep(channel, data), State(DeviceState.CONNECTED, clock_offset_s=self._offset)]

    def _read(self, channel: str, data: bytes) -> Actions:
        if channel == BATTERY and len(data) == 1:
            return [State(DeviceState.CONNECTED, battery=data[0])]
        device_time = read_clock(channel, data) if channel == self._clock else None
        if device_time is None:
            return []
        self._offset = self.offset_from(device_time)
        return [State(DeviceState.CONNECTED, clock_offset_s=self._offset)]

    # --- asking --------------------------------------------------------------------------------------------------------
    def _selected(self, of_all: Callable[[], bytes], since: Callable[[int], bytes]) -> bytes:
        return of_all() if self._everything or self._last is None else since(self._last + 1)

    def _ask(self, step: Step, request: bytes) -> Actions:
        self._step = step
        self._request = request
        self._retries = 0
        self.alarm("inactive", INACTIVE_SECONDS, lambda: self._abort(Reason.TIMEOUT))
        return [Write(CONTROL_POINT, request)]

    def _stir(self, actions: Actions) -> Actions:
        if self._step in (Step.COUNTING, Step.REPORTING, Step.COMPARING):
            self.alarm("inactive", INACTIVE_SECONDS, lambda: self._abort(Reason.TIMEOUT))
        return actions

    def _refused(self, code: int) -> Actions:
        if code not in RETRY_CODES or self._retries >= len(RETRY_SECONDS):
            return [Failed(Reason.PROTOCOL)]
        self.alarm("retry", RETRY_SECONDS[self._retries], lambda: [Write(CONTROL_POINT, self._request)])
        self._retries += 1
        return []

    def _abort(self, why: Reason) -> Actions:
        if self._step in (Step.ABORTING, Step.OVER):
            return []
        self._why_aborted = why
        self._step = Step.ABORTING
        self.quiet()
        self.alarm("abort", ABORT_SECONDS, lambda: [Failed(why)])
        return [Write(CONTROL_POINT, racp.abort())]

    # --- answers -------------------------------------------------------------------------------------------------------
    def _answered(self, data: bytes) -> Actions:
        try:
            answer = racp.decode_response(data)
        except Refused as error:
            return [Refuse(CONTROL_POINT, data, error.reason), *self._abort(Reason.PROTOCOL)]
        if isinstance(answer, racp.RecordCount):
            return self._counted(answer.count)
        if self._step is Step.ABORTING:
            return [Failed(self._why_aborted)]
        return self._responded(answer, data)

    def _counted(self, count: int) -> Actions:
        if self._step is not Step.COUNTING:
            return []
        return self._ask(Step.REPORTING, self._selected(racp.report_all, racp.report_since)) if count else self._nothing_new()

    def _responded(self, answer: racp.Response, data: bytes) -> Actions:
        if answer.result is racp.Result.NO_RECORDS_FOUND:
            return self._nothing_new()
        if answer.result in _SELECTION_UNKNOWN and not self._everything:
            # some meters know no "since": all records are fetched, what is known already is recognised by its key
            self._everything = True
            return self._ask(Step.REPORTING, racp.report_all())
        if self._step is Step.COUNTING:
            return self._ask(Step.REPORTING, self._selected(racp.report_all, racp.report_since))
        if answer.result is not racp.Result.SUCCESS:
            return [Failed(Reason.PROTOCOL)]
        return self._compared() if self._step is Step.COMPARING else self._complete(data)

    def _nothing_new(self) -> Actions:
        """A meter with a new battery or board may count from 1 again: its newest record then has a lower number."""
        if self._step is Step.COMPARING or self._everything:
            return self._finish()
        return self._ask(Step.COMPARING, racp.report_last())

    def _compared(self) -> Actions:
        newest = max((record.measurement.sequence for record in self._records.values()), default=None)
        if newest is None or self._last is None or newest >= self._last:
            return self._finish()
        self._records.clear()
        self._contexts.clear()
        self._everything = True
        return self._ask(Step.REPORTING, racp.report_all())

    def _complete(self, data: bytes) -> Actions:
        readings: list[Reading] = []
        refusals: Actions = []
        for record in self._records.values():
            context, raw = self._contexts.get(record.measurement.sequence, (None, b""))
            meaning = meaning_of(record, context, self._quirks)
            if isinstance(meaning, str):
                refusals.append(Refuse(MEASUREMENT, record.raw + raw, meaning))
            else:
                readings.append(self._reading(record, meaning, raw))
        return [Result(CONTROL_POINT, data, tuple(readings)), *refusals, *self._finish()]

    def _finish(self) -> Actions:
        self._step = Step.OVER
        self.quiet()
        return [State(DeviceState.DRAINED), *self._mended_clock(), Done()]

    def _mended_clock(self) -> Actions:
        """Only the maker's own clock is set: records of the profile carry offsets of their own."""
        if self._own_clock is None or self._offset is None or abs(self._offset) <= CLOCK_TOLERANCE_S or not self._quirks.clock_set:
            return []
        return [Write(self._own_clock, isens_clock.encode_time(self.wall()))]

    # --- records -------------------------------------------------------------------------------------------------------
    def _measured(self, data: bytes) -> Action:
        record = record_of(data, self._quirks)
        if isinstance(record, str):
            return Refuse(MEASUREMENT, data, record)
        self._records.pop(data, None)  # in the order of the report
        self._records[data] = record
        return Keep(MEASUREMENT, data)

    def _told_context(self, data: bytes) -> Action:
        try:
            context = decode_context(data)
        except (Refused, Quarantine) as error:
            return Refuse(CONTEXT, data, error.reason)
        self._contexts[context.sequence] = (context, data)
        return Keep(CONTEXT, data)

    def _reading(self, record: Record, meaning: Meaning, context_raw: bytes) -> Reading:
        return Reading(
            device=self.device,
            driver=self.driver,
            kind=meaning.kind,
            values=meaning.values,
            device_time=shown_time(record.measurement),
            clock_offset_s=self._offset,
            sequence=record.measurement.sequence,
            user_slot=None,
            flags=meaning.flags,
            context=meaning.context,
            seen_taken=False,
            raw=record.raw + context_raw,
        )
