"""The medication rules of this workstation: which are in use, a rule pack that was looked at, and the way back."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from app.services.rule_packs import Inspected, Offered, RulesInUse
from ui.pages.page_model import PageModel, Rereading

USED, WENT_BACK = "used", "went_back"


class Packs(Protocol):
    """Rule packs from a stick or a server."""

    def now(self) -> RulesInUse: ...

    def inspect(self, place: Path) -> Inspected: ...

    def offers(self) -> list[Offered]: ...

    def inspect_offer(self, key: str) -> Inspected: ...

    def use(self, one: Inspected) -> RulesInUse: ...

    def back(self) -> RulesInUse: ...


class RulesModel(PageModel):
    """``offers``: what servers publish; ``seen``: the pack that was looked at and may be used; ``leaving``: going back was asked for; ``told``: what was done last."""

    def __init__(self, packs: Packs, changes: bool) -> None:
        super().__init__()
        self._packs, self.changes = packs, changes
        self.offers: list[Offered] = []
        self.seen: Inspected | None = None
        self.leaving = False
        self.told = ""
        self._published = Rereading(self, lambda: self._packs.offers, self._offered)

    def load(self) -> None:
        """What servers publish now."""
        self._published.read()

    def now(self) -> RulesInUse:
        """What is in use."""
        return self._packs.now()

    def look(self, place: Path) -> None:
        """Verify a pack and run its cases; nothing is used yet."""
        self._clear()
        self.do(lambda: self._packs.inspect(place), self._looked)

    def look_at_offer(self, key: str) -> None:
        """The same with one that a server publishes."""
        self._clear()
        self.do(lambda: self._packs.inspect_offer(key), self._looked)

    def use(self) -> None:
        """Use the pack that was looked at."""
        seen = self.seen
        if seen is not None:
            self._clear()
            self.do(lambda: self._packs.use(seen), lambda _: self._tell(USED))

    def ask_back(self) -> None:
        """Ask before the rules go back."""
        self._clear()
        self.leaving = True
        self.changed()

    def back(self) -> None:
        """To the rules before."""
        self._clear()
        self.do(self._packs.back, lambda _: self._tell(WENT_BACK))

    def leave_it(self) -> None:
        """Everything stays as it is."""
        self._clear()
        self.changed()

    def _clear(self) -> None:
        self.seen, self.leaving, self.told, self.error = None, False, "", None

    def _looked(self, seen: Inspected) -> None:
        self.seen = seen

    def _offered(self, found: list[Offered]) -> None:
        self.offers = found

    def _tell(self, told: str) -> None:
        self.told = told
        self.load()
