"""The status bar and the rail's counts, kept true from the services' news."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QObject, QTimer

from app.clock import Clock, local
from app.services.clinic import Clinic
from app.services.corrections import Taken
from app.services.critical_values import CriticalRow, CriticalValues
from app.services.devices import DeviceCard
from app.services.queue import QueueState
from app.services.returned import ReturnedSheet
from app.services.sync_status import SyncSummary
from app.services.worklist import WorkItem, WorkKind
from app.store.unit_of_work import Change
from device_drivers.readings import DeviceState
from ui import tokens as t
from ui.bridge import Bridge
from ui.device_marks import DEVICE_MARKS
from ui.pages.wording import when
from ui.window import MainWindow

log = logging.getLogger(__name__)

CLOCK_MS = 5_000
SETTLE_MS = 150
"""Counts are read this long after the last news: a morning's import must not read them a thousand times."""

MEASURING, ENCOUNTER, SYNC, PRESCRIPTION, REVIEW = "measuring", "encounter", "sync", "prescription", "review"
COUNTER, SUPPLY, DAY = "counter", "supply", "day"


@dataclass(frozen=True, slots=True)
class Counts:
    """What waits for whoever is signed in; ``returned``: sheets that a pharmacist sent back, ``review``: sheets to review.

    ``asked``: requests to this pharmacy. ``critical``: values nobody was told of yet.
    """

    upload: SyncSummary
    unclaimed: int = 0
    waiting: int = 0
    review: int = 0
    returned: tuple[ReturnedSheet, ...] = ()
    work: tuple[WorkItem, ...] = ()
    asked: int = 0
    critical: tuple[CriticalRow, ...] = ()


class StatusNews(QObject):
    """Follows one clinic on one window until it is deleted."""

    def __init__(self, window: MainWindow, clinic: Clinic, bridge: Bridge, clock: Clock) -> None:
        super().__init__(window)
        self._window, self._clinic, self._bridge, self._clock = window, clinic, bridge, clock
        self._time = QTimer(self, interval=CLOCK_MS)
        self._time.timeout.connect(self._tick)
        self._counts = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._counts.timeout.connect(self.read_counts)
        bridge.listen(clinic.devices.news, lambda _: self._say_devices(), self)
        bridge.listen(clinic.sync.news, self.say_upload, self)
        bridge.listen(clinic.inbox.news, lambda _: self._counts.start(), self)
        bridge.listen(clinic.desk.store.changes, self._changed, self)
        self._told: frozenset[str] = frozenset()
        self._returned: frozenset[str] | None = None
        self._untold: tuple[CriticalRow, ...] = ()
        self._time.start()

    def refresh(self) -> None:
        """Everything anew: somebody signed in."""
        who = self._clinic.desk.session.current
        if who is not None:
            self._window.status.set_user(who.name, who.organization.name)
        self._returned = None
        self._tick()
        self._say_devices()
        self.read_counts()
        self._read_corrections(self._remember)

    def _changed(self, change: Change) -> None:
        self._counts.start()
        if "correction" in change.types():
            self._read_corrections(self._tell_corrections)

    def _read_corrections(self, done: Callable[[list[Taken]], None]) -> None:
        who = self._clinic.desk.session.current
        if who is not None and who.may("queue.read"):
            self._bridge.run(self._clinic.corrections.mine, done, lambda error: log.info("corrections: %s", error.code), self)

    def _remember(self, unread: list[Taken]) -> None:
        self._told = frozenset(one.id for one in unread)

    def _tell_corrections(self, unread: list[Taken]) -> None:
        """A value this person saw was taken back just now: said at once, on whatever page they are; the page keeps it."""
        fresh = [one for one in unread if one.id not in self._told]
        self._remember(unread)
        if fresh and not self._window.covered:
            words = QCoreApplication.translate("StatusNews", "A value of {name} was taken back")
            if self._window.has(ENCOUNTER):
                words = QCoreApplication.translate(
                    "StatusNews", "A value of {name} was taken back; see the yellow strip on the visits page"
                )
            self._window.toast.say(words.format(name=fresh[0].name), t.Mark.ATTENTION)

    def _tick(self) -> None:
        self._window.status.set_critical(critical_words(self._untold, self._clock))
        self._window.status.set_time(f"{local(self._clock.now()):%H:%M}")

    def _say_devices(self) -> None:
        who, seat = self._clinic.desk.session.current, self._clinic.desk.seat
        if who is None or not who.may("devices.read"):
            self._window.status.set_devices([])
            return
        cards = [card for card in self._clinic.devices.known() if card.seat in ("", seat)]
        self._window.status.set_devices([(card.id, device_words(card), DEVICE_MARKS[card.state]) for card in cards])

    def read_counts(self) -> None:
        """What waits for somebody, read beside the screen's thread."""
        self._bridge.run(self._read, self._show_counts, lambda error: log.info("counts: %s", error.code), self)

    def _read(self) -> Counts:
        clinic, who = self._clinic, self._clinic.desk.session.current

        def may(permission: str) -> bool:
            return who is not None and who.may(permission)

        return Counts(
            clinic.sync.summary(),
            clinic.inbox.count() if may("intake.claim") else 0,
            sum(row.state is QueueState.WAITING for row in clinic.queue.today()) if may("queue.read") else 0,
            sum(not row.barred for row in clinic.reviewing.queue()) if may("rx.review") else 0,
            tuple(clinic.returned.waiting()) if may("rx.write") else (),
            tuple(clinic.worklist.waiting()) if who is not None else (),
            clinic.worklist.asked() if who is not None else 0,
            tuple(one for one in CriticalValues(clinic.desk).open() if one.untold) if may("chart.read") else (),
        )

    def _show_counts(self, counts: Counts) -> None:
        self.say_upload(counts.upload)
        self._untold = counts.critical
        self._window.status.set_critical(critical_words(self._untold, self._clock))
        self._window.set_badge(DAY, _count(len(counts.critical)))
        self._window.set_badge(MEASURING, _count(counts.unclaimed))
        self._window.set_badge(ENCOUNTER, _count(counts.waiting + len(counts.work)))
        at_counter = sum(one.kind in (WorkKind.FAILED, WorkKind.SHELF) for one in counts.work)
        self._window.set_badge(COUNTER, _count(at_counter + counts.asked))
        self._window.set_badge(SUPPLY, _count(counts.asked))
        self._window.set_badge(REVIEW, _count(counts.review))
        self._window.set_badge(PRESCRIPTION, _count(sum(not one.asked_again for one in counts.returned)))
        self._tell_returned(counts.returned)

    def _tell_returned(self, returned: tuple[ReturnedSheet, ...]) -> None:
        """A pharmacist sent a sheet back just now: said at once, on whatever page the doctor is; the patient may have begun."""
        known, self._returned = self._returned, frozenset(one.sheet.id for one in returned)
        fresh = [] if known is None else [one for one in returned if one.sheet.id not in known]
        if fresh and not self._window.covered:
            words = QCoreApplication.translate("StatusNews", "A pharmacist sent back the prescription of {name}; see the prescription page")
            self._window.toast.say(words.format(name=fresh[0].name), t.Mark.ATTENTION)

    def say_upload(self, summary: SyncSummary) -> None:
        """The light: green only when everything written here was acknowledged (H12)."""
        self._window.status.set_upload(*upload_words(summary, self._clock))
        self._window.set_badge(SYNC, _count(summary.parked + summary.conflicts))


def critical_words(untold: Sequence[CriticalRow], clock: Clock) -> str:
    """危急值未告知 2, and when the time of one is over that it is."""
    if not untold:
        return ""
    late = sum(one.due is not None and one.due.is_late(clock.now()) for one in untold)
    if late:
        return QCoreApplication.translate("StatusNews", "Critical values: nobody told {n}, {late} beyond 2 hours").format(
            n=len(untold), late=late
        )
    return QCoreApplication.translate("StatusNews", "Critical values: nobody told {n}").format(n=len(untold))


def device_words(card: DeviceCard) -> str:
    """红1 · 正在量 142: sticker or name, then what it does if that is worth a word."""
    name = card.sticker or card.name
    if card.state is DeviceState.MEASURING and card.live_pressure is not None:
        return QCoreApplication.translate("StatusNews", "{device} measuring {pressure}").format(device=name, pressure=card.live_pressure)
    words = {
        DeviceState.IDLE: QCoreApplication.translate("StatusNews", "{device} off"),
        DeviceState.SCANNING: QCoreApplication.translate("StatusNews", "{device} searching"),
        DeviceState.CONNECTING: QCoreApplication.translate("StatusNews", "{device} connecting"),
        DeviceState.CONNECTED: QCoreApplication.translate("StatusNews", "{device} connected"),
        DeviceState.TRANSFERRING: QCoreApplication.translate("StatusNews", "{device} sending"),
        DeviceState.MEASURING: QCoreApplication.translate("StatusNews", "{device} measuring"),
        DeviceState.DRAINED: QCoreApplication.translate("StatusNews", "{device} ready"),
        DeviceState.FAILED: QCoreApplication.translate("StatusNews", "{device} not working"),
    }
    return words[card.state].format(device=name)


def upload_words(summary: SyncSummary, clock: Clock) -> tuple[str, t.Mark]:
    """在线 · 待上传 n · 上次 08:41 · 需处理 k, with a mark that never says more than is known."""
    if not summary.peers_known:
        return QCoreApplication.translate("StatusNews", "Upload not set up"), t.Mark.NONE
    parts = [_link_word(summary.online)]
    if summary.pending:
        parts.append(QCoreApplication.translate("StatusNews", "{n} to upload").format(n=summary.pending))
    if summary.last_ok_at:
        parts.append(QCoreApplication.translate("StatusNews", "last {time}").format(time=when(summary.last_ok_at, clock.now())))
    due = summary.asked
    if due:
        parts.append(QCoreApplication.translate("StatusNews", "{n} need you").format(n=due))
    return " · ".join(parts), _upload_mark(summary, due)


def _link_word(online: bool | None) -> str:
    if online is None:
        return QCoreApplication.translate("StatusNews", "not tried yet")
    return QCoreApplication.translate("StatusNews", "Online") if online else QCoreApplication.translate("StatusNews", "Offline")


def _upload_mark(summary: SyncSummary, due: int) -> t.Mark:
    if due:
        return t.Mark.ATTENTION
    if summary.delivered:
        return t.Mark.OK
    return t.Mark.WAITING


def _count(number: int) -> str:
    return str(number) if number else ""
