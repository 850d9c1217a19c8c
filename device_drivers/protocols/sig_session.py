"""A session with a thermometer (1809), oximeter (1822), scale (181D, 181B) or heart rate strap (180D) of the Bluetooth SIG.

Records come as indications once they are subscribed, and some devices forget each when it is confirmed: every one goes out
at once with its value. A stream gives one value per finger or strap, when it holds still. The clock is read before the
records and set after them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from device_drivers.errors import Reason
from device_drivers.protocols import sig_records, user_data
from device_drivers.protocols.clock_channel import clock_bytes, clock_channel, read_clock
from device_drivers.protocols.machine import (
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
from device_drivers.protocols.quirks import Quirks
from device_drivers.protocols.refusal import Quarantine, Refused
from device_drivers.protocols.sig_records import Found, Pair, reason_of
from device_drivers.protocols.steady import Steady
from device_drivers.protocols.user_data import CONTROL_POINT, Consent, ConsentResult
from device_drivers.readings import DeviceState, Reading

BATTERY, MODEL = "2A19", "2A24"
QUIET_SECONDS = 1.5  # the next stored record follows the last at once
PROBE_SECONDS = 12.0
MOST_USERS = 8
LINGER_SECONDS = 60.0  # for the next measurement
PROMPT_SECONDS = 0.7  # a device that ends by itself does so at once; a dead one is missed after its supervision time
LIVE_SLACK = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Profile:
    """records: decoders by channel. signs: notified while a measurement is taken. stream: the channel of live numbers, how
    they are read and what a settled pair is; streaming, where a record comes too, is only a sign."""

    records: Mapping[str, Callable[[bytes], Found]] = field(default_factory=dict)
    signs: tuple[str, ...] = ()
    stream: str = ""
    live: Callable[[bytes], Pair | None] = sig_records.live_saturation
    settled: Callable[[Pair], Found] = sig_records.settled_saturation


THERMOMETER = Profile({"2A1C": sig_records.temperature}, signs=("2A1E",))
OXIMETER = Profile({"2A5E": sig_records.spot_check}, stream="2A5F")
SCALE = Profile({"2A9D": sig_records.weighing, "2A9C": sig_records.composition})
HEART_RATE = Profile(stream="2A37", live=sig_records.live_heart_rate, settled=sig_records.settled_heart_rate)


class SigSession(Session):
    """One connection. token: see manifest.Opening."""

    def __init__(self, device: str, driver: str, token: int, profile: Profile, quirks: Quirks) -> None:
        super().__init__(device, driver)
        self._token = token
        self._profile = profile
        self._quirks = quirks
        self._channels: frozenset[str] = frozenset()
        self._clock: str | None = None
        self._offset: float | None = None
        self._waiting: set[str] = set()  # subscriptions asked for
        self._probe: str | None = None
        self._steady = Steady()
        self._numbered = 0
        self._live_since: datetime | None = None
        self._active_at: float | None = None
        self._received = 0
        self._drained = False
        self._clock_done = False
        self._user: int | None = None  # whose records were opened last; None = the device does not ask
        self._opened_users = 0

    def receive(self, event: Event) -> Actions:
        """See machine.Machine."""
        match event:
            case Connected(channels, wall):
                self.told_wall(wall)
                return self._open(channels)
            case Subscribed(channel):
                return self._listen(channel)
            case Notified(channel, data) if channel in self._profile.records:
                return self._record(channel, data)
            case Notified(channel, data) if channel == self._profile.stream:
                return self._streamed(channel, data)
            case Notified("2A9F", data):
                return self._consented(data)
            case Notified(channel, data):
                return [Keep(channel, data), *self._sign()]
            case ReadDone() | WriteDone() | OperationFailed():
                return self._answered(event)
            case Cancel():
                return [Failed(Reason.CANCELLED)]
            case Disconnected():
                return self._gone()
        return []

    # --- opening -------------------------------------------------------------------------------------------------------
    def _open(self, channels: frozenset[str]) -> Actions:
        self._channels = channels
        wanted = [channel for channel in (*self._profile.signs, self._profile.stream, *self._profile.records) if channel in channels]
        if not any(channel in self._profile.records or channel == self._profile.stream for channel in wanted):
            return [Failed(Reason.NOT_SUPPORTED)]
        if self._asks_for_consent():
            wanted.append(CONTROL_POINT)
        self._clock = clock_channel(channels, self._quirks.clock)
        self._waiting = set(wanted)
        return [
            State(DeviceState.CONNECTED),
            *read_if_offered(channels, (BATTERY,)),
            *([Read(self._clock)] if self._clock else []),
            *([Wait(self._quirks.settle_ms / 1000)] if self._quirks.settle_ms else []),
            *map(Subscribe, wanted),
        ]

    def _listen(self, channel: str) -> Actions:
        self._waiting.discard(channel)
        if self._waiting:
            return []
        self._stir()
        return [State(DeviceState.TRANSFERRING), *(self._open_user(1) if self._asks_for_consent() else [])]

    def _asks_for_consent(self) -> bool:
        return self._quirks.consent_code >= 0 and CONTROL_POINT in self._channels

    def _open_user(self, user: int) -> Actions:
        self._user = user
        self._stir()
        return [Write(CONTROL_POINT, user_data.encode_consent(Consent(user, self._quirks.consent_code)))]

    def _consented(self, data: bytes) -> Actions:
        """One user after the other, until one is refused: it has no more."""
        self._stir()
        try:
            opened = user_data.decode_response(data) is ConsentResult.SUCCESS
        except Refused as error:
            return [Refuse(CONTROL_POINT, data, error.reason)]
        if opened:
            self._opened_users += 1
            return [Keep(CONTROL_POINT, data)]
        self._user = None
        return [Keep(CONTROL_POINT, data), *(self._ask_if_there() if self._opened_users else [Failed(Reason.PAIRING_REFUSED)])]

    def _answered(self, event: ReadDone | WriteDone | OperationFailed) -> Actions:
        channel = event.channel
        if channel == self._probe:
            self._probe = None
            self.quiet("probe")
            return self._now_drained(was_set=isinstance(event, WriteDone))
        if isinstance(event, OperationFailed) and channel in self._waiting:
            return self._without(channel)
        match event:
            case ReadDone("2A19", data) if len(data) == 1:
                return [State(DeviceState.CONNECTED, battery=data[0])]
            case ReadDone(_, data) if channel == self._clock:
                return self._compared(channel, data)
        return []

    def _without(self, channel: str) -> Actions:
        """A characteristic that is there but cannot be subscribed: the others may do."""
        alone = channel in self._profile.records or channel == self._profile.stream
        others = [one for one in (*self._profile.records, self._profile.stream) if one in self._channels and one != channel]
        return [Failed(Reason.PROTOCOL)] if alone and not others else self._listen(channel)

    def _compared(self, channel: str, data: bytes) -> Actions:
        shown = read_clock(channel, data)
        if shown is None:
            return []
        self._offset = self.offset_from(shown)
        return [] if self._drained else [State(DeviceState.CONNECTED, clock_offset_s=self._offset)]

    # --- what comes ----------------------------------------------------------------------------------------------------
    def _stir(self) -> None:
        self._active_at = self.now
        self._drained = False
        self._probe = None
        self.quiet("linger", "probe")
        self.alarm("quiet", QUIET_SECONDS, self._ask_if_there)

    def _sign(self) -> Actions:
        """A measurement is being taken."""
        self._stir()
        if self._live_since is None:
            self._live_since = self.wall()
        return [State(DeviceState.MEASURING)]

    def _record(self, channel: str, data: bytes) -> Actions:
        self._stir()
        self._received += 1
        found = reason_of(self._profile.records[channel], data)
        if found == "half":
            return [Keep(channel, data)]
        if isinstance(found, str):
            return [Refuse(channel, data, found)]
        return [Result(channel, data, (self._reading(found, data, seen=self._was_seen(found)),)), State(DeviceState.TRANSFERRING)]

    def _streamed(self, channel: str, data: bytes) -> Actions:
        try:
            pair = self._profile.live(data)
        except (Refused, Quarantine) as error:
            return [Refuse(channel, data, error.reason)]
        if pair is None:
            self._steady.fed(self.now, None)
            return [Keep(channel, data)]
        state = self._sign()
        settled = self._steady.fed(self.now, pair)
        if settled is None or any(record in self._channels for record in self._profile.records):
            return [*([] if self._steady.resting else [Keep(channel, data)]), *state]
        return [Result(channel, data, (self._reading(self._profile.settled(settled), data, seen=True),)), *state]

    def _was_seen(self, found: Found) -> bool:
        """True for the record of the measurement whose signs came in: one from the memory is not it."""
        since = self._live_since
        if since is None or found.stored:
            return False
        taken = found.time.local() if found.time else None
        if taken is not None and (self._offset is None or taken + timedelta(seconds=self._offset) < since - LIVE_SLACK):
            return False
        self._live_since = None
        return True

    def _reading(self, found: Found, data: bytes, *, seen: bool) -> Reading:
        if found.time is None:
            self._numbered += 1
        return Reading(
            device=self.device,
            driver=self.driver,
            kind=found.kind,
            values=found.values,
            device_time=found.time.text() if found.time else None,
            clock_offset_s=self._offset,
            # neither number nor time: two equal results would pass for one sent twice
            sequence=None if found.time else self._token + self._numbered,
            user_slot=self._user if found.user is None else found.user,
            flags=found.flags,
            context=found.context,
            seen_taken=seen,
            raw=data,
        )

    # --- the end -------------------------------------------------------------------------------------------------------
    def _ask_if_there(self) -> Actions:
        """Silence is either an empty memory or a dead device: only an answer tells. The clock is set last."""
        if self._user is not None and self._user < MOST_USERS and not self._clock_done:
            return self._open_user(self._user + 1)
        self.alarm("probe", PROBE_SECONDS, lambda: [Failed(Reason.LOST)])
        if self._clock and self._quirks.clock_set and not self._clock_done:
            self._probe, self._clock_done = self._clock, True
            return [Write(self._clock, clock_bytes(self._clock, self.wall()))]
        self._probe = next((channel for channel in (BATTERY, MODEL) if channel in self._channels), None)
        if self._probe:
            return [Read(self._probe)]
        self.quiet("probe")
        return self._now_drained(was_set=False)

    def _now_drained(self, *, was_set: bool) -> Actions:
        self._drained = True
        self._live_since = None
        self.alarm("linger", LINGER_SECONDS, lambda: [Done()])
        if not was_set or self._clock is None:
            return [State(DeviceState.DRAINED)]
        self._offset = None  # a record made from now on is not off by what was measured before
        return [State(DeviceState.DRAINED), Read(self._clock)]

    def _gone(self) -> Actions:
        self.quiet()
        if self._drained or self._steady.resting:
            return [Done()]
        prompt = self._active_at is not None and self.now - self._active_at <= PROMPT_SECONDS
        if not prompt or self._live_since is not None:
            return [Failed(Reason.LOST)]
        return [State(DeviceState.DRAINED if self._received else DeviceState.IDLE), Done()]
