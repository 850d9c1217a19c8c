"""待办: what came back and waits for the doctor, one key for each kind; a click leads to where it is settled, and it goes when it is settled."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.services.worklist import SOURCES, WorkItem, WorkKind
from app.store.unit_of_work import Change
from app.texts import text
from ui.pages.page_model import PageModel, Rereading
from ui.widgets.buttons import button
from ui.widgets.frames import column, refill

_KINDS = {WorkKind.FAILED: "danger", WorkKind.REPORT: "danger", WorkKind.CRITICAL: "danger", WorkKind.EMERGENCY: "danger"}
_LONG = 8  # of a name; the whole of it is in the hint


class WorklistDesk(Protocol):
    """What of the worklist this page uses."""

    def waiting(self) -> list[WorkItem]: ...


class WorklistModel(PageModel):
    """``rows``: what is settled on other pages; calls have a list of their own on this one."""

    def __init__(self, desk: WorklistDesk) -> None:
        super().__init__()
        self.rows: tuple[WorkItem, ...] = ()
        self._list = Rereading(self, lambda: desk.waiting, self._read)

    def load(self) -> None:
        """Read it again, beside the screen."""
        self._list.read()

    def heard(self, change: Change) -> None:
        """News after a commit."""
        if SOURCES & change.types():
            self.load()

    def _read(self, found: list[WorkItem]) -> None:
        self.rows = tuple(one for one in found if one.kind is not WorkKind.CALL)


class WorklistPanel(QWidget):
    """Hidden while nothing waits. `opened(WorkItem)`: the first of a kind is to be settled; the page it leads to has the others."""

    opened = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._rows = column(gap=4)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._drawn: tuple[WorkItem, ...] = ()
        self.setLayout(self._rows)
        self.hide()

    def show_rows(self, rows: Sequence[WorkItem]) -> None:
        """An equal list changes nothing under the hand."""
        if tuple(rows) == self._drawn:
            return
        self._drawn = tuple(rows)
        kinds = [[one for one in rows if one.kind is kind] for kind in WorkKind]
        refill(self._rows, [self._key(some) for some in kinds if some])
        self.setVisible(bool(rows))

    def _key(self, some: list[WorkItem]) -> QWidget:
        first = some[0]
        made = button(words(some), partial(self.opened.emit, first), kind=_KINDS.get(first.kind, ""), icon="warn")
        made.setToolTip("\n".join(" ".join(part for part in (one.name, one.phone, one.why) if part) for one in some))
        return made


def words(some: Sequence[WorkItem]) -> str:
    """How many of a kind; of the first whom it is about, and how to reach them."""
    first = some[0]
    name = first.name if len(first.name) <= _LONG else f"{first.name[:_LONG]}…"
    more = {
        WorkKind.FAILED: (name, first.phone),
        WorkKind.CRITICAL: (name, first.phone),
        WorkKind.RETURNED: (name,),
        WorkKind.REPORT: (name, first.why),
    }.get(first.kind, ())
    return "\n".join(part for part in (text(f"worklist.{first.kind.value}", {"n": sum(one.count for one in some)}), *more) if part)
