"""What the desktop needs of the workstation below it; the composition root gives it, the practice clinic adds to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from app.clock import Clock
from app.events import Topic
from app.paths import DataFolder
from device_drivers.readings import Card, Found, KnownDevice, PasskeyWanted, Scan

if TYPE_CHECKING:
    from app.services.clinic import Clinic
    from app.services.desk import Desk
    from app.services.signin import SignIn
    from device_drivers.manifest import Manifest


class Radio(Protocol):
    """The devices in the air and on cables; every future fails with DeviceError."""

    def scan(self, seconds: float) -> Future[list[Found]]: ...

    def add(self, known: KnownDevice) -> Future[None]: ...

    def forget(self, hub_id: str) -> Future[None]: ...

    def start_ecg(self, hub_id: str) -> Future[None]: ...

    def stop_ecg(self, hub_id: str) -> Future[None]: ...

    def fetch_recordings(self, hub_id: str) -> Future[int]: ...

    def answer_passkey(self, hub_id: str, digits: str) -> Future[None]: ...


class Verdict(Protocol):
    """What to do about a key: hand these characters on, keep this one, or take a whole burst as a scan."""

    @property
    def typed(self) -> str: ...

    @property
    def held(self) -> bool: ...

    @property
    def scan(self) -> Scan | None: ...


class Wedge(Protocol):
    """Tells a scanner that types from a person, by its speed."""

    @property
    def due(self) -> float | None: ...

    def key(self, character: str, at: float) -> Verdict: ...

    def other(self) -> Verdict: ...

    def tick(self, now: float) -> Verdict: ...


class Station(Protocol):
    """One data folder in use. Made and opened in a worker thread; ``clinic`` and ``devices`` are there once it is opened."""

    signin: SignIn

    @property
    def clinic(self) -> Clinic | None: ...

    @property
    def devices(self) -> Radio | None: ...

    @property
    def manifests(self) -> Sequence[Manifest]: ...

    @property
    def found(self) -> Topic[Found]:
        """What a scan hears, at once."""
        ...

    @property
    def presented(self) -> Topic[Card | Scan]:
        """What is laid on a card reader or held before a scanner."""
        ...

    @property
    def passkeys(self) -> Topic[PasskeyWanted]:
        """A device being paired asks for the digits on its label."""
        ...

    @property
    def wedge(self) -> Wedge | None:
        """Takes a keyboard scanner's bursts out of the keys; None = no such scanner is looked for."""
        ...

    def opened(self, desk: Desk) -> Clinic: ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Handle:
    """One thing a hand can do to a virtual device: its words, and what starts it."""

    words: str
    press: Callable[[], Future[Any]]


class Shelf(Protocol):
    """Virtual devices that can be added while the practice clinic is open."""

    def kinds(self) -> Sequence[str]: ...

    def add(self, kind: str, sticker: str) -> None: ...

    def has(self, hub_id: str) -> bool: ...

    def take(self, hub_id: str) -> Future[Any]: ...


@dataclass(frozen=True, slots=True)
class Practice:
    """The practice clinic's own: handles and the network's switch on its strip, the shelf on the device page."""

    handles: Sequence[Handle]
    network: Callable[[bool], None]
    shelf: Shelf | None = None


@dataclass(frozen=True, slots=True)
class Occasion:
    """What one run of the desktop is about.

    ``make_station`` imports and makes the workstation, in a worker thread. ``prepare`` runs there first, while the window says
    ``preparing``. ``hint`` stands on the sign-in page. ``practice`` is called in a worker once the clinic is open.
    """

    folder: DataFolder
    clock: Clock
    make_station: Callable[[], Station]
    prepare: Callable[[], None] | None = None
    preparing: str = ""
    hint: str = ""
    practice: Callable[[Station], Practice | None] | None = None
