"""Readings that fit nobody: sorted, filtered, several at a time given to somebody recognised anew, or set aside with a reason."""

from __future__ import annotations

from collections.abc import Collection

from app.services.inbox import Unclaimed
from ui.pages.measuring.ports import Drawer
from ui.pages.measuring.subject import Subject
from ui.pages.page_model import PageModel


class UnclaimedModel(PageModel):
    """``open``: the drawer is out. ``rows``: everything that waits; :meth:`shown` is what the list has of it.

    ``marked``: keys of the readings that are being dealt with. ``device`` '' = all of them, ``slot`` None = all users of a device.
    """

    def __init__(self, inbox: Drawer) -> None:
        super().__init__()
        self._inbox = inbox
        self.rows: tuple[Unclaimed, ...] = ()
        self.open = False
        self.marked: frozenset[str] = frozenset()
        self.newest_first = True
        self.device = ""
        self.slot: int | None = None

    def reload(self) -> None:
        """Read the list anew."""
        self._run(lambda: tuple(self._inbox.unclaimed()), self._listed, self.fail)

    def show(self, on: bool) -> None:
        """Pull the drawer out or push it in."""
        self.open, self.error = on, None
        if on:
            self.reload()
        self.changed()

    # --- what is listed ------------------------------------------------------------------------------------------------
    def shown(self) -> tuple[Unclaimed, ...]:
        """What the filters let through, by the time it was measured."""
        fitting = [one for one in self._of_device() if self.slot is None or one.user_slot == self.slot]
        return tuple(sorted(fitting, key=lambda one: (one.taken_at, one.key), reverse=self.newest_first))

    def devices(self) -> tuple[tuple[str, str], ...]:
        """Devices of which anything waits: (id, sticker); '' = not taken on here."""
        return tuple(sorted({(one.device, one.sticker) for one in self.rows if one.device}, key=lambda pair: pair[1]))

    def slots(self) -> tuple[int, ...]:
        """The device's own users, of the device chosen."""
        return tuple(sorted({one.user_slot for one in self._of_device() if one.user_slot is not None}))

    def sort(self, newest_first: bool) -> None:
        """Newest or oldest on top."""
        self.newest_first = newest_first
        self.changed()

    def of_device(self, device: str) -> None:
        """One device only; '' = all."""
        self.device, self.slot = device, None
        self._keep_to_the_shown()

    def of_slot(self, slot: int | None) -> None:
        """One user of the device only; None = all."""
        self.slot = slot
        self._keep_to_the_shown()

    # --- what is done with them ----------------------------------------------------------------------------------------
    def mark(self, keys: Collection[str]) -> None:
        """Deal with these."""
        if frozenset(keys) != self.marked:
            self.marked, self.error = frozenset(keys), None
            self.changed()

    def mark_all(self) -> None:
        """Deal with everything that is listed."""
        self.mark([one.key for one in self.shown()])

    def chosen(self) -> tuple[Unclaimed, ...]:
        """The readings that are being dealt with, in the order of the list."""
        return tuple(one for one in self.shown() if one.key in self.marked)

    def claim(self, subject: Subject) -> None:
        """Give them to a resident who has just been recognised: all, or none."""
        keys = [one.key for one in self.chosen()]
        if keys and subject.encounter and subject.identified_by:
            self.do(
                lambda: self._inbox.claim_all(keys, subject.person.id, subject.encounter, subject.identified_by, subject.evidence),
                lambda _: self.reload(),
            )

    def set_aside(self, reason: str) -> None:
        """Of no resident here."""
        keys = [one.key for one in self.chosen()]
        if keys:
            self.do(lambda: self._inbox.set_all_aside(keys, reason), lambda _: self.reload())

    # --- inside --------------------------------------------------------------------------------------------------------
    def _of_device(self) -> list[Unclaimed]:
        return [one for one in self.rows if not self.device or one.device == self.device]

    def _keep_to_the_shown(self) -> None:
        """What cannot be seen is not dealt with; where nothing is left, the first row is."""
        shown = self.shown()
        self.marked = self.marked & {one.key for one in shown} or frozenset(one.key for one in shown[:1])
        self.changed()

    def _listed(self, rows: tuple[Unclaimed, ...]) -> None:
        self.rows = rows
        if self.device not in ("", *(one.device for one in rows)):
            self.device = ""
        if self.slot not in (None, *self.slots()):
            self.slot = None
        self._keep_to_the_shown()
