"""Drives a machine against a brain in memory: no radio, no waiting, a clock that jumps to the next alarm."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from datetime import timedelta

from device_drivers.protocols.machine import (
    SERIAL,
    Action,
    Actions,
    BytesIn,
    Connected,
    Disconnected,
    Done,
    Event,
    Failed,
    Keep,
    Machine,
    Notified,
    OperationFailed,
    Read,
    ReadDone,
    Refuse,
    Result,
    State,
    Subscribe,
    Subscribed,
    Wait,
    Write,
    WriteDone,
)
from device_drivers.readings import DeviceState, Reading
from device_drivers.virtual.brain import Brain

STEPS = 20_000


class Pump:
    """actions: everything the machine said. now: seconds; the brain's world moves along where it is given `move`.

    piece: notifications arrive in pieces of so many bytes. slow: so many seconds pass before each.
    """

    def __init__(
        self,
        machine: Machine,
        brain: Brain,
        *,
        piece: int | None = None,
        slow: float = 0.0,
        move: Callable[[float], None] | None = None,
    ) -> None:
        self.machine = machine
        self.brain = brain
        self.actions: Actions = []
        self.now = 1.0
        self.over = False
        self._piece = piece
        self._slow = slow
        self._move = move
        self._queue: deque[Action] = deque()

    # --- what came of it ---
    @property
    def readings(self) -> list[Reading]:
        return [reading for action in self.actions if isinstance(action, Result) for reading in action.readings]

    @property
    def refusals(self) -> list[str]:
        return [action.reason for action in self.actions if isinstance(action, Refuse)]

    @property
    def journal(self) -> list[Keep | Result | Refuse]:
        return [action for action in self.actions if isinstance(action, Keep | Result | Refuse)]

    @property
    def states(self) -> list[DeviceState]:
        return [action.state for action in self.actions if isinstance(action, State)]

    @property
    def ending(self) -> Done | Failed | None:
        return next((action for action in self.actions if isinstance(action, Done | Failed)), None)

    @property
    def battery(self) -> int | None:
        return next((action.battery for action in self.actions if isinstance(action, State) and action.battery is not None), None)

    # --- driving ---
    def connect(self) -> Pump:
        self.brain.connected()
        wall = self.brain.clock.now() - timedelta(seconds=self.brain.clock.error_s())
        self.feed(Connected(self.brain.channels(), wall))
        if self.brain.channels() == {SERIAL}:
            self.brain.subscribed(SERIAL)
        return self

    def feed(self, event: Event) -> None:
        for actions in (self.machine.tick(self.now), self.machine.receive(event)):
            self._take(actions)

    def run(self, until: Callable[[], bool] = lambda: False, seconds: float = 600.0) -> Pump:
        """Until the session is over, `until()` holds, or so much time has passed."""
        end = self.now + seconds
        for _ in range(STEPS):
            if self.over or until():
                return self
            if self._queue:
                self._perform(self._queue.popleft())
            elif self.brain.outbox:
                self._deliver()
            elif self.brain.off:
                self.hang_up()
            elif self.machine.due is not None and self.machine.due <= end:
                self.wait(max(0.0, self.machine.due - self.now))
            else:
                return self
        raise AssertionError("the session does not end")

    def wait(self, seconds: float) -> None:
        self.now += seconds
        if self._move is not None:
            self._move(seconds)
        self._take(self.machine.tick(self.now))

    def hang_up(self) -> None:
        self.brain.gone()
        self.brain.off = False
        self._queue.clear()
        if not self.over:
            self.feed(Disconnected())

    def _take(self, actions: Actions) -> None:
        self.actions += actions
        self._queue.extend(actions)

    def _perform(self, action: Action) -> None:
        match action:
            case Write(channel, data, response):
                self.brain.write(channel, data)
                if response and channel != SERIAL:
                    self.feed(WriteDone(channel))
            case Read(channel):
                offered = channel in self.brain.channels()
                self.feed(ReadDone(channel, self.brain.read(channel)) if offered else OperationFailed(channel, 0))
            case Subscribe(channel):
                self.brain.subscribed(channel)
                self.feed(Subscribed(channel))
            case Wait(seconds):
                self.wait(seconds)
            case Done() | Failed():
                self.over = True

    def _deliver(self) -> None:
        channel, data = self.brain.outbox.popleft()
        size = self._piece or max(len(data), 1)
        for at in range(0, max(len(data), 1), size):
            part = data[at : at + size]
            if self._slow:
                self.wait(self._slow)
            self.feed(BytesIn(part) if channel == SERIAL else Notified(channel, part))
        self.brain.confirmed(channel, data)
