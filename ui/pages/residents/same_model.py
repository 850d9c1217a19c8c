"""Records that may be of one human: looked at, proposed with a reason, confirmed by another person, taken apart again (H40)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from app.clock import Clock
from app.services.linking import Alike, Linked, Proposal
from ui.pages.page_model import PageModel


class Links(Protocol):
    """What of the linking service this panel uses."""

    def alike(self) -> list[Alike]: ...

    def keep_apart(self, a: str, b: str) -> None: ...

    def links(self) -> list[Linked]: ...

    def propose(self, a: str, b: str, reason: str) -> Proposal: ...

    def proposals(self) -> list[Proposal]: ...

    def confirm(self, proposal: str) -> None: ...

    def withdraw(self, proposal: str) -> None: ...

    def unlink(self, a: str, b: str, reason: str) -> None: ...


@dataclass(frozen=True, slots=True)
class SameState:
    """The three lists."""

    alike: tuple[Alike, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    links: tuple[Linked, ...] = ()


class SameModel(PageModel):
    """Read beside the screen: looking for pairs goes through everybody."""

    def __init__(self, links: Links, clock: Clock) -> None:
        super().__init__()
        self._links, self.clock = links, clock
        self.state = SameState()

    def load(self) -> None:
        """Read the lists."""
        self._run(self._read, self._loaded, self.fail)

    def propose(self, pair: Alike, reason: str) -> None:
        """They look like one human to whoever is here; somebody else has to confirm."""
        self._act(lambda: self._links.propose(pair.a.id, pair.b.id, reason))

    def keep_apart(self, pair: Alike) -> None:
        """They are two people."""
        self._act(lambda: self._links.keep_apart(pair.a.id, pair.b.id))

    def confirm(self, proposal: Proposal) -> None:
        """Link them."""
        self._act(lambda: self._links.confirm(proposal.id))

    def withdraw(self, proposal: Proposal) -> None:
        """It was not meant."""
        self._act(lambda: self._links.withdraw(proposal.id))

    def unlink(self, link: Linked, reason: str) -> None:
        """Take the link back."""
        self._act(lambda: self._links.unlink(link.a.id, link.b.id, reason))

    def _act(self, work: Callable[[], object]) -> None:
        self.do(work, lambda _: self.load())

    def _read(self) -> SameState:
        return SameState(tuple(self._links.alike()), tuple(self._links.proposals()), tuple(self._links.links()))

    def _loaded(self, state: SameState) -> None:
        self.state = state
        self.changed()
