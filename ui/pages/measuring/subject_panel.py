"""The open resident: banner, armed line, value cards, what is missing and the key that hands the visit over."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QFrame, QWidget

from app.domain.measurement import MeasurementKind
from app.errors import KnownError
from app.services.intake import IntakeState
from ui import tokens as t
from ui.keymap import Act
from ui.pages.card_grid import CardGrid
from ui.pages.encounter.resident_banner import show_banner
from ui.pages.measuring.arm_line import ArmLine
from ui.pages.measuring.entry_card import EntryCard
from ui.pages.measuring.glucose_card import GlucoseCard
from ui.pages.measuring.model import MeasuringModel
from ui.pages.measuring.subject import NEEDS_CONTEXT, Subject
from ui.pages.measuring.values import KINDS, CardView, echo_of
from ui.pages.measuring.words import MISSING_CONTEXT, joined, kind_word, reading_words, unfit_words
from ui.pages.reveal import reveal_on
from ui.widgets.banner import PatientBanner
from ui.widgets.buttons import button, primary
from ui.widgets.fields import EnterMoves
from ui.widgets.frames import Bar, Scroll, column, label
from ui.widgets.notice import Notice

CARD_WIDTH = 152
EDGE = 5
"""Pixels of the border that is seen from two metres."""


class SubjectPanel(QFrame):
    """Amber while an armed device is awaited, green once every armed device is ready, grey while nobody is armed."""

    def __init__(self, model: MeasuringModel) -> None:
        super().__init__()
        self._model = model
        self._edge = ""
        self._step = ("", False, False)
        self.banner = PatientBanner(flowing=True)
        reveal_on(self.banner, model.numbers)
        self.arm_line = ArmLine(model)
        self.cards: dict[MeasurementKind, EntryCard] = {kind: self._card(kind) for kind in KINDS}
        self._grid = CardGrid(CARD_WIDTH, even=True)
        self._grid.set_cards(
            list(self.cards.values()), {self.cards[MeasurementKind.BLOOD_PRESSURE]: 2, self.cards[MeasurementKind.GLUCOSE]: 2}
        )
        self._notice = Notice()
        self._missing = label("", bold=True, wrap=True)
        self._done = label("", ink="secondary", wrap=True)
        self.put_away = button(self.tr("Put away"), model.close)
        self.save = primary(self.tr("Save"), self._save, act=Act.SAVE)
        self._build()

    def refresh(self) -> None:
        """Follow the model."""
        subject = self._model.subject
        if subject is None:
            return
        unknown = () if self._model.is_recognised(subject) else ((self.tr("identity not checked"), t.Mark.ATTENTION),)
        show_banner(self.banner, subject.banner, unknown)
        focused = QApplication.focusWidget()
        here = focused is not None and self.arm_line.isAncestorOf(focused)
        self.arm_line.refresh()
        self._set_edge(subject)
        self._follow(subject, here)
        for card in self._model.cards():
            self._show_card(subject, card)
        self._say_missing(subject.state)
        self.save.setEnabled(self._model.can_save())
        self._notice.follow(self._model.error)

    def _follow(self, subject: Subject, here: bool) -> None:
        """Recognised, or armed: the cursor goes on to what comes next, if it was there before."""
        step = (subject.person.id, bool(subject.identified_by), bool(self._model.devices.armed_for(subject.person.id)))
        moved = step != self._step and step[0] == self._step[0]
        self._step = step
        if moved and here:
            self.focus_first()

    def edge(self) -> str:
        """waiting (amber), ready (green) or '' (nobody armed)."""
        return self._edge

    def focus_first(self) -> None:
        """The cursor where the next act is: the question, a device, else the first field without a value."""
        if self.arm_line.focus_next():
            return
        empty = next((card.kind for card in self._model.cards() if card.now is None), KINDS[0])
        self.cards[empty].field.setFocus()

    def tick(self) -> None:
        """A second has passed: only what counts down is painted again."""
        if self._model.subject is not None:
            self.arm_line.refresh()
            self._set_edge(self._model.subject)
            card = next(card for card in self._model.cards() if card.kind is MeasurementKind.BLOOD_PRESSURE)
            self._show_card(self._model.subject, card)

    def _set_edge(self, subject: Subject) -> None:
        armed = self._model.devices.armed_for(subject.person.id)
        edge = ("ready" if all(self._model.devices.is_ready(one) for one in armed) else "waiting") if armed else ""
        if edge != self._edge:
            self._edge = edge
            self.update()

    def _show_card(self, subject: Subject, card: CardView) -> None:
        made = self.cards[card.kind]
        enabled = bool(subject.encounter) and not subject.proxy
        typed = subject.typed.get(card.kind, "")
        problem = self._model.problem(card.kind) or self._unanswered(subject, card, typed)
        made.show_card(card, self._model.clock.now(), self._note(card))
        readable = typed and (problem is None or problem.code == NEEDS_CONTEXT)
        made.show_field(typed, enabled, problem, echo_of(card.kind, typed) if readable else "", subject.asked.get(card.kind, ()))
        if isinstance(made, GlucoseCard):
            made.show_context(card, typed.strip(), subject.context, enabled)
        live = self._model.devices.live_pressure(subject.person.id) if card.kind is MeasurementKind.BLOOD_PRESSURE else None
        if live is not None:
            made.show_value(str(live), t.Mark.INFO, self.tr("cuff filling"), note=self._note(card))

    def _unanswered(self, subject: Subject, card: CardView, typed: str) -> KnownError | None:
        """A meter's reading that nobody has said the meal of, or whose meter says another."""
        if card.kind is not MeasurementKind.GLUCOSE or card.now is None or card.now.context or typed.strip():
            return None
        return subject.unanswered(card.now.id)

    def _note(self, card: CardView) -> str:
        if card.kind is MeasurementKind.BLOOD_PRESSURE:
            return "\n".join(part for part in (self._next_pressure(card), reading_words(card)) if part)
        if card.now is not None and (unfit := unfit_words(card.now.quality)):
            return unfit
        if card.kind is MeasurementKind.WEIGHT and self._model.bmi():
            return self.tr("BMI {value}").format(value=self._model.bmi())
        return ""

    def _next_pressure(self, card: CardView) -> str:
        state = self._model.subject.state if self._model.subject else None
        if state is None:
            return ""
        pulse = self.tr("pulse {n}").format(n=card.now.pulse) if card.now and card.now.pulse else ""
        if state.pressure.expired:
            return self.tr("The pause grew too long: measure twice anew.")
        seconds = self._model.next_in()
        place = len(state.pressure.readings) + 1
        if seconds is None:
            return joined((pulse, self.tr("mean of the readings that count")) if card.summary else (pulse,))
        wait = self.tr("wait {s} s, then reading {n}") if seconds else self.tr("reading {n} now")
        return joined((pulse, wait.format(s=seconds, n=place)))

    def _say_missing(self, state: IntakeState | None) -> None:
        missing = [self._missing_word(kind, state) for kind in state.missing] if state else []
        measured = dict.fromkeys(one.kind.value for one in state.measurements) if state else {}
        done = [kind_word(kind.value) for kind in KINDS if kind.value in measured and kind.value not in (state.missing if state else ())]
        self._missing.setText(self.tr("Still missing: {kinds}").format(kinds=joined(missing)) if missing else "")
        self._missing.setVisible(bool(missing))
        self._done.setText(self.tr("Measured: {kinds}").format(kinds=joined(done)) if done else "")
        self._done.setVisible(bool(done))

    def _missing_word(self, kind: str, state: IntakeState | None) -> str:
        begun = len(state.pressure.readings) if state else 0
        if kind == MeasurementKind.BLOOD_PRESSURE.value and begun:
            return self.tr("pressure reading {n}").format(n=begun + 1)
        return kind_word(kind if kind != MISSING_CONTEXT else MISSING_CONTEXT)

    def _save(self) -> None:
        wrong = self._model.save()
        if wrong is not None:
            self.cards[wrong].field.setFocus()
            self.refresh()

    def _card(self, kind: MeasurementKind) -> EntryCard:
        card = GlucoseCard() if kind is MeasurementKind.GLUCOSE else EntryCard(kind)
        card.edited.connect(self._edited)
        card.left.connect(self._model.enter)
        card.confirmed.connect(self._model.confirm)
        card.taken_back.connect(self._model.take_back)
        card.arm_chosen.connect(self._model.set_arm)
        card.quality_chosen.connect(self._model.add_quality)
        if isinstance(card, GlucoseCard):
            card.context_chosen.connect(self._context_chosen)
        return card

    def _edited(self, kind: MeasurementKind, text: str) -> None:
        self._model.type(kind, text)
        card = next(card for card in self._model.cards() if card.kind is kind)
        if self._model.subject is not None:
            self._show_card(self._model.subject, card)

    def _context_chosen(self, context: str) -> None:
        self._model.choose_context(context)
        self._model.enter(MeasurementKind.GLUCOSE)

    def _build(self) -> None:
        inner = QWidget()
        body = column(self._notice, self._grid, 0, gap=t.M)
        body.setContentsMargins(t.M, t.S, t.M, t.M)
        inner.setLayout(body)
        foot = Bar("foot")
        words = column(self._missing, self._done, gap=0)
        foot.line.addLayout(words, 1)
        foot.line.addWidget(self.put_away)
        foot.line.addWidget(self.save)
        whole = column(self.banner, self.arm_line, gap=0)
        whole.addWidget(Scroll(inner), 1)
        whole.addWidget(foot)
        whole.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        self.setLayout(whole)
        fields: list[QWidget] = []
        for card in self.cards.values():
            fields.append(card.field)
            if isinstance(card, GlucoseCard):
                fields.append(card.context)
        EnterMoves(self, fields, self.save)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = {"ready": t.Tone.OK.value.ink, "waiting": "#e0a11b"}.get(self._edge, t.HAIRLINE)
        width = EDGE if self._edge else 1
        painter.setPen(QPen(QColor(colour), width))
        painter.setBrush(QColor(t.SURFACE if self._edge else t.CANVAS))
        box = QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2)
        painter.drawRoundedRect(box, t.RADIUS, t.RADIUS)
        painter.end()
