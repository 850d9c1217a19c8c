"""What has arrived, what waits, what was refused, and where two places disagree."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Protocol, TypeVar

from app.clock import Clock, instant
from app.services.fleet import HubChoice, HubClash
from app.services.sync_status import SyncSummary
from app.store.conflicts import HERE, THERE, ConflictRow, SettledRow
from app.store.sync_state import ParkedRow, SetAsideRow, Waiting
from ui.pages.page_model import PageModel, Rereading

REMEMBERED = timedelta(hours=24)
ChosenT = TypeVar("ChosenT", SettledRow, HubChoice)


class SyncDesk(Protocol):
    """What of the sync status this page uses."""

    def summary(self) -> SyncSummary: ...

    def lanes(self) -> Mapping[int, Waiting]: ...

    def parked(self) -> list[ParkedRow]: ...

    def conflicts(self) -> list[ConflictRow]: ...

    def retry(self, row: ParkedRow) -> None: ...

    def settle(self, conflict: int, choice: str) -> None: ...

    def last_settled(self) -> SettledRow | None: ...

    def take_back(self, conflict: int) -> None: ...

    def set_aside(self) -> list[SetAsideRow]: ...

    def see(self, row: SetAsideRow) -> None: ...

    def sync_now(self) -> None: ...


class HubDesk(Protocol):
    """What of the hub in this workstation this page settles."""

    def clashes(self) -> Sequence[HubClash]: ...

    def settle(self, clash: HubClash, ours: bool) -> None: ...

    def last_choice(self) -> HubChoice | None: ...

    def take_back(self, choice: HubChoice) -> None: ...


@dataclass(frozen=True, slots=True)
class _State:
    summary: SyncSummary = field(default_factory=SyncSummary)
    lanes: Mapping[int, Waiting] = field(default_factory=dict)
    parked: tuple[ParkedRow, ...] = ()
    conflicts: tuple[ConflictRow, ...] = ()
    settled: SettledRow | None = None
    set_aside: tuple[SetAsideRow, ...] = ()
    hub: tuple[HubClash, ...] = ()
    chosen: HubChoice | None = None


class SyncModel(PageModel):
    """``names`` gives a resident's name, or '' where whoever is signed in may not see it. The lists are read beside the screen.

    ``hub``: the one in this workstation, if it is one.
    """

    def __init__(self, desk: SyncDesk, clock: Clock, names: Callable[[str], str], hub: HubDesk | None = None) -> None:
        super().__init__()
        self._desk, self.clock, self._names, self._hub = desk, clock, names, hub
        self.state = _State()
        self._lists = Rereading(self, lambda: self._read, self._loaded)

    def load(self) -> None:
        """Read everything; news that come while reading are read afterwards, once."""
        self._lists.read()

    def heard(self, summary: SyncSummary) -> None:
        """News of a pass or of something written: the sentence at once, the lists as soon as they are read."""
        self.state = replace(self.state, summary=summary)
        self.changed()
        self.load()

    def sync_now(self) -> None:
        """Upload now, if there is a way."""
        self._desk.sync_now()

    def retry(self, row: ParkedRow) -> None:
        """The cause was dealt with: try again."""
        self.do(lambda: self._desk.retry(row), lambda _: self.load())

    def keep_here(self, row: ConflictRow) -> None:
        """What this computer has stands."""
        self.do(lambda: self._desk.settle(row.id, HERE), lambda _: self.load())

    def keep_there(self, row: ConflictRow) -> None:
        """What the other place has stands."""
        self.do(lambda: self._desk.settle(row.id, THERE), lambda _: self.load())

    def settle_at_hub(self, clash: HubClash, ours: bool) -> None:
        """The hub's form stands, or that of the server above."""
        hub = self._hub
        if hub is not None:
            self.do(lambda: hub.settle(clash, ours), lambda _: self.load())

    def take_back(self, chosen: SettledRow | HubChoice) -> None:
        """The last choice was wrong."""
        hub = self._hub
        if isinstance(chosen, SettledRow):
            self.do(lambda: self._desk.take_back(chosen.id), lambda _: self.load())
        elif hub is not None:
            self.do(lambda: hub.take_back(chosen), lambda _: self.load())

    def see(self, row: SetAsideRow) -> None:
        """Somebody has looked at what could not be taken in."""
        self.do(lambda: self._desk.see(row), lambda _: self.load())

    def name(self, person: str) -> str:
        """The resident concerned, '' for none."""
        return self._names(person) if person else ""

    def _read(self) -> _State:
        desk = self._desk
        return _State(
            desk.summary(),
            desk.lanes(),
            tuple(desk.parked()),
            tuple(desk.conflicts()),
            self._recent(desk.last_settled()),
            tuple(desk.set_aside()),
            tuple(self._hub.clashes()) if self._hub is not None else (),
            self._recent(self._hub.last_choice()) if self._hub is not None else None,
        )

    def _recent(self, settled: ChosenT | None) -> ChosenT | None:
        """Only what was chosen lately is offered to be taken back: nobody remembers why it was chosen last month."""
        if settled is None or self.clock.now() - instant(settled.at) > REMEMBERED:
            return None
        return settled

    def _loaded(self, state: _State) -> None:
        self.state = state
