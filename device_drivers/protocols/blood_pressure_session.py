"""A session with a Bluetooth blood pressure cuff (service 1810): take what it has not sent yet, then set its clock.

A cuff sends its unsent records as indications once 2A35 is subscribed and forgets each when it is confirmed, so nothing
is asked for and nothing is deleted. It may hang up by itself: that is a good end, not an error.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from device_drivers.errors import Reason
from device_drivers.protocols import and_custom, user_data
from device_drivers.protocols.blood_pressure import (
    BloodPressureMeasurement,
    Layout,
    PressureUnit,
    decode_as_made,
    decode_cuff_pressure,
    decode_measurement,
)
from device_drivers.protocols.clock_channel import clock_bytes, clock_channel, read_clock
from device_drivers.protocols.date_time import DeviceTime
from device_drivers.protocols.ieee11073 import Special
from device_drivers.protocols.machine import (
    Action,
    Actions,
    Connected,
    Disconnected,
    Done,
    Event,
    Failed,
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
    Wait,
    Write,
    WriteDone,
    read_if_offered,
)
from device_drivers.protocols.quantities import quantity, refusal_of
from device_drivers.protocols.quirks import PLAIN, Quirks
from device_drivers.protocols.refusal import Quarantine, Refused
from device_drivers.protocols.user_data import CONTROL_POINT, Consent, ConsentResult
from device_drivers.readings import DeviceState, Kind, Quantity, Reading

MEASUREMENT, LIVE, BATTERY, MODEL, FEATURE = "2A35", "2A36", "2A19", "2A24", "2A49"
BEURER_MODELS = ("BM48", "BM59", "BM85", "ELITE900")
KPA_IN_MMHG = Decimal("7.50062")

QUIET_SECONDS = 1.0  # the next record follows the confirmation of the last within one or two connection intervals
PROMPT_SECONDS = 0.7  # a cuff that ends by itself does so at once; a dead one is noticed only after its supervision time
PROBE_SECONDS = 12.0
CONSENT_SECONDS = 5.0
LINGER_SECONDS = 3.0  # after the clock is set, for the cuff to hang up by itself
HANG_UP_SECONDS = 1.0  # for a cuff that was asked to
MEASURING_SECONDS = 60.0  # from the last live pressure to the result
SECOND_CLOCK_SLACK = timedelta(seconds=10)  # some cuffs stamp the start, before the first live pressure
MINUTE_CLOCK_SLACK = timedelta(seconds=70)  # cuffs that keep minutes only
SHORTEST_MEASUREMENT = timedelta(seconds=10)
MOST_USERS = 8  # no cuff keeps more
BEURER = Quirks(big_endian_tail=True, user_byte_always=True, reserved_flags=True, zero_mean_is_none=True, sends_all=True)


class BloodPressureSession(Session):
    """One connection to one cuff. token: see manifest.Opening. all_stored: what it has sent before is asked for once more."""

    def __init__(self, device: str, driver: str, token: int, quirks: Quirks = PLAIN, *, all_stored: bool = False) -> None:
        super().__init__(device, driver)
        self._token = token
        self._quirks = quirks
        self._all_stored = all_stored
        self._stored_due = False  # asked for, and no silence since
        self._user: int | None = None  # whose records were opened last; None = the cuff does not ask
        self._opened_users = 0
        self._channels: frozenset[str] = frozenset()
        self._clock: str | None = None
        self._offset: float | None = None
        self._live_since: datetime | None = None
        self._active_at: float | None = None  # since when only silence; None = 2A35 not subscribed yet
        self._probe: str | None = None  # the channel whose answer shows that the silent cuff is still there
        self._drained = False
        self._received = 0  # frames, whatever became of them
        self._records = 0

    def receive(self, event: Event) -> Actions:
        """See machine.Machine."""
        match event:
            case Connected(channels, wall):
                self.told_wall(wall)
                return self._open(channels)
            case Subscribed("2A35"):
                return self._listen()
            case Notified("2A35", data):
                return self._record(data)
            case Notified("2A36", data):
                return self._live(data)
            case Notified("2A9F", data):
                return self._consented(data)
            case ReadDone() | WriteDone() | OperationFailed():
                return self._answered(event)
            case Disconnected():
                return self._gone()
        return []

    # --- opening -------------------------------------------------------------------------------------------------------
    def _open(self, channels: frozenset[str]) -> Actions:
        if MEASUREMENT not in channels:
            return [Failed(Reason.NOT_SUPPORTED)]
        self._channels = channels
        self._clock = clock_channel(channels, self._quirks.clock)
        clock: Actions = [Read(self._clock)] if self._clock else []
        live: Actions = [Subscribe(LIVE)] if LIVE in channels else []
        users: Actions = [Subscribe(CONTROL_POINT)] if self._asks_for_consent() else []
        settle: Actions = [Wait(self._quirks.settle_ms / 1000)] if self._quirks.settle_ms else []
        # live pressure first: a measurement under way must be seen before its result comes
        return [
            State(DeviceState.CONNECTED),
            *read_if_offered(channels, (BATTERY, MODEL)),
            *clock,
            *users,
            *live,
            *settle,
            Subscribe(MEASUREMENT),
        ]

    def _answered(self, event: ReadDone | WriteDone | OperationFailed) -> Actions:
        if event.channel == self._probe:
            self._probe = None
            self.quiet("probe")
            return [*self._now_drained(), *(self._read_clock_anew() if isinstance(event, WriteDone) else [])]
        match event:
            case ReadDone("2A19", data) if len(data) == 1:
                return [State(DeviceState.CONNECTED, battery=data[0])]
            case ReadDone("2A24", data):
                if data.startswith(tuple(model.encode() for model in BEURER_MODELS)):
                    self._quirks = BEURER
            case ReadDone(channel, data) if channel == self._clock:
                return self._compare_clocks(channel, data)
            case OperationFailed("2A35"):
                return [Failed(Reason.PROTOCOL)]
        return []

    def _compare_clocks(self, channel: str, data: bytes) -> Actions:
        device_time = read_clock(channel, data)
        if device_time is None:
            return []
        self._offset = self.offset_from(device_time)
        # what is told is the error the cuff came with, not the one that is left after it was set
        return [] if self._drained else [State(DeviceState.CONNECTED, clock_offset_s=self._offset)]

    def _read_clock_anew(self) -> Actions:
        """The cuff was set: a record made from now on is not off by what was measured before."""
        self._offset = None
        return [Read(self._clock)] if self._clock else []

    # --- transfer ------------------------------------------------------------------------------------------------------
    def _listen(self) -> Actions:
        self._stir(QUIET_SECONDS)
        return [State(DeviceState.TRANSFERRING), *(self._open_user(1) if self._asks_for_consent() else [])]

    # --- several users -------------------------------------------------------------------------------------------------
    def _asks_for_consent(self) -> bool:
        return self._quirks.consent_code >= 0 and CONTROL_POINT in self._channels

    def _open_user(self, user: int) -> Actions:
        self._user = user
        self._stir(CONSENT_SECONDS)
        self.alarm("quiet", CONSENT_SECONDS, self._not_opened)
        return [Write(CONTROL_POINT, user_data.encode_consent(Consent(user, self._quirks.consent_code)))]

    def _consented(self, data: bytes) -> Actions:
        """One user after the other, until the cuff knows no further one; one that opens none has not given its records."""
        try:
            opened = user_data.decode_response(data) is ConsentResult.SUCCESS
        except Refused as error:
            return [Refuse(CONTROL_POINT, data, error.reason)]
        if opened:
            self._opened_users += 1
            self._stir(QUIET_SECONDS)
            return []
        return self._not_opened()

    def _not_opened(self) -> Actions:
        self._user = None
        self.quiet()
        return self._ask_if_there() if self._opened_users else [Failed(Reason.PAIRING_REFUSED)]

    def _stir(self, seconds: float) -> None:
        self._active_at = self.now
        self._drained = False
        self.quiet("linger", "probe")
        self._probe = None
        self.alarm("quiet", seconds, self._ask_if_there)

    def _live(self, data: bytes) -> Actions:
        self._stir(MEASURING_SECONDS)
        if self._live_since is None:
            self._live_since = self.wall()
        return [State(DeviceState.MEASURING, live_pressure=_live_mmhg(data))]

    def _record(self, data: bytes) -> Actions:
        self._stir(QUIET_SECONDS)
        self._received += 1
        try:
            measurement = self._decode(data)
        except (Refused, Quarantine) as error:
            return [Refuse(MEASUREMENT, data, error.reason)]
        return [self._result(measurement, data), State(DeviceState.TRANSFERRING)]

    def _decode(self, data: bytes) -> BloodPressureMeasurement:
        own = self._quirks
        if not (own.big_endian_tail or own.user_byte_always or own.reserved_flags):
            return decode_measurement(data)
        return decode_as_made(data, Layout(own.big_endian_tail, own.user_byte_always, own.reserved_flags))

    def _result(self, measurement: BloodPressureMeasurement, data: bytes) -> Action:
        for number in (measurement.systolic, measurement.diastolic):
            if quantity(number, "") is None:
                return Refuse(MEASUREMENT, data, refusal_of(number))
        self._records += 1
        return Result(MEASUREMENT, data, (self._reading(measurement, data),))

    def _reading(self, measurement: BloodPressureMeasurement, data: bytes) -> Reading:
        extras = measurement.extras
        return Reading(
            device=self.device,
            driver=self.driver,
            kind=Kind.BLOOD_PRESSURE,
            values=_values(measurement, zero_mean_is_none=self._quirks.zero_mean_is_none),
            device_time=extras.time.text() if extras.time else None,
            clock_offset_s=self._offset,
            # neither number nor time: two equal results would pass for one record sent twice
            sequence=None if extras.time else self._token + self._records,
            user_slot=self._user if extras.user_id is None else extras.user_slot,
            flags=extras.status_names,
            context=(),
            seen_taken=self._was_seen(extras.time),
            raw=data,
        )

    def _was_seen(self, time: DeviceTime | None) -> bool:
        """True for the record of the measurement whose live pressure came in: a stored one sent meanwhile is not it."""
        since = self._live_since
        if since is None:
            return False
        taken = time.local() if time else None
        exact = taken is not None and taken.second != 0
        if taken is not None and self._offset is not None:
            slack = SECOND_CLOCK_SLACK if exact else MINUTE_CLOCK_SLACK
            if taken + timedelta(seconds=self._offset) < since - slack:
                return False
        else:
            exact = False
        if not exact and self.wall() - since < SHORTEST_MEASUREMENT:
            return False  # faster than any arm can be measured: left over from before
        self._live_since = None
        return True

    # --- the end -------------------------------------------------------------------------------------------------------
    def _ask_if_there(self) -> Actions:
        """Silence is either an empty memory or a dead cuff: only an answer tells. The clock is set last, so that records
        left over from a broken transfer are never judged by a clock they were not taken with."""
        if self._user is not None and self._user < MOST_USERS:
            return self._open_user(self._user + 1)
        if self._all_stored and self._has_own_service():
            self._all_stored, self._stored_due = False, True
            self._stir(QUIET_SECONDS)
            return [Write(and_custom.CHANNEL, and_custom.SEND_STORED)]
        self._stored_due = False
        self.alarm("probe", PROBE_SECONDS, lambda: [Failed(Reason.LOST)])
        if self._clock and self._quirks.clock_set:
            self._probe = self._clock
            return [Write(self._clock, clock_bytes(self._clock, self.wall()))]
        self._probe = next((channel for channel in (BATTERY, FEATURE, MODEL) if channel in self._channels), None)
        if self._probe:
            return [Read(self._probe)]
        self.quiet("probe")
        return self._now_drained()

    def _now_drained(self) -> Actions:
        self._drained = True
        self.alarm("linger", LINGER_SECONDS, self._farewell)
        return [State(DeviceState.DRAINED)]

    def _farewell(self) -> Actions:
        if not self._has_own_service():
            return [Done()]
        self.alarm("linger", HANG_UP_SECONDS, lambda: [Done()])
        return [Write(and_custom.CHANNEL, and_custom.HANG_UP)]

    def _has_own_service(self) -> bool:
        return self._quirks.vendor == "and" and and_custom.CHANNEL in self._channels

    def _gone(self) -> Actions:
        self.quiet()
        if self._drained:
            return [Done()]
        prompt = self._active_at is not None and self.now - self._active_at <= PROMPT_SECONDS
        if not prompt or self._stored_due or self._live_since is not None:
            return [Failed(Reason.LOST)]
        # a cuff that hangs up before it sent anything may be empty, or may have lost its bond: nothing is claimed
        return [State(DeviceState.DRAINED if self._received else DeviceState.IDLE), Done()]


def _values(measurement: BloodPressureMeasurement, *, zero_mean_is_none: bool) -> tuple[tuple[str, Quantity], ...]:
    unit = measurement.unit.value
    pulse = measurement.extras.pulse_rate
    named = [
        ("systolic", quantity(measurement.systolic, unit)),
        ("diastolic", quantity(measurement.diastolic, unit)),
        (
            "mean",
            None if zero_mean_is_none and not measurement.mean_arterial_pressure else quantity(measurement.mean_arterial_pressure, unit),
        ),
        ("pulse", None if pulse is None else quantity(pulse, "/min")),
    ]
    return tuple((name, value) for name, value in named if value is not None)


def _live_mmhg(data: bytes) -> int | None:
    """For the moving number on the screen; a frame that cannot be read moves nothing."""
    try:
        cuff = decode_cuff_pressure(data)
    except (Refused, Quarantine):
        return None
    if isinstance(cuff.pressure, Special):
        return None
    return round(cuff.pressure * (KPA_IN_MMHG if cuff.unit is PressureUnit.KPA else 1))
