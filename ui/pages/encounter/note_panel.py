"""Diagnoses and the note of the visit: typed words are durable within two seconds and when the field is left."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from PySide6.QtCore import QCoreApplication, QTimer, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QWidget

from app.domain.clinical import Condition
from app.services.diagnoses import DiagnosisRow
from app.services.infectious import Report, Stage
from app.texts import text
from ui import theme
from ui import tokens as t
from ui.pages.encounter.model import EncounterModel, OpenVisit
from ui.pages.wording import when
from ui.widgets.buttons import button, icon_button
from ui.widgets.fields import TextField
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.frames import Card, label, row
from ui.widgets.notice import Notice
from ui.widgets.pill import Pill
from ui.widgets.suggest_box import SuggestBox, Suggestion

DRAFT_AFTER_MS = 1_500
ONSET_WIDE = 130


class DiagnosisPanel(Card):
    """Problems that stand as chips, this visit's first; pinyin, code or name finds another. `report_asked(card)`: a notifiable disease
    is to be reported, '' = its card is not written yet."""

    report_asked = Signal(str)

    def __init__(self, model: EncounterModel, undo: Callable[[str, Callable[[], object]], object]) -> None:
        super().__init__(QCoreApplication.translate("DiagnosisPanel", "Diagnoses"))
        self._model, self._undo = model, undo
        self._found: dict[str, DiagnosisRow] = {}
        self._shown: object = None
        self.search = SuggestBox(
            self.tr("Add a diagnosis"),
            self.tr("Initials or code"),  # as much as fits beside the day
            self._search,
            self.tr("Nothing found for “{words}”."),
            "",
        )
        self.search.setToolTip(self.tr("Initials, name or ICD-10 code"))
        self.search.taken.connect(self._take)
        self.onset = TextField(self.tr("Ill since"), self.tr("Ill since: 3 days ago"))
        self.onset.setFixedWidth(theme.px(ONSET_WIDE))
        self.onset.setToolTip(self.tr("Goes with the next diagnosis, into the log of visits: today, 3 days ago, 3-2, 2026-3-2"))
        self._chips = QWidget()
        self._flow = FlowLayout(self._chips)
        self.body.addLayout(row(self.search, self.onset))
        self.body.addWidget(self._chips)

    def show_visit(self, visit: OpenVisit) -> None:
        """Show a visit's problems."""
        reports = self._model.reports(visit)
        shown = (visit.encounter, visit.diagnoses, tuple((one.disease.code, one.stage) for one in reports))
        if shown == self._shown:
            return
        if not isinstance(self._shown, tuple) or self._shown[0] != visit.encounter:
            self.onset.clear()  # what was asked of one person is not another's
        self._shown = shown
        self._flow.clear()
        self.set_count(self.tr("{n} active").format(n=len(visit.diagnoses)))
        for one in visit.diagnoses:
            self._flow.addWidget(_Chip(one, one.encounter == visit.encounter, partial(self._resolve, one)))
        if not visit.diagnoses:
            self._flow.addWidget(label(self.tr("No diagnosis yet."), ink="secondary"))

        for report in reports:
            self._flow.addWidget(self._report(report))

    def _report(self, one: Report) -> Pill:
        done = one.stage is Stage.DONE
        words = text(
            "infectious_line.chip_done" if done else "infectious_line.chip", {"disease": one.disease.name, "hours": one.disease.hours}
        )
        made = Pill(words, t.Mark.OK if done else t.Mark.DANGER, clickable=True, size=t.BODY)
        made.pressed.connect(lambda: self.report_asked.emit(one.card))
        return made

    def _search(self, words: str) -> list[Suggestion]:
        rows = self._model.find_diagnosis(words)
        self._found = {f"{one.icd10}|{one.cn_code}|{one.display}": one for one in rows}
        return [Suggestion(key, one.display, f"{one.icd10}  {one.cn_code}".strip()) for key, one in self._found.items()]

    def _take(self, key: str) -> None:
        told = self.onset.text().strip()
        since = self._model.ill_since(told) if told else None
        if told and since is None:
            self.onset.setFocus()
            return
        self.onset.clear()
        self._model.add_diagnosis(self._found[key], since)

    def _resolve(self, one: Condition) -> None:
        self._model.resolve(one.id)
        self._undo(self.tr("{name} marked as over").format(name=one.display), lambda: self._model.reopen(one.id))


class _Chip(QFrame):
    """Code and name; the cross says that the problem is over."""

    def __init__(self, condition: Condition, today: bool, resolve: Callable[[], object]) -> None:
        super().__init__()
        self.setProperty("surface", "info" if today else "neutral")
        code = label(condition.icd10, t.BODY, bold=True)
        cross = icon_button("close", self.tr("{name} is over").format(name=condition.display), resolve)
        cross.setFixedSize(theme.px(24), theme.px(24))
        line = row(code, label(condition.display, t.BODY), cross, gap=t.XS)
        line.setContentsMargins(t.S, 1, 1, 1)
        self.setLayout(line)


class NoteEdit(QPlainTextEdit):
    """Several lines; leaving it is said."""

    left = Signal()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()


class NotePanel(Card):
    """The visit's note with its headings one key away."""

    def __init__(self, model: EncounterModel) -> None:
        super().__init__(QCoreApplication.translate("NotePanel", "Note"))
        self._model = model
        self._encounter = ""
        self.edit = NoteEdit()
        self.edit.setAccessibleName(self.tr("Note"))
        self.edit.setPlaceholderText(self.tr("Complaint, history, findings, plan"))
        self.edit.setTabChangesFocus(True)
        self.edit.setMinimumHeight(theme.px(170))
        self.edit.setFont(theme.font())
        self.restored = Notice()
        self._timer = QTimer(self, singleShot=True, interval=DRAFT_AFTER_MS)
        self._timer.timeout.connect(model.keep_draft)
        self.edit.textChanged.connect(self._typed)
        self.edit.left.connect(self._left)
        templates = QWidget()
        flow = FlowLayout(templates)
        for words in self._headings():
            flow.addWidget(button(words, partial(self._insert, words), kind="quiet"))
        self.body.addWidget(templates)
        self.body.addWidget(self.restored)
        self.body.addWidget(self.edit, 1)

    def show_visit(self, visit: OpenVisit, now: datetime) -> None:
        """Put the visit's text into the field when another visit comes to the front; never while it is typed."""
        if visit.encounter != self._encounter:
            self._timer.stop()
            self._encounter = visit.encounter
            self.edit.blockSignals(True)
            self.edit.setPlainText(visit.note)
            self.edit.blockSignals(False)
            self._say_restored(visit, now)
        self.set_count(self._state(visit, now))

    def rest(self) -> None:
        """The page is left: what was typed is kept by whoever leaves it."""
        self._timer.stop()

    def _say_restored(self, visit: OpenVisit, now: datetime) -> None:
        if visit.restored:
            self.restored.tell(self.tr("Your unfinished note of {time} is back.").format(time=when(visit.kept_at, now)), t.Mark.INFO)
        else:
            self.restored.hide()

    def _state(self, visit: OpenVisit, now: datetime) -> str:
        if visit.kept_at:
            return self.tr("kept {time}").format(time=when(visit.kept_at, now))
        return self.tr("kept as you type")

    def _typed(self) -> None:
        self._model.type_note(self.edit.toPlainText())
        if not self._timer.isActive():
            self._timer.start()

    def _left(self) -> None:
        self._timer.stop()
        self._model.keep_draft()

    def _insert(self, words: str) -> None:
        text = self.edit.toPlainText()
        gap = "" if not text or text.endswith("\n") else "\n"
        self.edit.setFocus()
        self.edit.moveCursor(self.edit.textCursor().MoveOperation.End)
        self.edit.insertPlainText(self.tr("{gap}{heading}: ").format(gap=gap, heading=words))

    def _headings(self) -> tuple[str, ...]:
        return self.tr("Complaint"), self.tr("History"), self.tr("Findings"), self.tr("Plan")
