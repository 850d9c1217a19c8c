"""点评结果: what pharmacists found in the doctor's own sheets; on the right the sheet, what was found, and accept or explain."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.domain.rx_comment import AnswerAct, CommentClass
from app.services.comments_back import FoundInMine
from ui import theme
from ui import tokens as t
from ui.bridge import Bridge
from ui.models.rows import Column, RowsModel
from ui.pages.model_page import ModelPage
from ui.pages.rx_comment.words import MARKS, CommentWords
from ui.pages.rx_found.model import FoundModel
from ui.widgets.buttons import button, primary
from ui.widgets.empty_state import EmptyState
from ui.widgets.fields import TextField
from ui.widgets.flow_layout import flowing
from ui.widgets.frames import Bar, Card, Line, Scroll, beside, column, label, refill, secondary
from ui.widgets.list_card import ListCard

LIST_WIDE = 420


class FoundPage(ModelPage[FoundModel]):
    """An answer is given once; nothing on the sheet changes by it."""

    def __init__(self, model: FoundModel, bridge: Bridge) -> None:
        super().__init__(model)
        self.words = CommentWords()
        self._shown: FoundInMine | None = None
        self._build()
        self.follow(bridge)

    def refresh(self) -> None:
        """Follow the model."""
        model, one = self.model, self.model.current
        self.list.show_rows(model.rows, self.tr("{n} to answer").format(n=model.waiting) if model.waiting else "")
        self._right.setVisible(one is not None)
        if one is not None:
            self.list.table.select(one.comment.id)
        if one is not None and one != self._shown:
            if self._shown is None or one.comment.id != self._shown.comment.id:
                self.reason.clear()
            refill(self._sheet, [self._card(one)])
        self._shown = one
        waits = one is not None and one.waits
        self._bar.setVisible(waits)
        for each in (self.accept, self.reason, self.explain):
            each.setVisible(waits)
            each.setEnabled(not model.busy)
        self.notice.follow(model.error)

    def _explain(self) -> None:
        if self.reason.text().strip():
            self.model.answer(AnswerAct.EXPLAINED, self.reason.text())
        else:
            self.reason.setFocus()

    # building

    def _build(self) -> None:
        words = self.words
        self.rows: RowsModel[FoundInMine] = RowsModel(
            (
                Column(self.tr("Month"), lambda one: words.month(one.month)),
                Column(self.tr("Found"), lambda one: words.class_word(one.found), mark=lambda one: MARKS[one.found]),
                Column(self.tr("Diagnosis"), lambda one: one.diagnoses, stretch=True),
                Column(self.tr("My answer"), self._answered),
            ),
            key=lambda one: one.comment.id,
        )
        nothing = EmptyState("check", self.tr("None of your sheets was looked at yet"), self.tr("The monthly review comes by itself."))
        self.list = ListCard(self.tr("Monthly review of my sheets"), self.tr("Sheets looked at"), self.rows, nothing)
        self.list.table.open_with(lambda one: self.model.open(one.comment.id))
        self.list.setFixedWidth(theme.px(LIST_WIDE))
        whole = column(self.notice, gap=0)
        whole.addLayout(beside(self.list, self._made_right()), 1)
        self.setLayout(whole)

    def _made_right(self) -> QWidget:
        inner = QWidget()
        self._sheet = column(gap=t.M)
        top = column(gap=0)
        top.addLayout(self._sheet)
        top.addStretch(1)
        inner.setLayout(top)
        self.accept = primary(self.tr("Accept"), lambda: self.model.answer(AnswerAct.ACCEPTED))
        self.reason = TextField(self.tr("Explanation"), self.tr("Why it was right to prescribe so"))
        self.reason.setMinimumWidth(theme.px(160))
        self.explain = button(self.tr("Explain"), self._explain)
        self._bar = Bar("foot")
        self._bar.line.addWidget(flowing(self.accept, self.reason, self.explain), 1)
        self._right = QWidget()
        lines = column(gap=0)
        lines.addWidget(Scroll(inner), 1)
        lines.addWidget(self._bar)
        self._right.setLayout(lines)
        return self._right

    def _answered(self, one: FoundInMine) -> str:
        return self.tr("To answer") if one.waits else self.words.answer(one.answer).partition("：")[0]

    def _card(self, one: FoundInMine) -> Card:
        words, made = self.words, Card()
        made.body.addWidget(label(self.tr("Prescription {number}").format(number=one.number), t.NAME, bold=True, wrap=True))
        made.body.addWidget(label(" · ".join(part for part in (one.resident, one.diagnoses) if part), bold=True, wrap=True))
        for number in range(len(one.document["lines"])):
            name, usage = words.line(one.document, number)
            made.body.addWidget(Line())
            made.body.addWidget(label(name, bold=True, wrap=True))
            made.body.addWidget(label(usage, wrap=True))
        made.body.addWidget(Line())
        for each in self._said(one):
            made.body.addWidget(each)
        return made

    def _said(self, one: FoundInMine) -> list[QWidget]:
        found = "；".join(" ".join(code) for code in one.codes) if one.found is not CommentClass.REASONABLE else ""
        said = " · ".join(part for part in (self.words.class_word(one.found), found, one.comment.note) if part)
        lot = self.tr("{name} ({place}) · {month}: {size} of {population} sheets drawn by lot, seed {seed}").format(
            name=one.pharmacist,
            place=one.place,
            month=self.words.month(one.month),
            size=one.size,
            population=one.population,
            seed=one.seed,
        )
        rows: list[QWidget] = [label(self.tr("Found: {words}").format(words=said), bold=True, wrap=True), secondary(lot, wrap=True)]
        if one.answer is not None:
            rows.append(label(self.tr("My answer: {words}").format(words=self.words.answer(one.answer)), bold=True, wrap=True))
        return rows
