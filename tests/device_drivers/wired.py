"""A machine wired to the inside of a virtual device: no radio, no loop, time only as it is told."""

# ruff: noqa: DTZ001 - a device's clock has no zone
from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

from device_drivers.errors import Reason
from device_drivers.protocols.machine import (
    Action,
    Block,
    Connected,
    Disconnected,
    Done,
    Event,
    Failed,
    Keep,
    Machine,
    Notified,
    Read,
    ReadDone,
    Recorded,
    Refuse,
    Result,
    State,
    Subscribe,
    Subscribed,
    Wait,
    Write,
    WriteDone,
)
from device_drivers.readings import EcgBlock, Reading, Recording

WALL = datetime(2026, 3, 5, 8, 41, 20)
Said = Iterable[tuple[str, bytes]]


class Wired:
    """answer(channel, data): notifications a device sends because of a write. mtu: the longest piece; channel without
    radio has none. drop(channel, data): True where a notification gets lost."""

    def __init__(
        self,
        machine: Machine,
        channels: Iterable[str],
        answer: Callable[[str, bytes], Said],
        *,
        mtu: int = 512,
        read: Callable[[str], bytes] = lambda _: b"",
        damage: Callable[[bytes], bytes] = lambda data: data,
    ) -> None:
        self.machine = machine
        self.channels = frozenset(channels)
        self.now = 0.0
        self.actions: list[Action] = []
        self.ended: Reason | bool | None = None  # True = done, a reason = failed
        self._answer = answer
        self._read = read
        self._mtu = mtu
        self._damage = damage
        self._events: deque[Event] = deque()

    def seconds(self) -> float:
        """The device's own time since it was switched on."""
        return self.now

    def world(self) -> datetime:
        """True time in UTC at this moment of the test."""
        return (WALL - timedelta(hours=8) + timedelta(seconds=self.now)).replace(tzinfo=UTC)

    def connect(self) -> Wired:
        self.give(Connected(self.channels, WALL + timedelta(seconds=self.now)))
        return self

    def give(self, event: Event) -> None:
        self._events.append(event)
        self._settle()

    def _settle(self) -> None:
        while self._events:
            following = self._events.popleft()
            self._take(self.machine.tick(self.now))
            self._take(self.machine.receive(following))

    def notify(self, channel: str, data: bytes) -> None:
        """The device speaks unasked."""
        self._hear(channel, data)
        self._settle()

    def run(self, seconds: float, step: float = 0.25) -> Wired:
        """Time passes; stops when the session is over."""
        end = self.now + seconds
        while self.now < end and self.ended is None:
            self.now += step
            self._take(self.machine.tick(self.now))
            self._settle()
        return self

    def lose(self) -> None:
        self.give(Disconnected())

    def _take(self, actions: list[Action]) -> None:
        for action in actions:
            self.actions.append(action)
            match action:
                case Done():
                    self.ended = self.ended or True
                case Failed(reason):
                    self.ended = self.ended or reason
                case Subscribe(channel):
                    self._events.append(Subscribed(channel))
                case Read(channel):
                    self._events.append(ReadDone(channel, self._read(channel)))
                case Write(channel, data, response):
                    if response:
                        self._events.append(WriteDone(channel))
                    for said, answer in self._answer(channel, data):
                        self._hear(said, self._damage(answer))
                case Wait():
                    pass

    def _hear(self, channel: str, data: bytes) -> None:
        self._events.extend(Notified(channel, data[at : at + self._mtu]) for at in range(0, len(data), self._mtu))

    # --- what came of it -----------------------------------------------------------------------------------------------
    @property
    def blocks(self) -> list[EcgBlock]:
        return [action.block for action in self.actions if isinstance(action, Block)]

    @property
    def recordings(self) -> list[Recording]:
        return [action.recording for action in self.actions if isinstance(action, Recorded)]

    @property
    def readings(self) -> list[Reading]:
        return [reading for action in self.actions if isinstance(action, Result) for reading in action.readings]

    @property
    def refusals(self) -> list[str]:
        return [action.reason for action in self.actions if isinstance(action, Refuse)]

    @property
    def kept(self) -> bytes:
        """Everything journalled, in order."""
        return b"".join(action.raw for action in self.actions if isinstance(action, Keep | Result | Refuse | Recorded))

    @property
    def states(self) -> list[State]:
        return [action for action in self.actions if isinstance(action, State)]

    @property
    def written(self) -> list[bytes]:
        return [action.data for action in self.actions if isinstance(action, Write)]


def joined(blocks: Iterable[EcgBlock], lead: str) -> dict[int, int | None]:
    """Running index -> sample of one lead; an index that comes twice is an error."""
    samples: dict[int, int | None] = {}
    for block in blocks:
        if block.lead == lead:
            for at, sample in enumerate(block.samples, block.first):
                assert at not in samples, "a sample came twice"
                samples[at] = sample
    return samples
