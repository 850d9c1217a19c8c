"""What all sessions with glucose meters on a cable share: knock until a meter answers, ask one thing at a time, then rest.

The cable is there whether or not a meter is on it, so silence to the knock is no failure. A meter on its cable cannot
measure: once its memory was taken, it is taken again only after the meter has been away.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Generic, TypeVar

from device_drivers.errors import Reason
from device_drivers.protocols.byte_stream import Refusal
from device_drivers.protocols.date_time import DeviceTime
from device_drivers.protocols.machine import (
    SERIAL,
    Actions,
    BytesIn,
    Closing,
    Connected,
    Disconnected,
    Done,
    Event,
    Failed,
    Keep,
    Notified,
    Refuse,
    Session,
    State,
    Write,
)
from device_drivers.protocols.refusal import Quarantine, Refused
from device_drivers.protocols.taped_stream import TapedStream
from device_drivers.readings import DeviceState, Kind, Quantity, Reading

KNOCK_SECONDS = 3.0  # between two looks whether a meter was put on the cable
GREET_SECONDS, GREET_TRIES = 1.0, 2
ANSWER_SECONDS, ANSWER_TRIES = 2.0, 3
SETTLE_SECONDS = 0.6  # behind an answer that was asked for twice: the other one may still come
CLOCK_TOLERANCE_S = 60.0  # clocks without seconds are up to a minute off when they are right


FrameT = TypeVar("FrameT")


@dataclass(slots=True)
class _Question:
    data: tuple[bytes, ...]
    seconds: float
    left: int
    silent: Callable[[], Actions]
    said: int = 0


class MeterSession(Session, ABC, Generic[FrameT]):
    """One open cable. channel: what its bytes or reports travel on.

    knocks: False where the meter speaks first. numbered: the protocol itself tells a late answer from the one awaited; else answers that come while none can be
    expected are kept and not looked at.
    """

    channel = SERIAL
    knocks = True
    numbered = False

    def __init__(self, device: str, driver: str) -> None:
        super().__init__(device, driver)
        self.offset: float | None = None
        self.taken_out = False  # the memory of the meter on the cable was taken
        self.stream = self.new_stream()
        self._there = False
        self._question: _Question | None = None
        self._repeated = False
        self._equal: Counter[str] = Counter()  # results of this transfer, by key

    # --- what a family says and understands ----------------------------------------------------------------------------
    @abstractmethod
    def greeting(self) -> bytes:
        """The knock."""

    @abstractmethod
    def new_stream(self) -> TapedStream[FrameT]:
        """The decoder of what the meter sends."""

    @abstractmethod
    def framed_in(self, frame: FrameT, raw: bytes) -> Actions:
        """One frame of the meter; Refused and Quarantine are dealt with."""

    def unpacked(self, data: bytes) -> bytes:
        """The bytes of the conversation in one report or transfer."""
        return data

    def broken_off(self) -> Actions:
        """A long answer stopped before its end: what to do with its beginning."""
        return []

    def farewell(self) -> Actions:
        """The last words before the cable is let go."""
        return []

    # --- events --------------------------------------------------------------------------------------------------------
    def receive(self, event: Event) -> Actions:
        """See machine.Machine."""
        match event:
            case Connected(wall=wall):
                self.told_wall(wall)
                self.stream = self.new_stream()
                return [State(DeviceState.CONNECTED), *self.greet()]
            case BytesIn(data):
                return self.hear(data)
            case Notified(channel, data) if channel == self.channel:
                return self.hear(data)
            case Closing():
                self.quiet()
                return self.farewell() if self._there else []
            case Disconnected():
                self.quiet()
                busy = self._there and not self.taken_out
                return [Failed(Reason.LOST)] if busy else [Done()]
        return []

    # --- hearing -------------------------------------------------------------------------------------------------------
    def hear(self, data: bytes) -> Actions:
        """Bytes of the stream, or one whole report."""
        try:
            return self._found(self.stream.feed(self.unpacked(data)))
        except Refused as error:
            return [Refuse(self.channel, data, error.reason)]

    def _found(self, found: list[tuple[FrameT | Refusal, bytes]]) -> Actions:
        actions: Actions = []
        for frame, raw in found:
            if isinstance(frame, Refusal):
                actions.append(Refuse(self.channel, raw, frame.reason))
            elif self.settling:
                actions.append(Keep(self.channel, raw))
            else:
                actions += self._understood(frame, raw)
        return actions

    def _understood(self, frame: FrameT, raw: bytes) -> Actions:
        try:
            return self.framed_in(frame, raw)
        except (Refused, Quarantine) as error:
            return [Refuse(self.channel, raw, error.reason), *self.unanswerable()]

    def unanswerable(self) -> Actions:
        """An answer nobody understands: it is asked again, at once where nothing else can be meant by it."""
        return [] if self.numbered else self.say_again()

    # --- knocking ------------------------------------------------------------------------------------------------------
    def greet(self) -> Actions:
        """Knocks, over and over."""
        if not self.knocks:
            return []
        return self.ask(self.greeting(), seconds=GREET_SECONDS, tries=GREET_TRIES, silent=self.nobody)

    def nobody(self) -> Actions:
        """The knock was not answered."""
        was_there, self._there, self.taken_out = self._there, False, False
        self.alarm("knock", KNOCK_SECONDS, self.greet)
        return [State(DeviceState.CONNECTED)] if was_there else []

    def welcome(self, go_on: Callable[[], Actions]) -> Actions:
        """The knock was answered: the transfer begins, or nothing has changed since the last one."""
        self.answered()
        self._there = True
        if self.taken_out:
            return self.rest()
        self._equal.clear()
        return [State(DeviceState.TRANSFERRING), *go_on()]

    def drained(self) -> Actions:
        """All of the memory was taken."""
        self.taken_out = True
        return [State(DeviceState.DRAINED), *self.rest()]

    def rest(self) -> Actions:
        """Looks again later."""
        self.answered()
        if self.knocks:
            self.alarm("knock", KNOCK_SECONDS, self.greet)
        return []

    # --- asking --------------------------------------------------------------------------------------------------------
    def ask(
        self,
        *data: bytes,
        seconds: float = ANSWER_SECONDS,
        tries: int = ANSWER_TRIES,
        silent: Callable[[], Actions] | None = None,
    ) -> Actions:
        """Says something until it is answered; `silent` when it never is, by default the session has failed."""
        self.answered()
        self._question = _Question(data, seconds, tries, silent or (lambda: [Failed(Reason.TIMEOUT)]))
        if self._repeated and not self.numbered:
            self._repeated = False
            self.alarm("answer", SETTLE_SECONDS, self.say_again)
            return []
        return self.say_again()

    def say_again(self) -> Actions:
        """The pending question once more, as long as it has tries."""
        question = self._question
        if question is None:
            return []
        if not question.left:
            self.answered()
            return question.silent()
        question.left -= 1
        question.said += 1
        self.alarm("answer", question.seconds, self._silence)
        return self.say(*question.data)

    def _silence(self) -> Actions:
        """What looked like the beginning of an answer was none; a whole one may hide behind it."""
        question = self._question
        actions = self._found(self.stream.reset())
        return [*actions, *self.broken_off(), *self.say_again()] if question is self._question else actions

    def say(self, *data: bytes) -> Actions:
        """Bytes to the meter."""
        return [Write(self.channel, part, response=False) for part in data]

    def answered(self) -> None:
        """Nothing is asked any more."""
        if self._question is not None:
            self._repeated = self._question.said > 1
        self._question = None
        self.quiet("answer")

    @property
    def settling(self) -> bool:
        """Whether the next question waits for a late answer to the last one to pass."""
        return self._question is not None and not self._question.said

    def still_answering(self) -> None:
        """A long answer is coming in: patience begins anew."""
        if self._question is not None:
            self.alarm("answer", self._question.seconds, self._silence)

    @property
    def asking(self) -> bool:
        """Whether an answer is awaited."""
        return self._question is not None

    # --- clock and results ---------------------------------------------------------------------------------------------
    def compare_clock(self, device_time: datetime | None) -> Actions:
        """Tells how far the meter's clock is off."""
        self.offset = None if device_time is None else self.offset_from(device_time)
        return [State(DeviceState.TRANSFERRING, clock_offset_s=self.offset)]

    @property
    def clock_is_off(self) -> bool:
        """Whether the clock needs setting."""
        return self.offset is not None and abs(self.offset) > CLOCK_TOLERANCE_S

    def reading(
        self,
        value: Quantity,
        taken: DeviceTime | None,
        raw: bytes,
        *,
        name: str = "glucose",
        flags: tuple[str, ...] = (),
        meal: str = "",
    ) -> Reading:
        """A stored result. name: 'glucose', or what else the strip measured."""
        one = Reading(
            device=self.device,
            driver=self.driver,
            kind=Kind.GLUCOSE if name == "glucose" else Kind.LABORATORY,
            values=((name, value),),
            device_time=None if taken is None else taken.text(),
            clock_offset_s=self.offset,
            sequence=None,  # places in the memory shift when it is full: time and value say which result it is
            user_slot=None,
            flags=flags,
            context=(("meal", meal),) if meal else (),
            seen_taken=False,
            raw=raw,
        )
        return one if taken is None or taken.second is not None else self._told_apart(one)

    def _told_apart(self, one: Reading) -> Reading:
        """Two people may have the same value in the same minute on one meter: the second is another result. Which of the
        two is called the second makes no difference, as nothing else tells them apart."""
        self._equal[one.key()] += 1
        place = self._equal[one.key()]
        return one if place == 1 else replace(one, mark=str(place))


def within(value: int, low: int, high: int, unit: str = "mg/dL") -> Quantity:
    """A number, or the meter's limit with its comparator: numbers beyond the limits are how the memory says LO and HI."""
    if value < low:
        return Quantity(Decimal(low), unit, "<")
    return Quantity(Decimal(high), unit, ">") if value > high else Quantity(Decimal(value), unit)


def control_flag(control: bool) -> tuple[str, ...]:
    """The flag of a result that is nobody's."""
    return ("control_solution",) if control else ()
