"""Two machines for one kind of device: which of them speaks is known when the device says what it offers."""

from __future__ import annotations

from collections.abc import Callable

from device_drivers.protocols.machine import Actions, Connected, Event, Machine


class Either:
    """`first` speaks, unless `second_fits(channels)` when the link is up."""

    def __init__(self, first: Machine, second: Machine, second_fits: Callable[[frozenset[str]], bool]) -> None:
        self._chosen = first
        self._second = second
        self._second_fits = second_fits
        self._now = 0.0

    @property
    def due(self) -> float | None:
        """See machine.Machine."""
        return self._chosen.due

    def receive(self, event: Event) -> Actions:
        """See machine.Machine."""
        if isinstance(event, Connected) and self._second_fits(event.channels):
            self._chosen = self._second
            self._chosen.tick(self._now)
        return self._chosen.receive(event)

    def tick(self, now: float) -> Actions:
        """See machine.Machine."""
        self._now = now
        return self._chosen.tick(now)
