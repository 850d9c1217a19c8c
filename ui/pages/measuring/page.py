"""The measuring table (体征测量): list and find box on the left, the resident in the chair on the right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QStackedWidget, QWidget

from app.events import Topic
from app.services.devices import DeviceCard
from app.services.inbox import Arrived
from app.store.unit_of_work import Change
from ui import theme
from ui import tokens as t
from ui.bridge import Bridge
from ui.pages.measuring.model import MeasuringModel
from ui.pages.measuring.roster_panel import RosterPanel
from ui.pages.measuring.subject import Subject
from ui.pages.measuring.subject_panel import SubjectPanel
from ui.pages.measuring.words import kind_word
from ui.pages.sticker import Sticker
from ui.widgets.buttons import button
from ui.widgets.empty_state import EmptyState
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.frames import column, label, row
from ui.widgets.pill import Pill

LEFT_SHARE, LEFT_LEAST, LEFT_MOST = 0.25, 190, 300
DRAWER_SHARE, DRAWER_MOST = 0.36, 420
"""With the drawer out the left column is wider: readings are compared and chosen there."""
PREPARE_MS = 400
"""After the page has been painted the panel of a resident is made ready, so that the first card opens as fast as the others."""
_CONCERNS = frozenset({"encounter", "person"})


class Say(Protocol):
    """The window's toast."""

    def __call__(self, text: str, mark: t.Mark = ..., undo: Callable[[], object] | None = ...) -> None: ...


@dataclass(frozen=True, slots=True)
class News:
    """The topics this page hears."""

    devices: Topic[DeviceCard]
    arming: Topic[None]
    inbox: Topic[Arrived]
    changes: Topic[Change]


class MeasuringPage(QWidget):
    """``say`` shows a short note over the page with an undo."""

    def __init__(self, model: MeasuringModel, bridge: Bridge, news: News, say: Say) -> None:
        super().__init__()
        self._model, self._say = model, say
        self._said = ""
        self.roster = RosterPanel(model)
        self.roster.opened.connect(self._open)
        self._subject: SubjectPanel | None = None
        self._empty = EmptyState("card", "", self.tr("Or scan an ID card, or type a name on the left and ask for a second identifier."))
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._tabs = QFrame()
        self._tab_flow = FlowLayout(self._tabs, gap=t.S)
        self._tabs_shown: tuple[object, ...] = ()
        self._build()
        model.attach(self.refresh, partial(bridge.run, owner=self))
        bridge.listen(news.devices, model.heard_device, owner=self)
        bridge.listen(news.arming, model.heard_arming, owner=self)
        bridge.listen(news.inbox, model.heard_reading, owner=self)
        bridge.listen(news.changes, self._changed, owner=self)
        self._second = QTimer(self, interval=1000)
        self._second.timeout.connect(self._tick)
        model.reload()

    @property
    def subject(self) -> SubjectPanel:
        """The open resident's panel; made when the first card is opened, so that the page itself is there at once."""
        if self._subject is None:
            self._subject = SubjectPanel(self._model)
            self._stack.addWidget(self._subject)
        return self._subject

    def shown(self) -> None:
        """The page came to the front."""
        self._model.reload()
        self._second.start()
        QTimer.singleShot(PREPARE_MS, self, lambda: self.subject)
        if self._model.subject is None:
            self.roster.find_box.setFocus()

    def hidden(self) -> None:
        """Another page is in front; arming goes on."""
        self._second.stop()

    def open_resident(self, person: str, encounter: str = "") -> None:
        """Open somebody's card from another page, with the visit of today where there is one. Nobody is armed by that."""
        self._open(person, encounter)

    def scanned(self, text: str) -> None:
        """A card's or slip's number opens its resident, recognised; anything else is looked for as if it were typed."""
        if self._model.scan(text):
            self.subject.focus_first()
        else:
            self._model.roster.find(text)
            self.roster.find_box.setFocus()

    @property
    def subject_in_front(self) -> Subject | None:
        """Whose card is open."""
        return self._model.subject

    def refresh(self) -> None:
        """Follow the model."""
        model = self._model
        self._share()
        self.roster.refresh()
        self._show_tabs()
        if model.subject is None:
            if self._stack.currentWidget() is not self._empty:
                self._stack.setCurrentWidget(self._empty)
                self.roster.find_box.setFocus()
            saved = self.tr("{name} is saved and waits for the doctor").format(name=model.saved) if model.saved else ""
            self._empty.say(self.tr("Please scan the next slip"), saved or self.tr("Or scan an ID card, or type a name on the left."))
        else:
            self.subject.refresh()
            self._stack.setCurrentWidget(self.subject)
        self._tell_arrival()

    def _open(self, person: str, encounter: str) -> None:
        self._model.open(person, encounter)
        self.subject.focus_first()

    def _changed(self, change: Change) -> None:
        if change.types() & _CONCERNS:
            self._model.roster.reload()

    def _tick(self) -> None:
        if self._model.devices.armed or self._model.next_in() is not None:
            self.subject.tick()

    def _tell_arrival(self) -> None:
        arrival = self._model.arrival
        if arrival is None or arrival.value.id == self._said:
            return
        self._said = arrival.value.id
        words = self.tr("{sticker} → {name}: {kind} {value}").format(
            sticker=arrival.sticker, name=arrival.name, kind=kind_word(arrival.kind.value), value=arrival.value.text
        )
        self._say(words, t.Mark.OK, partial(self._model.take_back, arrival.value.id, "wrong_person"))

    def _show_tabs(self) -> None:
        """Everybody armed at this seat, when it is more than the open card."""
        open_person = self._model.subject.person.id if self._model.subject else ""
        devices = self._model.devices
        people = {one.person: one.name for one in devices.armed}
        shown = tuple((one.id, one.name, one.sticker, devices.is_ready(one), one.person == open_person) for one in devices.armed)
        self._tabs.setVisible(bool(set(people) - {open_person}))
        if shown == self._tabs_shown:
            return
        self._tabs_shown = shown
        self._tab_flow.clear()
        for person, name in people.items():
            self._tab_flow.addWidget(self._tab(person, name, person == open_person))

    def _tab(self, person: str, name: str, is_open: bool) -> QWidget:
        tab = QFrame()
        armed = self._model.devices.armed_for(person)
        ready = all(self._model.devices.is_ready(one) for one in armed)
        tab.setProperty("surface", "ok" if ready else "warn")
        made = label(name, bold=True) if is_open else button(name, lambda: self._open(person, ""))
        state = Pill(self.tr("ready") if ready else self.tr("waiting"), t.Mark.OK if ready else t.Mark.ATTENTION)
        line = row(*(Sticker(one.sticker) for one in armed), made, state, gap=t.XS)
        line.setContentsMargins(t.S, t.XS, t.S, t.XS)
        tab.setLayout(line)
        return tab

    def _build(self) -> None:
        right = column(self._tabs, gap=t.S)
        right.addWidget(self._stack, 1)
        whole = row(self.roster, gap=t.M)
        whole.addLayout(right, 1)
        whole.setContentsMargins(t.M, t.M, t.M, t.M)
        self.setLayout(whole)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share()

    def _share(self) -> None:
        """How wide the left column is."""
        share, most = (DRAWER_SHARE, DRAWER_MOST) if self._model.unclaimed.open else (LEFT_SHARE, LEFT_MOST)
        wanted = max(theme.px(LEFT_LEAST), min(theme.px(most), int(self.width() * share)))
        if self.roster.width() != wanted:
            self.roster.setFixedWidth(wanted)
