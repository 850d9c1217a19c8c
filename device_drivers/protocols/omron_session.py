"""A session with an Omron cuff or scale over its own service: unlock or agree on a key, read the memory, mend the clock.

The device forgets nothing when it is read, so every session gives the whole memory, oldest record first. Its clock is read
before anything is written; what is written is its clock and, where that is documented, "nothing unread".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from device_drivers.errors import Reason
from device_drivers.protocols import omron
from device_drivers.protocols.machine import (
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
    Paired,
    ReadDone,
    Refuse,
    Result,
    Session,
    State,
    Subscribe,
    Subscribed,
    Write,
    read_if_offered,
)
from device_drivers.protocols.omron import KEY_SIZE, NONCE_SIZE, OmronFrame, Op, Unlock
from device_drivers.protocols.omron_channels import FROM, TO, UNLOCK, Assembly, writes
from device_drivers.protocols.omron_memory import MemoryMap, SlotValues, Span, UserMap
from device_drivers.protocols.omron_records import decode_clock
from device_drivers.protocols.refusal import Refused
from device_drivers.readings import DeviceState, Reading

MODEL, BATTERY = "2A24", "2A19"
REPLY_SECONDS = 5.0
UNLOCK_SECONDS = 5.0
ATTEMPTS = 4
CLOCK_SLACK_SECONDS = 30.0  # its memory wears: a clock that is nearly right is left alone
NOT_BONDED = frozenset({0x05, 0x0E, 0x0F})  # ATT: insufficient authentication, unlikely error, insufficient encryption

Answered = Callable[[OmronFrame, bytes], Actions]


@dataclass(frozen=True, slots=True)
class _Command:
    """What was asked, who takes the answer, and who takes the device's no."""

    data: bytes
    answered: Answered
    refused: Callable[[], Actions]


class OmronSession(Session):
    """One connection to one device.

    maps: memory maps by the model number the device tells (upper case). model: taken where it tells none. key: agreed on in
    an earlier session, b"" = none yet. fresh: 16 random bytes, the key of a first session, else the token.
    """

    def __init__(self, device: str, driver: str, maps: Mapping[str, MemoryMap], model: str, key: bytes, fresh: bytes) -> None:
        super().__init__(device, driver)
        self._maps = maps
        self._map = maps.get(model.upper())
        self._key = key
        self._fresh = fresh[:KEY_SIZE]
        self._channels: frozenset[str] = frozenset()
        self._subscribing: set[str] = set()
        self._subscribed: Callable[[], Actions] = list
        self._unlocking: tuple[Unlock, bytes] | None = None
        self._assembly = Assembly()
        self._asked: _Command | None = None
        self._attempts = 0
        self._is_open = False  # the memory, until its end is said
        self._spans: list[tuple[int, Span]] = []  # still to be read, with the user's number
        self._part = b""  # of a slot that does not fit into one read
        self._counters = b""
        self._clock_block = b""
        self._offset: float | None = None

    @property
    def _memory(self) -> MemoryMap:
        if self._map is None:
            raise LookupError("no memory map before the model is known")
        return self._map

    def receive(self, event: Event) -> Actions:
        """See machine.Machine."""
        match event:
            case Connected(channels, wall):
                self.told_wall(wall)
                return self._connected(channels)
            case ReadDone(channel, data):
                return self._told(channel, data)
            case Subscribed(channel) if channel in self._subscribing:
                self._subscribing.discard(channel)
                return [] if self._subscribing else self._subscribed()
            case Notified(channel, data) if channel == UNLOCK:
                return self._unlock_answered(data)
            case Notified(channel, data) if channel in FROM and self._asked is not None:
                return self._heard(FROM.index(channel), channel, data)
            case OperationFailed(channel, code) if channel not in (MODEL, BATTERY):
                return self._give_up(Reason.PAIRING_REFUSED if code in NOT_BONDED else Reason.PROTOCOL)
            case Disconnected():
                self.quiet()
                return [Failed(Reason.LOST)]
            case Closing():
                return self._last_words()
        return []

    # --- opening -------------------------------------------------------------------------------------------------------
    def _connected(self, channels: frozenset[str]) -> Actions:
        if TO[0] not in channels or FROM[0] not in channels:
            return [Failed(Reason.NOT_SUPPORTED)]
        self._channels = channels
        told = read_if_offered(channels, (MODEL, BATTERY))
        # the other channels wait until it is unlocked: some devices answer nothing when all are subscribed before
        return [State(DeviceState.CONNECTED), *told, *self._subscribe((FROM[0], UNLOCK), self._begin)]

    def _subscribe(self, channels: Sequence[str], then: Callable[[], Actions]) -> Actions:
        offered = [channel for channel in channels if channel in self._channels]
        self._subscribing, self._subscribed = set(offered), then
        return [Subscribe(channel) for channel in offered] if offered else then()

    def _told(self, channel: str, data: bytes) -> Actions:
        if channel == MODEL:
            self._map = self._maps.get(data.decode("ascii", "replace").strip(" \x00").upper(), self._map)
        if channel == BATTERY and len(data) == 1:
            return [State(DeviceState.CONNECTED, battery=data[0])]
        return []

    def _begin(self) -> Actions:
        if self._map is None or (self._map.unlock is not None and UNLOCK not in self._channels):
            return [Failed(Reason.NOT_SUPPORTED)]  # a guessed map would give numbers that are none
        self._assembly = Assembly(four=self._map.four_channels)
        if self._map.unlock is Unlock.TOKEN:
            return self._say(Unlock.TOKEN, self._fresh[:NONCE_SIZE])
        if self._map.unlock is Unlock.KEY:
            return self._say(Unlock.KEY, self._key) if self._key else self._say(Unlock.MAY_I_SET_A_KEY)
        return self._listen()

    # --- unlocking -----------------------------------------------------------------------------------------------------
    def _say(self, unlock: Unlock, secret: bytes = b"") -> Actions:
        self._unlocking = (unlock, secret)
        self.alarm("unlock", UNLOCK_SECONDS, lambda: self._give_up(Reason.PAIRING_REFUSED))
        return [Write(UNLOCK, omron.unlock_word(unlock, secret), response=unlock is not Unlock.TOKEN)]

    def _unlock_answered(self, data: bytes) -> Actions:
        if self._unlocking is None:
            return []
        unlock, secret = self._unlocking
        yes = omron.unlocked(unlock, data, secret)
        if yes is None:
            return []
        self._unlocking = None
        self.quiet("unlock")
        if not yes:
            # a key that was right once: another host has set its own since
            return self._give_up(Reason.BOND_ELSEWHERE if unlock is Unlock.KEY else Reason.PAIRING_REFUSED)
        if unlock is Unlock.MAY_I_SET_A_KEY:
            return self._say(Unlock.NEW_KEY, self._fresh)
        return [Paired(self._fresh), *self._listen()] if unlock is Unlock.NEW_KEY else self._listen()

    def _listen(self) -> Actions:
        return self._subscribe(FROM[1:], self._start) if self._memory.four_channels else self._start()

    # --- commands ------------------------------------------------------------------------------------------------------
    def _ask(self, data: bytes, answered: Answered, refused: Callable[[], Actions] | None = None) -> Actions:
        self._asked = _Command(data, answered, refused or (lambda: self._give_up(Reason.DEVICE_ERROR)))
        self._attempts = 0
        return self._send()

    def _send(self) -> Actions:
        if self._asked is None:
            return []
        if self._attempts == ATTEMPTS:
            return self._give_up(Reason.TIMEOUT)
        self._attempts += 1
        self._assembly.reset()
        self.alarm("reply", REPLY_SECONDS, self._send)
        return writes(self._asked.data, four=self._memory.four_channels)

    def _heard(self, number: int, channel: str, data: bytes) -> Actions:
        raw = self._assembly.take(number, data)
        if raw is None or self._asked is None:
            return []
        try:
            frame = omron.decode_frame(raw)
        except Refused as error:
            return [Refuse(channel, raw, error.reason), *self._send()]
        return self._answered(self._asked, frame, raw)

    def _answered(self, asked: _Command, frame: OmronFrame, raw: bytes) -> Actions:
        command = omron.decode_frame(asked.data)
        ours = frame.type == command.answer_to and frame.address == command.address
        if not ours and frame.op is not Op.END_REPLY:
            return []  # late: the answer to something asked before
        self.quiet("reply")
        self._asked = None
        good = ours and not frame.result and (command.op is not Op.READ or len(frame.payload) == command.size)
        return asked.answered(frame, raw) if good else [Keep(FROM[0], raw), *asked.refused()]

    # --- reading -------------------------------------------------------------------------------------------------------
    def _start(self) -> Actions:
        self._is_open = True  # from the moment it was asked to be
        return [State(DeviceState.TRANSFERRING), *self._ask(omron.start(), self._opened)]

    def _opened(self, _: OmronFrame, __: bytes) -> Actions:
        return self._read(self._memory.counters_span, self._keep_counters, self._read_clock)

    def _read(self, span: Span | None, keep: Callable[[bytes], Actions], then: Callable[[], Actions]) -> Actions:
        """Reads a block for the session's own use; a device that has it not, or does not give it, goes on all the same."""
        if span is None:
            return then()
        return self._ask(omron.read(span.address, span.size), lambda frame, _: [*keep(frame.payload), *then()], then)

    def _keep_counters(self, block: bytes) -> Actions:
        self._counters = block
        return []

    def _read_clock(self) -> Actions:
        return self._read(self._memory.clock_span, self._compare_clocks, self._plan)

    def _compare_clocks(self, block: bytes) -> Actions:
        self._clock_block = block
        try:
            local = decode_clock(block, self._memory.clock).local()
        except Refused:
            return []  # never set: how far it is off is not known
        if local is None:
            return []
        self._offset = self.offset_from(local)
        return [State(DeviceState.TRANSFERRING, clock_offset_s=self._offset)]

    def _plan(self) -> Actions:
        rings: list[UserMap] = list(self._memory.users)
        self._spans = [(number, span) for number, ring in enumerate(rings, 1) for span in self._memory.reads(ring, self._counters)]
        return self._next()

    def _next(self) -> Actions:
        if not self._spans:
            return self._mend_clock()
        user, span = self._spans.pop(0)
        return self._ask(
            omron.read(span.address, span.size),
            lambda frame, raw: [*self._slots(user, frame.payload, raw), *self._next()],
            lambda: self._skip(user),
        )

    def _skip(self, user: int) -> Actions:
        """A user nobody registered: some devices do not serve its memory."""
        self._part = b""
        self._spans = [(number, span) for number, span in self._spans if number != user]
        return self._next()

    def _slots(self, user: int, payload: bytes, raw: bytes) -> Actions:
        data, size = self._part + payload, self._memory.record_size
        whole = len(data) // size * size
        self._part = data[whole:]
        readings: list[Reading] = []
        refused: Actions = []
        for slot in (data[at : at + size] for at in range(0, whole, size)):
            try:
                values = self._memory.decode(slot)
            except Refused as error:
                refused.append(Refuse(FROM[0], slot, error.reason))
                continue
            if values is not None and values.error:
                refused.append(Refuse(FROM[0], slot, Reason.DEVICE_ERROR.value))
            elif values is not None:
                readings.append(self._reading(user, values, slot))
        return [Result(FROM[0], raw, tuple(readings)) if readings else Keep(FROM[0], raw), *refused]

    def _reading(self, user: int, values: SlotValues, slot: bytes) -> Reading:
        return Reading(
            device=self.device,
            driver=self.driver,
            kind=values.kind,
            values=values.values,
            device_time=values.time.text(),
            clock_offset_s=self._offset,
            sequence=None,
            user_slot=user,
            flags=values.flags,
            context=(),
            seen_taken=False,
            raw=slot,
        )

    # --- the end -------------------------------------------------------------------------------------------------------
    def _mend_clock(self) -> Actions:
        right = self._offset is not None and abs(self._offset) <= CLOCK_SLACK_SECONDS
        # to the nearest second, not down
        frame = None if right else self._memory.set_clock(self._clock_block, self.wall() + timedelta(milliseconds=500))
        return self._write(frame, self._reset_unread)

    def _reset_unread(self) -> Actions:
        return self._write(self._memory.reset_unread(self._counters), self._say_end)

    def _write(self, frame: bytes | None, then: Callable[[], Actions]) -> Actions:
        """A device that does not take it has given its records all the same."""
        return then() if frame is None else self._ask(frame, lambda _, __: then(), then)

    def _say_end(self) -> Actions:
        return self._ask(omron.end(), lambda _, __: self._ended(), self._ended)

    def _ended(self) -> Actions:
        self._is_open = False
        self.quiet()
        return [State(DeviceState.DRAINED), Done()]

    def _last_words(self) -> Actions:
        """A device whose memory is left open shows an error until somebody resets it."""
        self.quiet()
        self._asked = None
        if not self._is_open:
            return []
        self._is_open = False
        return writes(omron.end(), four=self._memory.four_channels)

    def _give_up(self, reason: Reason) -> Actions:
        return [*self._last_words(), Failed(reason)]
