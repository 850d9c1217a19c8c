"""Devices that give their whole memory every time: what a whole session gave before is kept raw and not told again.

Without it such a device would seem to have news for ever, and be connected again as soon as it is heard.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from device_drivers.protocols.machine import Actions, Event, Keep, Machine, Result, State
from device_drivers.readings import DeviceState, Reading


@dataclass(slots=True)
class GivenBefore:
    """Keys of the readings each device gave in its last whole session since it was taken on.

    After a restart they come once more, and are recognised by their keys where they are kept.
    """

    keys: dict[str, frozenset[str]] = field(default_factory=dict)

    def forget(self, device: str) -> None:
        """The device was taken on anew."""
        self.keys.pop(device, None)


class Repeating:
    """A machine whose readings of an earlier whole session become plain kept frames.

    before: None = every reading is told, however often it comes. drained(): called when the device has given all it has.
    """

    def __init__(self, machine: Machine, device: str, before: GivenBefore | None, drained: Callable[[], None] = lambda: None) -> None:
        self._machine = machine
        self._device = device
        self._before = before
        self._drained = drained
        self._known = before.keys.get(device, frozenset()) if before else frozenset()
        self._given: set[str] = set()

    @property
    def due(self) -> float | None:
        """See machine.Machine."""
        return self._machine.due

    def receive(self, event: Event) -> Actions:
        """See machine.Machine."""
        return self._checked(self._machine.receive(event))

    def tick(self, now: float) -> Actions:
        """See machine.Machine."""
        return self._checked(self._machine.tick(now))

    def _checked(self, actions: Actions) -> Actions:
        if not actions:
            return actions
        told: Actions = []
        for action in actions:
            told.append(self._only_new(action) if isinstance(action, Result) else action)
            if isinstance(action, State) and action.state is DeviceState.DRAINED:
                if self._before is not None:
                    self._before.keys[self._device] = frozenset(self._given)
                self._drained()
        return told

    def _only_new(self, result: Result) -> Result | Keep:
        new = tuple([reading for reading in result.readings if self._is_new(reading)])
        if len(new) == len(result.readings):
            return result
        return Result(result.channel, result.raw, new) if new else Keep(result.channel, result.raw)

    def _is_new(self, reading: Reading) -> bool:
        key = reading.key()
        self._given.add(key)
        return key not in self._known
