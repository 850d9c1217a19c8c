"""A session with a TaiDoc meter, over Bluetooth or a serial line: model, clock, then every record from the newest on.

The meters number nothing and know no "since", so the whole memory is read and what is known already is told apart by its
key; the newest comes first, so nobody waits. Over a serial line the meter stays, and only records not seen before in the
session are taken again. The clock is set last: on some of them setting it first blocks the memory.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from device_drivers.errors import Reason
from device_drivers.protocols import taidoc
from device_drivers.protocols.byte_stream import Refusal
from device_drivers.protocols.date_time import DeviceTime
from device_drivers.protocols.machine import (
    SERIAL,
    Actions,
    BytesIn,
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
    Refuse,
    Result,
    Session,
    State,
    Subscribe,
    Subscribed,
    Write,
)
from device_drivers.protocols.refusal import Quarantine, Refused
from device_drivers.protocols.steady import Steady
from device_drivers.protocols.taidoc import Command, RecordTime, TaiDocFrame
from device_drivers.protocols.taidoc_results import Finding, of_saturation, of_scale
from device_drivers.protocols.taped_stream import TapedStream, only_kept
from device_drivers.readings import DeviceState, Reading

CHANNEL = "00001524-1212-efde-1523-785feabcd123"
SERVICE = "00001523-1212-efde-1523-785feabcd123"

ANSWER_SECONDS = 2.0
TRIES = 3
POLL_SECONDS = 15.0  # a meter on a cable is asked whether it has something new
LIVE_SECONDS = 1.0
LIVE_SILENCE = 20.0  # finger out: the oximeter is left alone
FAREWELL_SECONDS = 1.0
CLOCK_TOLERANCE_S = 90.0  # the clocks keep minutes only

Interpret = Callable[[bytes, RecordTime], Finding]


@dataclass(frozen=True, slots=True)
class Talk:
    """How one model is spoken to. interpret: what its four bytes mean, None = it is a scale. users: its slots, () = none.

    live: it is asked for the value of this moment instead of its memory.
    """

    interpret: Interpret | None
    users: tuple[int, ...] = ()
    live: bool = False


class TaiDocSession(Session):
    """One connection. token: see manifest.Opening. talk: None = by the first two digits of the model number it tells."""

    def __init__(self, device: str, driver: str, token: int, talk: Talk | None, families: Mapping[str, Talk]) -> None:
        super().__init__(device, driver)
        self._token = token
        self._known_talk = talk
        self._families = families
        self._channel = CHANNEL
        self._stream: TapedStream[TaiDocFrame] = TapedStream(taidoc.meter_stream(), lambda frame: frame.size)
        self._offset: float | None = None
        self._asked: tuple[Command, bytes] | None = None
        self._tries = 0
        self._users: list[int] = []
        self._count = self._index = 0
        self._time: tuple[RecordTime, bytes] | None = None
        self._seen: set[bytes] = set()  # records of the rounds before
        self._round: set[bytes] = set()
        self._steady = Steady()
        self._over = False

    def receive(self, event: Event) -> Actions:
        """See machine.Machine."""
        match event:
            case Connected(channels, wall):
                self.told_wall(wall)
                return self._open(channels)
            case Subscribed():
                return self._ask(Command.READ_MODEL)
            case Notified(_, data) | BytesIn(data):
                return [action for frame, raw in self._stream.feed(data) for action in self._heard(frame, raw)]
            case OperationFailed():
                return [Failed(Reason.PROTOCOL)]
            case Cancel():
                return [Failed(Reason.CANCELLED)]
            case Closing():
                return only_kept(self._fell_silent())
            case Disconnected():
                return [*only_kept(self._fell_silent()), Done() if self._over else Failed(Reason.LOST)]
        return []

    def _open(self, channels: frozenset[str]) -> Actions:
        if SERIAL in channels:
            self._channel = SERIAL
            return [State(DeviceState.CONNECTED), *self._ask(Command.CONNECT)]
        if CHANNEL not in channels:
            return [Failed(Reason.NOT_SUPPORTED)]
        return [State(DeviceState.CONNECTED), Subscribe(CHANNEL)]

    # --- asking --------------------------------------------------------------------------------------------------------
    def _ask(self, command: Command, payload: bytes = bytes(4)) -> Actions:
        self._asked, self._tries = (command, payload), 1
        self.alarm("answer", ANSWER_SECONDS, self._unanswered)
        return [Write(self._channel, taidoc.ask(command, payload))]

    def _fell_silent(self) -> Actions:
        """What looked like the beginning of a frame was none; a whole one may hide behind it."""
        return [action for frame, raw in self._stream.reset() for action in self._heard(frame, raw)]

    def _unanswered(self) -> Actions:
        asked, heard = self._asked, self._fell_silent()
        return [*heard, *self._asked_again()] if self._asked is asked else heard

    def _asked_again(self) -> Actions:
        """A lost frame is asked for again; a meter need not know its greeting, its model or its clock."""
        if self._asked is None:
            return []
        command, payload = self._asked
        if self._tries < TRIES:
            self._tries += 1
            self.alarm("answer", ANSWER_SECONDS, self._unanswered)
            return [Write(self._channel, taidoc.ask(command, payload))]
        match command:
            case Command.CONNECT | Command.READ_MODEL | Command.READ_CLOCK | Command.SET_CLOCK:
                return self._next(command)
            case Command.POWER_OFF:
                return [Done()]
            case Command.READ_COUNT if self._users[0] > 1:
                return self._next_user()  # it has fewer users than others of its family
        return [Failed(Reason.TIMEOUT)]

    def _next(self, done: Command) -> Actions:
        """What follows a question that was answered, or that nobody answers."""
        match done:
            case Command.CONNECT:
                return self._ask(Command.READ_MODEL)
            case Command.READ_MODEL:
                return self._ask(Command.READ_CLOCK)
            case Command.READ_CLOCK:
                return [State(DeviceState.TRANSFERRING), *self._begin()]
        return self._part()

    @property
    def _talk(self) -> Talk:
        if self._known_talk is None:
            raise LookupError("not known how to speak to it before its model is")
        return self._known_talk

    def _begin(self) -> Actions:
        if self._known_talk is None:
            return [Failed(Reason.NOT_SUPPORTED)]  # what its bytes mean must not be guessed
        if self._talk.interpret is None:
            return self._ask(Command.READ_SCALE, bytes((2, 0, 0)))
        if self._talk.live:
            self.alarm("silence", LIVE_SILENCE, self._finish)
            return self._ask(Command.READ_SPO2)
        self._seen |= self._round
        self._round = set()
        self._users = list(self._talk.users) or [0]
        return self._ask_count()

    def _ask_count(self) -> Actions:
        return self._ask(Command.READ_COUNT, bytes((self._users[0], 0, 0, 0)))

    def _ask_record(self, command: Command) -> Actions:
        return self._ask(command, self._index.to_bytes(2, "little") + bytes((0, self._users[0])))

    # --- answers -------------------------------------------------------------------------------------------------------
    def _heard(self, frame: TaiDocFrame | Refusal, raw: bytes) -> Actions:
        if isinstance(frame, Refusal):
            return [Refuse(self._channel, raw, frame.reason)]
        if not frame.from_meter:
            return []  # some adapters echo what the host said
        if frame.command == taidoc.HELLO:
            return [Keep(self._channel, raw), *self._greeted()]
        if self._asked is None or not self._answers(frame):
            return [Refuse(self._channel, raw, "unasked")]
        return self._answered(frame, raw)

    def _answers(self, frame: TaiDocFrame) -> bool:
        asked = self._asked[0] if self._asked else None
        greeting = asked is Command.CONNECT and frame.command == Command.READ_MODEL
        return frame.command == asked or greeting

    def _greeted(self) -> Actions:
        """It was switched on, or has just been used: what was asked meanwhile it has not heard."""
        if self._asked is None:
            return self._begin() if self._channel == SERIAL else []
        command, payload = self._asked
        self.alarm("answer", ANSWER_SECONDS, self._unanswered)
        return [Write(self._channel, taidoc.ask(command, payload))]

    def _answered(self, frame: TaiDocFrame, raw: bytes) -> Actions:
        asked = self._asked[0] if self._asked else Command.CONNECT
        self._asked = None
        self.quiet("answer")
        match asked:
            case Command.READ_MODEL:
                self._told_model(frame.payload)
            case Command.READ_CLOCK:
                return [Keep(self._channel, raw), *self._told_clock(frame.payload), *self._next(asked)]
            case Command.READ_COUNT:
                return [Keep(self._channel, raw), *self._told_count(frame.payload)]
            case Command.READ_RESULT_TIME:
                return self._told_time(frame.payload, raw)
            case Command.READ_RESULT_VALUE:
                return self._told_value(frame.payload, raw)
            case Command.READ_SPO2:
                return self._told_live(frame.payload, raw)
            case Command.READ_SCALE:
                return self._told_weighing(raw)
            case Command.POWER_OFF:
                return self._said_goodbye()
        return [Keep(self._channel, raw), *self._next(asked)]

    def _told_model(self, payload: bytes) -> None:
        if self._known_talk is None:
            self._known_talk = self._families.get(taidoc.model_text(payload)[:2])

    def _told_clock(self, payload: bytes) -> Actions:
        try:
            shown = taidoc.record_time(payload).time.local()
        except Quarantine:
            return []
        if shown is None:
            return []
        self._offset = self.offset_from(shown)
        return [State(DeviceState.CONNECTED, clock_offset_s=self._offset)]

    def _told_count(self, payload: bytes) -> Actions:
        self._count, self._index = int.from_bytes(payload[:2], "little"), 0
        return self._ask_record(Command.READ_RESULT_TIME) if self._count else self._next_user()

    def _told_time(self, payload: bytes, raw: bytes) -> Actions:
        try:
            self._time = (taidoc.record_time(payload), raw)
        except Quarantine as error:
            self._time = None
            return [Refuse(self._channel, raw, error.reason), *self._ask_record(Command.READ_RESULT_VALUE)]
        return [Keep(self._channel, raw), *self._ask_record(Command.READ_RESULT_VALUE)]

    def _told_value(self, payload: bytes, raw: bytes) -> Actions:
        if self._time is None:
            return [Refuse(self._channel, raw, "no_time"), *self._next_record()]
        time, time_raw = self._time
        mark = bytes((self._users[0],)) + time_raw + raw
        if mark in self._seen:
            return [Keep(self._channel, raw), *self._next_user()]  # from here on all is known
        self._round.add(mark)
        try:
            finding = self._interpreted(payload, time)
        except Quarantine as error:
            return [Refuse(self._channel, time_raw + raw, error.reason), *self._next_record()]
        reading = self._reading(finding, time.time, time_raw + raw)
        return [Result(self._channel, raw, (reading,)), *self._next_record()]

    def _interpreted(self, payload: bytes, time: RecordTime) -> Finding:
        if self._talk.interpret is None:
            raise Quarantine("unknown")
        return self._talk.interpret(payload, time)

    def _next_record(self) -> Actions:
        self._index += 1
        return self._ask_record(Command.READ_RESULT_TIME) if self._index < self._count else self._next_user()

    def _next_user(self) -> Actions:
        self._users.pop(0)
        return self._ask_count() if self._users else self._finish()

    def _told_weighing(self, raw: bytes) -> Actions:
        try:
            result = taidoc.decode_scale(raw)
        except (Refused, Quarantine) as error:
            return [Refuse(self._channel, raw, error.reason), *self._finish()]
        if result is None:
            return [Keep(self._channel, raw), *self._finish()]
        return [Result(self._channel, raw, (self._reading(of_scale(result), result.time, raw),)), *self._finish()]

    # --- an oximeter on a finger ---------------------------------------------------------------------------------------
    def _told_live(self, payload: bytes, raw: bytes) -> Actions:
        self.alarm("live", LIVE_SECONDS, lambda: self._ask(Command.READ_SPO2))
        saturation, pulse = payload[0], payload[3]
        valid = 0 < saturation <= 100 and pulse > 0
        if valid:
            self.alarm("silence", LIVE_SILENCE, self._finish)
        settled = self._steady.fed(self.now, (saturation, pulse) if valid else None)
        if settled is None:
            return [Keep(self._channel, raw), State(DeviceState.MEASURING if valid else DeviceState.CONNECTED)]
        reading = self._reading(of_saturation(*settled), None, raw)
        return [Result(self._channel, raw, (reading,)), State(DeviceState.MEASURING)]

    # --- readings and the end ------------------------------------------------------------------------------------------
    def _reading(self, finding: Finding, time: DeviceTime | None, raw: bytes) -> Reading:
        live = time is None
        slot = self._users[0] if self._users and self._users[0] else None
        return Reading(
            device=self.device,
            driver=self.driver,
            kind=finding.kind,
            values=finding.values,
            device_time=None if time is None else time.text(),
            clock_offset_s=self._offset,
            sequence=self._token + self._steady.count if live else None,
            user_slot=finding.user_slot if finding.user_slot is not None else slot,
            flags=finding.flags,
            context=finding.context,
            seen_taken=live,
            raw=raw,
        )

    def _finish(self) -> Actions:
        """All is read: the clock next, where it is off by more than it can show."""
        self.quiet()
        if self._offset is not None and abs(self._offset) > CLOCK_TOLERANCE_S:
            now = DeviceTime.of(self.wall() + timedelta(seconds=30))  # to the nearest minute
            self._offset = None
            return self._ask(Command.SET_CLOCK, taidoc.encode_date_word(now))
        return self._part()

    def _part(self) -> Actions:
        """Over the air the meter is switched off, which is what its maker's program does; on a cable it is asked again."""
        self.quiet()
        self._over = True
        if self._channel != SERIAL:
            return [State(DeviceState.DRAINED), *self._ask(Command.POWER_OFF)]
        self.alarm("poll", POLL_SECONDS, self._begin)
        return [State(DeviceState.DRAINED)]

    def _said_goodbye(self) -> Actions:
        self.alarm("farewell", FAREWELL_SECONDS, lambda: [Done()])
        return []
