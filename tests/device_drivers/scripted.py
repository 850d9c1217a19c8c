"""A driver of the tests' own: a machine that remembers its events and answers as the test says."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from device_drivers import registry
from device_drivers.manifest import Advert, Driver, Manifest, Opening, Transport
from device_drivers.protocols.machine import Actions, Event, Session
from device_drivers.readings import Kind, KnownDevice

Answer = Callable[["Scripted", Event], Actions]


class Scripted(Session):
    """One session; known is what it was opened with."""

    def __init__(self, known: KnownDevice, opening: Opening, answer: Answer) -> None:
        super().__init__(known.device, known.driver)
        self.known = known
        self.opening = opening
        self.events: list[Event] = []
        self._answer = answer

    def receive(self, event: Event) -> Actions:
        self.events.append(event)
        return self._answer(self, event)


class ScriptedDriver:
    """Registered for one test; sessions: every machine it made, oldest first."""

    def __init__(self, answer: Answer, manifest: Manifest, has_news: Callable[[Advert, KnownDevice], bool] | None = None) -> None:
        self.sessions: list[Scripted] = []
        self._answer = answer
        self.driver = Driver(manifest, self._make, has_news)

    def _make(self, known: KnownDevice, opening: Opening) -> Scripted:
        self.sessions.append(Scripted(known, opening, self._answer))
        return self.sessions[-1]


def install(
    monkeypatch: pytest.MonkeyPatch,
    answer: Answer,
    transport: Transport,
    has_news: Callable[[Advert, KnownDevice], bool] | None = None,
    **more: object,
) -> ScriptedDriver:
    """A driver 'scripted' beside the real ones; more: fields of its manifest."""
    settings: dict[str, object] = {"kinds": (Kind.WEIGHT,), "models": (), **more}
    made = ScriptedDriver(answer, Manifest(id="scripted", transport=transport, **settings), has_news)  # type: ignore[arg-type]
    monkeypatch.setattr(registry, "DRIVERS", (*registry.DRIVERS, made.driver))
    return made
