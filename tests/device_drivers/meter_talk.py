"""A session and a virtual meter talk to each other without any line: events and answers, alarms when both are silent."""

# ruff: noqa: DTZ001 - a device's clock has no zone
from __future__ import annotations

from datetime import UTC, datetime, timedelta

from device_drivers import registry
from device_drivers.hub import CHINA
from device_drivers.manifest import Model, Opening, Transport
from device_drivers.protocols.machine import (
    BULK,
    HID,
    HID_FEATURE,
    SERIAL,
    Action,
    Actions,
    BytesIn,
    Connected,
    Done,
    Event,
    Failed,
    Keep,
    Machine,
    Notified,
    Refuse,
    Result,
    State,
    Write,
)
from device_drivers.readings import DeviceState, KnownDevice, Reading
from device_drivers.virtual.cable_meter import MeterCore
from device_drivers.virtual.device_clock import DeviceClock
from device_drivers.virtual.on_cable import Faults

WALL = datetime(2026, 3, 5, 8, 41, 20)
CHANNELS = {Transport.SERIAL: SERIAL, Transport.HID: HID, Transport.USB: BULK}


def clock() -> DeviceClock:
    """Stands still at WALL, eight o'clock in the morning of a spring day in China."""
    return DeviceClock(lambda: (WALL - timedelta(hours=8)).replace(tzinfo=UTC), CHINA)


def machine(driver_id: str, model: Model | None = None) -> Machine:
    known = KnownDevice("serial:x", driver_id, "meter", "x", model=model.name if model else "")
    return registry.driver(driver_id).machine(known, Opening(token=1_700_000_000_000))


class Talk:
    """The transcript of one conversation. piece: how many bytes of an answer arrive at a time."""

    def __init__(self, driver_id: str, core: MeterCore, model: Model | None = None, piece: int = 1000) -> None:
        self.core = core
        self.channel = CHANNELS[registry.driver(driver_id).manifest.transport]
        self.machine = machine(driver_id, model)
        self.faults = Faults()
        self.piece = piece
        self.now = 0.0
        self.actions: Actions = []
        self.written: list[bytes] = []
        self._pending: list[Action] = []

    # --- running -------------------------------------------------------------------------------------------------------
    def run(self, until: DeviceState = DeviceState.DRAINED, seconds: float = 120.0) -> Talk:
        """From the opened cable to that state, to the end of the session, or as long as `seconds`."""
        features = {HID_FEATURE} if self.channel == HID else set()
        self.event(Connected(frozenset({self.channel, *features}), WALL))
        if not self.faults.absent:
            self._arrive(self.core.plugged())
        return self.go_on(until, seconds)

    def go_on(self, until: DeviceState = DeviceState.DRAINED, seconds: float = 120.0) -> Talk:
        """Onwards until the state comes (again)."""
        end, seen = self.now + seconds, len(self.states)
        while until not in self.states[seen:] and not self.over and self.now <= end:
            if self._pending:
                self._perform(self._pending.pop(0))
                continue
            due = self.machine.due
            if due is None:
                break
            self.now = max(self.now, due)
            self._take(self.machine.tick(self.now))
        return self

    def event(self, event: Event) -> Actions:
        self._take(self.machine.tick(self.now))
        actions = self.machine.receive(event)
        self._take(actions)
        return actions

    def _take(self, actions: Actions) -> None:
        self.actions += actions
        self._pending += [action for action in actions if isinstance(action, Write)]

    def _perform(self, action: Action) -> None:
        assert isinstance(action, Write) and action.channel in (self.channel, HID_FEATURE)
        if action.channel == HID_FEATURE:
            return
        self.written.append(action.data)
        if not self.faults.absent:
            self._arrive(self.core.hear(action.data))

    def _arrive(self, answers: list[bytes]) -> None:
        for answer in answers:
            part = self.faults.passed(answer)
            if part is None:
                continue
            size = len(part) if self.channel == HID else self.piece
            for at in range(0, len(part), max(1, size)):
                piece = part[at : at + size]
                self.event(BytesIn(piece) if self.channel == SERIAL else Notified(self.channel, piece))

    # --- what came of it -----------------------------------------------------------------------------------------------
    @property
    def over(self) -> bool:
        return any(isinstance(action, Done | Failed) for action in self.actions)

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
    def failures(self) -> list[Failed]:
        return [action for action in self.actions if isinstance(action, Failed)]

    @property
    def offset(self) -> float | None:
        return next((a.clock_offset_s for a in self.actions if isinstance(a, State) and a.clock_offset_s is not None), None)

    def expect_readings_before(self, mark: bytes) -> None:
        """Every result was journalled before the machine wrote something beginning with `mark`."""
        first = next(at for at, action in enumerate(self.actions) if isinstance(action, Write) and action.data.startswith(mark))
        late = [action for action in self.actions[first:] if isinstance(action, Result | Keep)]
        assert not late


def keys(readings: list[Reading]) -> set[str]:
    return {reading.key() for reading in readings}
