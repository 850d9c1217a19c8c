"""A session and a virtual instrument that speaks by itself, without any line: what one says the other hears at once."""

# ruff: noqa: DTZ001 - a device's clock has no zone
from __future__ import annotations

from datetime import UTC, datetime, timedelta

from device_drivers import registry
from device_drivers.hub import CHINA
from device_drivers.manifest import Opening
from device_drivers.protocols.machine import (
    SERIAL,
    Action,
    Actions,
    BytesIn,
    Connected,
    Event,
    Failed,
    Keep,
    Notified,
    Presented,
    Refuse,
    Result,
    State,
    Write,
)
from device_drivers.readings import Card, DeviceState, KnownDevice, Quantity, Reading, Scan
from device_drivers.virtual.device_clock import DeviceClock, Taken
from device_drivers.virtual.instrument import Instrument

WALL = datetime(2026, 3, 5, 8, 41, 20)


def clock() -> DeviceClock:
    """Stands still at WALL."""
    return DeviceClock(lambda: (WALL - timedelta(hours=8)).replace(tzinfo=UTC), CHINA)


class Bench:
    """One conversation. piece: how many bytes of what the instrument says arrive at a time. actions: the whole transcript."""

    def __init__(self, instrument: Instrument, model: str = "", *, address: str = "COM3", channel: str = SERIAL, piece: int = 999) -> None:
        self.instrument = instrument
        self.channel = channel
        self.piece = piece
        instrument.id = "serial:x"
        known = KnownDevice("serial:x", instrument.driver, "bench", address, model=model or instrument.model)
        self.machine = registry.driver(instrument.driver).machine(known, Opening(token=1_700_000_000_000))
        self.now = 0.0
        self.actions: Actions = []
        self.cut = False  # the line is down: what either says is lost
        self.most: int | None = None  # so many bytes of the instrument still arrive
        self._pending: list[Write] = []

    def connect(self, wall: datetime = WALL) -> Bench:
        """The line is opened."""
        self.event(Connected(frozenset({self.channel}), wall))
        self.instrument.connected()
        return self.pump()

    def event(self, event: Event) -> Actions:
        """Something happens to the machine."""
        self._take(self.machine.tick(self.now))
        actions = self.machine.receive(event)
        self._take(actions)
        return actions

    def pump(self) -> Bench:
        """Until neither has anything to say."""
        while self._pending or self.instrument.outbox:
            while self._pending:
                write = self._pending.pop(0)
                if not self.cut:
                    self.instrument.write(write.channel, write.data)
            if self.instrument.outbox:
                channel, data = self.instrument.outbox.popleft()
                self._arrive(channel, b"" if self.cut else data)
        return self

    def wait(self, seconds: float) -> Bench:
        """Time passes; alarms ring and are answered."""
        end = self.now + seconds
        while (due := self.machine.due) is not None and due <= end:
            self.now = max(self.now, due)
            self._take(self.machine.tick(self.now))
            self.pump()
        self.now = end
        return self

    def _arrive(self, channel: str, data: bytes) -> None:
        if self.most is not None:
            data, self.most = data[: self.most], max(0, self.most - len(data))
        if channel != SERIAL:
            self.event(Notified(channel, data))
            return
        for at in range(0, len(data), self.piece):
            self.event(BytesIn(data[at : at + self.piece]))

    def _take(self, actions: Actions) -> None:
        self.actions += actions
        self._pending += [action for action in actions if isinstance(action, Write)]

    # --- what came of it -----------------------------------------------------------------------------------------------
    @property
    def readings(self) -> list[Reading]:
        return [reading for action in self.actions if isinstance(action, Result) for reading in action.readings]

    @property
    def refusals(self) -> list[str]:
        return [action.reason for action in self.actions if isinstance(action, Refuse)]

    @property
    def states(self) -> list[DeviceState]:
        return [action.state for action in self.actions if isinstance(action, State)]

    @property
    def reasons(self) -> list[object]:
        return [action.reason for action in self.actions if isinstance(action, State) and action.reason is not None]

    @property
    def failures(self) -> list[Action]:
        return [action for action in self.actions if isinstance(action, Failed)]

    @property
    def shown(self) -> list[Card | Scan]:
        return [action.what for action in self.actions if isinstance(action, Presented)]

    @property
    def journalled(self) -> list[Action]:
        return [action for action in self.actions if isinstance(action, Keep | Result | Refuse)]

    @property
    def written(self) -> list[bytes]:
        return [action.data for action in self.actions if isinstance(action, Write)]


def numbers(reading: Reading) -> list[tuple[str, object, str]]:
    """Name, number and unit of every value, as a virtual instrument logs them."""
    return [(name, quantity.value, quantity.unit) for name, quantity in reading.values]


def truth(taken: Taken) -> list[tuple[str, object, str]]:
    return list(taken.values)


def context(reading: Reading, name: str) -> str | None:
    return dict(reading.context).get(name)


def words(reading: Reading) -> dict[str, str]:
    """Values that are words."""
    return {name: quantity.text for name, quantity in reading.values if quantity.text}


def only(reading: Reading) -> Quantity:
    [(_, quantity)] = reading.values
    return quantity
