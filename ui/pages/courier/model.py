"""Carrying by stick: which folder, for whom, what was written, what was taken in, and the cards that two places exchange first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from app.clock import Clock
from app.errors import KnownError
from app.services.couriers import Carried, Correspondent, FileTaken, FileWritten
from ui.pages.page_model import PageModel

CARDS = "*.card"
SEAT, HUB = "seat", "hub"


class Courier(Protocol):
    """What of the courier service this page uses."""

    @property
    def ready(self) -> bool: ...

    def own(self) -> Correspondent: ...

    def known(self) -> list[Correspondent]: ...

    def state(self, site: str) -> Carried: ...

    def look(self, card: Path) -> Correspondent: ...

    def write_card(self, folder: Path) -> Path: ...

    def meet(self, card: Path, above: bool = False) -> Correspondent: ...

    def part(self, site: str) -> None: ...

    def export(self, folder: Path, site: str, also: Sequence[str] = ()) -> FileWritten: ...

    def receipt(self, folder: Path, site: str) -> FileWritten: ...

    def files(self, folder: Path) -> list[Path]: ...

    def take(self, file: Path) -> FileTaken: ...


@dataclass(frozen=True, slots=True)
class Stick:
    """A place that files can be written to. ``free`` in bytes."""

    path: Path
    name: str
    free: int


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one file: taken in, or why not."""

    name: str
    told: FileTaken | None = None
    error: KnownError | None = None


@dataclass(frozen=True, slots=True)
class CourierState:
    """What one side knows. ``carried`` by site; ``files`` on the stick for it, ``cards`` of others on the stick."""

    own: Correspondent = field(default_factory=lambda: Correspondent("", "", "", False))
    known: tuple[Correspondent, ...] = ()
    carried: dict[str, Carried] = field(default_factory=dict)
    files: tuple[Path, ...] = ()
    cards: tuple[Path, ...] = ()


class CourierModel(PageModel):
    """``sides``: the workstation's courier and, where this is the hub, the hub's. ``sticks`` finds what is plugged in.

    ``written``, ``taken``: what was done last, until something else is done. ``card``: read, and trusted by nobody yet. ``doing`` while
    the stick must not be pulled: "write" or "take".
    """

    def __init__(self, sides: dict[str, Courier], sticks: Callable[[], Sequence[Stick]], clock: Clock) -> None:
        super().__init__()
        self._sides, self._sticks, self.clock = sides, sticks, clock
        self.side = SEAT
        self.state = CourierState()
        self.sticks: tuple[Stick, ...] = ()
        self.place: Path | None = None
        self.site = ""
        self.written: FileWritten | None = None
        self.taken: tuple[Taken, ...] | None = None
        self.card: tuple[Path, Correspondent] | None = None
        self.told = ""
        self.doing = ""
        self._reading = False

    @property
    def has_hub(self) -> bool:
        """Whether a hub's files are carried from here too."""
        return HUB in self._sides and self._sides[HUB].ready

    @property
    def to(self) -> Correspondent | None:
        """Whom the next file is for."""
        return next((one for one in self.state.known if one.site == self.site), None)

    @property
    def carried(self) -> Carried:
        """How far carrying there is."""
        return self.state.carried.get(self.site, Carried())

    def load(self) -> None:
        """Look at the sticks, and read what this side knows."""
        if self._reading:
            return
        self._reading = True
        self._run(self._read, self._loaded, self._unread)

    def choose_side(self, side: str) -> None:
        """For the workstation or for the hub."""
        self._forget()
        self.side, self.site = side, ""
        self.load()
        self.changed()

    def choose_place(self, place: Path) -> None:
        """The stick, or a folder on it."""
        self._forget()
        self.place = place
        self.load()
        self.changed()

    def choose_site(self, site: str) -> None:
        """Whom to carry to."""
        self.site = site
        self.changed()

    def write(self) -> None:
        """Everything without a receipt onto the stick."""
        self._write(lambda place: self._courier.export(place, self.site))

    def write_receipt(self) -> None:
        """Only what was taken in."""
        self._write(lambda place: self._courier.receipt(place, self.site))

    def take(self, files: Sequence[Path] = ()) -> None:
        """Take in the files that are for us, or these; one that is refused keeps no other back."""
        wanted = tuple(files) or self.state.files
        if not wanted or self.busy:
            return
        self._forget()
        self.doing = "take"
        self.do(lambda: tuple(self._one(file) for file in wanted), self._took)
        self.changed()

    def write_card(self) -> None:
        """Our card, for the other side to read."""
        place = self.place
        if place is not None and not self.busy:
            self._forget()
            self.doing = "write"
            self.do(lambda: self._courier.write_card(place), lambda _: self._done("card"))

    def look(self, card: Path) -> None:
        """Read a card; two people compare its number before it is trusted."""
        self._forget()
        self.do(lambda: self._courier.look(card), lambda found: self._looked(card, found))

    def trust(self, above: bool = False) -> None:
        """The numbers are the same. ``above``: the other hub stands above this one, what is here goes there."""
        if self.card is not None:
            path = self.card[0]
            self.do(lambda: self._courier.meet(path, above), self._met)

    def distrust(self) -> None:
        """They are not: nothing is remembered of that card."""
        self.card = None
        self.changed()

    def part(self, site: str) -> None:
        """Carry nothing there any more."""
        self.do(lambda: self._courier.part(site), lambda _: self._done("parted"))

    # --- inside --------------------------------------------------------------------------------------------------------
    @property
    def _courier(self) -> Courier:
        return self._sides[self.side]

    def fail(self, error: KnownError) -> None:
        self.doing = ""
        super().fail(error)

    def _forget(self) -> None:
        self.written = self.taken = self.card = self.error = None
        self.told = ""

    def _write(self, work: Callable[[Path], FileWritten]) -> None:
        place = self.place
        if place is None or self.to is None or self.busy:
            return
        self._forget()
        self.doing = "write"
        self.do(lambda: work(place), self._wrote)
        self.changed()

    def _wrote(self, written: FileWritten) -> None:
        self.written, self.doing = written, ""
        self.load()

    def _one(self, file: Path) -> Taken:
        try:
            return Taken(file.name, self._courier.take(file))
        except KnownError as error:
            return Taken(file.name, error=error)

    def _took(self, taken: tuple[Taken, ...]) -> None:
        self.taken, self.doing = taken, ""
        self.load()

    def _looked(self, path: Path, found: Correspondent) -> None:
        self.card = path, found

    def _met(self, met: Correspondent) -> None:
        self.card, self.site = None, met.site
        self._done("met")

    def _done(self, told: str) -> None:
        self.told, self.doing = told, ""
        self.load()

    def _read(self) -> tuple[tuple[Stick, ...], CourierState]:
        courier, place = self._courier, self.place
        own, known = courier.own(), tuple(courier.known())
        carried = {one.site: courier.state(one.site) for one in known}
        here = place is not None and place.is_dir()
        files = tuple(courier.files(place)) if here and place is not None else ()
        cards = tuple(_cards_of_others(place, own)) if here and place is not None else ()
        return tuple(self._sticks()), CourierState(own, known, carried, files, cards)

    def _loaded(self, found: tuple[tuple[Stick, ...], CourierState]) -> None:
        self._reading = False
        self.sticks, self.state = found
        if self.place is None and len(self.sticks) == 1:
            self.place = self.sticks[0].path
            self.load()
        if self.to is None:
            self.site = self.state.known[0].site if self.state.known else ""
        self.changed()

    def _unread(self, error: KnownError) -> None:
        self._reading = False
        self.fail(error)


def _cards_of_others(place: Path, own: Correspondent) -> list[Path]:
    try:
        return sorted(one for one in place.glob(CARDS) if own.site[:8] not in one.name)
    except OSError:  # pulled out meanwhile
        return []
