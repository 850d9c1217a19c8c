"""Records carried on a stick, as the person at the screen sees it: whom we know, what was put on the stick, what came back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

from app.errors import KnownError
from app.events import Topic
from app.services.desk import Desk
from app.store.audit import Act, Actor

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Correspondent:
    """A place that files are carried to. ``number``: sixteen digits both people read to each other before they trust a card."""

    site: str
    name: str
    number: str
    is_hub: bool


@dataclass(frozen=True, slots=True)
class FileWritten:
    """A file on the stick. ``records``: what is in it; ``more``: not everything fitted, the next file takes the rest."""

    path: Path
    to: str
    seq: int
    records: int
    more: bool = False


@dataclass(frozen=True, slots=True)
class FileTaken:
    """What became of a file from ``sender`` (a name). ``repeated``: it, or a newer one, was taken in before, and nothing was done.

    ``arrived``: records of ours (at a hub: of theirs) that are there now; ``refused``: not accepted, a person decides; ``waiting``: go
    again with the next file; ``news``: records changed here; ``conflicts``: where a person chooses.
    """

    sender: str
    kind: str
    seq: int
    repeated: bool = False
    arrived: int = 0
    refused: int = 0
    waiting: int = 0
    news: int = 0
    conflicts: int = 0


@dataclass(frozen=True, slots=True)
class Carried:
    """How far carrying to a place is. ``pending`` records wait for it since ``oldest_at``; None at a hub, which answers with what is new.

    ``seq``, ``records``, ``at``: the last file that was written and is not confirmed yet; 0 = all that was written is.
    """

    pending: int | None = None
    oldest_at: str | None = None
    seq: int = 0
    records: int = 0
    at: str = ""


class Hand(Protocol):
    """Whoever writes and reads the files; given by the composition root."""

    def own(self) -> Correspondent:
        """This site."""
        ...

    def correspondents(self) -> list[Correspondent]:
        """Whom files are carried to and from."""
        ...

    def state(self, site: str) -> Carried:
        """How far carrying there is."""
        ...

    def look(self, card: Path) -> Correspondent:
        """What a card says, before anybody trusts it."""
        ...

    def write_card(self, folder: Path) -> Path:
        """This site's card, for the other side to read."""
        ...

    def meet(self, card: Path, above: bool = False) -> Correspondent:
        """Read the other side's card and trust it; ``above``: a hub's own rows go there."""
        ...

    def part(self, site: str) -> None:
        """Trust it no longer."""
        ...

    def export(self, folder: Path, site: str, also: Sequence[str] = ()) -> FileWritten:
        """What has no receipt yet, onto the stick; ``also``: age recipients who may read it too."""
        ...

    def receipt(self, folder: Path, site: str) -> FileWritten:
        """Only what was taken in, onto the stick."""
        ...

    def take(self, file: Path) -> FileTaken:
        """Take a file in."""
        ...

    def files(self, folder: Path) -> list[Path]:
        """Files on the stick that are for this site, in their order."""
        ...


class Couriers:
    """The page's verbs. ``hand`` is set where files can be carried at all; ``news`` after each that changed something."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.hand: Hand | None = None
        self.news: Topic[str] = Topic("courier")

    def own(self) -> Correspondent:
        """This workstation with its check number."""
        self._desk.allow("sync.read")
        return self._hand().own()

    def known(self) -> list[Correspondent]:
        """Whom we carry to."""
        self._desk.allow("sync.read")
        return self._hand().correspondents()

    @property
    def ready(self) -> bool:
        """Whether files can be carried from here at all."""
        return self.hand is not None

    def state(self, site: str) -> Carried:
        """What waits for a place, and what was written and is not confirmed."""
        self._desk.allow("sync.read")
        return self._hand().state(site)

    def look(self, card: Path) -> Correspondent:
        """Name and number of a card, for two people to compare; nobody is trusted yet. KnownError ``courier_card_bad``."""
        self._desk.allow("sync.settle")
        return self._hand().look(card)

    def write_card(self, folder: Path) -> Path:
        """Our card onto the stick."""
        return self._done("sync.settle", "", lambda: self._hand().write_card(folder))

    def meet(self, card: Path, above: bool = False) -> Correspondent:
        """Trust the other side; the person compared its number first."""
        return self._done("sync.settle", "meet", lambda: self._hand().meet(card, above))

    def part(self, site: str) -> None:
        """Trust it no longer; what it holds stays known."""
        self._done("sync.settle", "part", lambda: self._hand().part(site))

    def export(self, folder: Path, site: str, also: Sequence[str] = ()) -> FileWritten:
        """Everything that has no receipt yet; it stays waiting until the receipt is back."""
        return self._done("sync.settle", "export", lambda: self._hand().export(folder, site, also))

    def receipt(self, folder: Path, site: str) -> FileWritten:
        """Say what was taken in."""
        return self._done("sync.settle", "export", lambda: self._hand().receipt(folder, site))

    def files(self, folder: Path) -> list[Path]:
        """What is on the stick for us."""
        self._desk.allow("sync.read")
        return self._hand().files(folder)

    def take(self, file: Path) -> FileTaken:
        """Take one in."""
        return self._done("sync.settle", "import", lambda: self._hand().take(file))

    def _hand(self) -> Hand:
        if self.hand is None:
            raise KnownError("courier_nobody")
        return self.hand

    def _done(self, permission: str, action: str, work: Callable[[], T]) -> T:
        actor = self._desk.allow(permission)
        try:
            done = work()
        except KnownError as error:
            self._note(actor, action, error.code)
            raise
        self._note(actor, action)
        self.news.publish(action)
        return done

    def _note(self, actor: Actor, action: str, reason: str = "") -> None:
        if action:
            act = Act(action, "courier", outcome="refused" if reason else "ok", reason=reason)
            self._desk.store.write(lambda uow: uow.note(act), actor).result()
