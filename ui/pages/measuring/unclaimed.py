"""Readings that fit nobody: each with its reason, given to somebody recognised anew, or set aside with a reason."""

from __future__ import annotations

from app.services.inbox import Unclaimed
from ui.pages.measuring.ports import Drawer
from ui.pages.measuring.subject import Subject
from ui.pages.page_model import PageModel


class UnclaimedModel(PageModel):
    """``open``: the drawer is out. ``chosen``: the key of the reading that is being dealt with."""

    def __init__(self, inbox: Drawer) -> None:
        super().__init__()
        self._inbox = inbox
        self.rows: tuple[Unclaimed, ...] = ()
        self.open = False
        self.chosen = ""

    def reload(self) -> None:
        """Read the list anew."""
        self._run(lambda: tuple(self._inbox.unclaimed()), self._listed, self.fail)

    def show(self, on: bool) -> None:
        """Pull the drawer out or push it in."""
        self.open, self.error = on, None
        if on:
            self.reload()
        self.changed()

    def choose(self, key: str) -> None:
        """Deal with this one."""
        self.chosen, self.error = key, None
        self.changed()

    def row(self) -> Unclaimed | None:
        """The reading that is being dealt with."""
        return next((one for one in self.rows if one.key == self.chosen), None)

    def claim(self, subject: Subject) -> None:
        """Give the chosen reading to a resident who has just been recognised."""
        row = self.row()
        if row is not None and subject.encounter and subject.identified_by:
            self.do(
                lambda: self._inbox.claim(row.key, subject.person.id, subject.encounter, subject.identified_by, subject.evidence),
                lambda _: self.reload(),
            )

    def set_aside(self, reason: str) -> None:
        """Of no resident here."""
        row = self.row()
        if row is not None:
            self.do(lambda: self._inbox.set_aside(row.key, reason), lambda _: self.reload())

    def _listed(self, rows: tuple[Unclaimed, ...]) -> None:
        self.rows = rows
        if self.row() is None:
            self.chosen = rows[0].key if rows else ""
        self.changed()
