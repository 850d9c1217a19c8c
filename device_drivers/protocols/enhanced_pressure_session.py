"""A session with a cuff that keeps numbered records (BLS 1.1.1): those since the last one kept are asked for by 2A52.

Nothing is deleted. A record comes in segments and counts only whole; a fresh measurement comes as 2B34 by itself.
"""

from __future__ import annotations

from device_drivers.errors import Reason
from device_drivers.protocols import racp
from device_drivers.protocols.clock_channel import clock_bytes, clock_channel, read_clock
from device_drivers.protocols.enhanced_pressure import (
    CUFF_PRESSURE,
    MEASUREMENT,
    RECORD,
    EnhancedMeasurement,
    Segments,
    decode_measurement,
    decode_record,
)
from device_drivers.protocols.ieee11073 import Special
from device_drivers.protocols.machine import (
    Action,
    Actions,
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
    Subscribed,
    Write,
    WriteDone,
    read_if_offered,
)
from device_drivers.protocols.quantities import quantity, refusal_of
from device_drivers.protocols.refusal import Quarantine, Refused
from device_drivers.readings import DeviceState, Kind, Quantity, Reading

CONTROL_POINT, FEATURE, BATTERY = "2A52", "2A49", "2A19"
INACTIVE_SECONDS = 30.0
LAST_SEQUENCE = 0xFFFF
_CRC_FEATURE = 0x40


def fits(channels: frozenset[str]) -> bool:
    """Whether a cuff offers all that is asked of it here."""
    return {RECORD, CONTROL_POINT} <= channels


class EnhancedPressureSession(Session):
    """One connection. last_sequence: of the last record kept, None = all are fetched. token: see manifest.Opening."""

    def __init__(self, device: str, driver: str, last_sequence: int | None, token: int) -> None:
        super().__init__(device, driver)
        self._last = last_sequence
        self._token = token
        self._segments = Segments()
        self._raw = b""
        self._with_crc = False
        self._clock: str | None = None
        self._offset: float | None = None
        self._subscribing: set[str] = set()
        self._fresh = 0
        self._over = False

    def receive(self, event: Event) -> Actions:
        """See machine.Machine."""
        match event:
            case Connected(channels, wall):
                self.told_wall(wall)
                return self._open(channels)
            case Subscribed(channel) if channel in self._subscribing:
                self._subscribing.discard(channel)
                return [] if self._subscribing else self._ask()
            case ReadDone(channel, data):
                return self._told(channel, data)
            case Notified("2B36", data):
                return self._segment(data)
            case Notified("2B34", data):
                return self._measured(data)
            case Notified("2B35", data):
                return self._live(data)
            case Notified("2A52", data):
                return self._answered(data)
            case WriteDone() | OperationFailed() | Disconnected() | Closing():
                return self._other(event)
        return []

    # --- opening -------------------------------------------------------------------------------------------------------
    def _open(self, channels: frozenset[str]) -> Actions:
        if not fits(channels):
            return [Failed(Reason.NOT_SUPPORTED)]
        self._clock = clock_channel(channels)
        wanted = [channel for channel in (CUFF_PRESSURE, MEASUREMENT, RECORD, CONTROL_POINT) if channel in channels]
        self._subscribing = set(wanted)
        clock: Actions = [Read(self._clock)] if self._clock else []
        return [State(DeviceState.CONNECTED), *read_if_offered(channels, (BATTERY, FEATURE)), *clock, *map(Subscribe, wanted)]

    def _told(self, channel: str, data: bytes) -> Actions:
        if channel == FEATURE and data:
            self._with_crc = bool(data[0] & _CRC_FEATURE)
        if channel == BATTERY and len(data) == 1:
            return [State(DeviceState.CONNECTED, battery=data[0])]
        local = read_clock(channel, data) if channel == self._clock else None
        if local is None:
            return []
        self._offset = self.offset_from(local)
        return [State(DeviceState.CONNECTED, clock_offset_s=self._offset)]

    def _ask(self) -> Actions:
        everything = self._last is None or self._last >= LAST_SEQUENCE
        request = racp.report_all() if everything or self._last is None else racp.report_since(self._last + 1)
        self._wait()
        return [State(DeviceState.TRANSFERRING), Write(CONTROL_POINT, request)]

    def _wait(self) -> None:
        self.alarm("inactive", INACTIVE_SECONDS, lambda: [Write(CONTROL_POINT, racp.abort()), Failed(Reason.TIMEOUT)])

    # --- transfer ------------------------------------------------------------------------------------------------------
    def _segment(self, data: bytes) -> Actions:
        self._wait()
        try:
            whole = self._segments.take(data)
        except Refused as error:
            self._raw = b""
            return [Refuse(RECORD, data, error.reason)]
        self._raw += data
        if whole is None:
            return [Keep(RECORD, data)]
        raw, self._raw = self._raw, b""
        try:
            record = decode_record(whole, with_crc=self._with_crc)
            if record.channel != MEASUREMENT:
                return [Keep(RECORD, data)]
            return [self._result(decode_measurement(record.data), RECORD, raw, record.sequence)]
        except (Refused, Quarantine) as error:
            return [Refuse(RECORD, raw, error.reason)]

    def _measured(self, data: bytes) -> Actions:
        try:
            measured = decode_measurement(data)
        except (Refused, Quarantine) as error:
            return [Refuse(MEASUREMENT, data, error.reason)]
        self._fresh += 1
        number = None if measured.shown else self._token + self._fresh
        return [self._result(measured, MEASUREMENT, data, number)]

    def _live(self, data: bytes) -> Actions:
        try:
            pressure = decode_measurement(data).systolic
        except (Refused, Quarantine):
            return []
        return [] if isinstance(pressure, Special) else [State(DeviceState.MEASURING, live_pressure=round(pressure))]

    def _result(self, measured: EnhancedMeasurement, channel: str, raw: bytes, number: int | None) -> Action:
        for value in (measured.systolic, measured.diastolic):
            if quantity(value, "") is None:
                return Refuse(channel, raw, refusal_of(value))
        shown = measured.shown
        reading = Reading(
            device=self.device,
            driver=self.driver,
            kind=Kind.BLOOD_PRESSURE,
            values=_values(measured),
            device_time=shown.text() if shown else None,
            clock_offset_s=self._offset,
            sequence=number,
            user_slot=measured.user_slot,
            flags=measured.status_names,
            context=(),
            seen_taken=False,
            raw=raw,
        )
        return Result(channel, raw, (reading,))

    # --- the end -------------------------------------------------------------------------------------------------------
    def _answered(self, data: bytes) -> Actions:
        try:
            answer = racp.decode_response(data)
        except Refused as error:
            return [Refuse(CONTROL_POINT, data, error.reason)]
        if isinstance(answer, racp.RecordCount) or answer.request_code != racp.Op.REPORT:
            return []
        self.quiet("inactive")
        if answer.result not in (racp.Result.SUCCESS, racp.Result.NO_RECORDS_FOUND):
            return [Failed(Reason.PROTOCOL)]
        self._over = True
        if self._clock is None:
            return self._end()
        return [Write(self._clock, clock_bytes(self._clock, self.wall()))]

    def _other(self, event: WriteDone | OperationFailed | Disconnected | Closing) -> Actions:
        match event:
            case WriteDone(channel) | OperationFailed(channel, _) if channel == self._clock and self._over:
                return self._end()
            case OperationFailed(channel, _) if channel in (CONTROL_POINT, RECORD):
                return [Failed(Reason.PROTOCOL)]
            case Disconnected():
                self.quiet()
                return [Done() if self._over else Failed(Reason.LOST)]
            case Closing():
                self.quiet()
        return []

    def _end(self) -> Actions:
        self.quiet()
        return [State(DeviceState.DRAINED), Done()]


def _values(measured: EnhancedMeasurement) -> tuple[tuple[str, Quantity], ...]:
    unit, pulse = measured.unit.value, measured.pulse_rate
    named = (
        ("systolic", quantity(measured.systolic, unit)),
        ("diastolic", quantity(measured.diastolic, unit)),
        ("mean", quantity(measured.mean_arterial_pressure, unit)),
        ("pulse", None if pulse is None else quantity(pulse, "/min")),
    )
    return tuple((name, value) for name, value in named if value is not None)
