"""The upload page on show: a day offline with two records that need a person, and an evening when all is there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from PySide6.QtWidgets import QWidget

from app.clock import SetClock
from app.services.sync_status import SyncSummary
from app.store.conflicts import ConflictRow
from app.store.sync_state import ParkedRow, Waiting
from ui.bridge import Bridge
from ui.gallery import Entry
from ui.pages.page_model import at_once
from ui.pages.sync.model import SyncModel
from ui.pages.sync.page import SyncPage

NOW = datetime(2026, 3, 5, 9, 20, tzinfo=UTC)
YESTERDAY, MORNING = "2026-03-04T08:20:00.000Z", "2026-03-05T00:41:00.000Z"
OFFLINE = SyncSummary(True, True, False, 12, YESTERDAY, 1, 1, MORNING, "sync_unreachable")
DONE = SyncSummary(True, True, True, 0, None, 0, 0, "2026-03-05T09:18:00.000Z")
PARKED = ParkedRow("hub", "Observation", "o1", "p1", "sync_refused", {}, MORNING)
CONFLICT = ConflictRow(
    7,
    "hub",
    "Patient",
    "p2",
    "p2",
    (
        {"label": "Patient.telecom", "here": "14000000017", "there": "14000000071", "who": "镇卫生院 王芳", "when": "2026-03-04 15:02"},
        {"label": "Patient.address", "here": "第三村2组", "there": "第三村4组", "who": "镇卫生院 王芳", "when": "2026-03-04 15:02"},
    ),
    MORNING,
)


class Desk:
    """Answers from made-up numbers; nothing is sent."""

    def __init__(self, summary: SyncSummary, parked: tuple[ParkedRow, ...] = (), conflicts: tuple[ConflictRow, ...] = ()) -> None:
        self._summary, self._parked, self._conflicts = summary, parked, conflicts

    def summary(self) -> SyncSummary:
        """The light."""
        return self._summary

    def lanes(self) -> Mapping[int, Waiting]:
        """Twelve, by lane."""
        if not self._summary.pending:
            return {}
        return {0: Waiting(2, "2026-03-05T02:12:00.000Z"), 1: Waiting(7, MORNING), 2: Waiting(2, MORNING), 3: Waiting(1, YESTERDAY)}

    def parked(self) -> list[ParkedRow]:
        """Refused ones."""
        return list(self._parked)

    def conflicts(self) -> list[ConflictRow]:
        """Disagreements."""
        return list(self._conflicts)

    def retry(self, row: ParkedRow) -> None:
        """Nothing is sent on show."""

    def settle(self, conflict: int, choice: str) -> None:
        """Nothing is decided on show."""

    def sync_now(self) -> None:
        """Nothing is sent on show."""


def page(desk: Desk) -> SyncPage:
    """The page over made-up numbers."""
    names = {"p1": "王秀英", "p2": "李建国"}
    bridge = Bridge()
    model = SyncModel(desk, SetClock(NOW), lambda person: names.get(person, ""))
    made = SyncPage(model, bridge)
    bridge.setParent(made)
    model.attach(made.refresh, at_once)
    model.load()
    return made


def offline() -> QWidget:
    """Twelve wait, two need a person."""
    return page(Desk(OFFLINE, (PARKED,), (CONFLICT,)))


def done() -> QWidget:
    """All is there."""
    return page(Desk(DONE))


def alone() -> QWidget:
    """No upload was ever set up."""
    return page(Desk(SyncSummary()))


ENTRIES = [Entry("sync", offline), Entry("sync-done", done), Entry("sync-alone", alone)]
