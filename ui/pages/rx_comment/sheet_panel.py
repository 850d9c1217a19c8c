"""A sheet of the lot in front: what was signed, what the rules said, and the codes to be ticked."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.rx_comment import CommentClass, class_of
from app.rules.reviewing import review_policy
from app.services.rx_comment import ToComment
from ui import tokens as t
from ui.pages.rx_comment.words import CommentWords
from ui.widgets.fields import TextField
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.frames import Card, Line, column, label, refill
from ui.widgets.tick import Tick


class SheetPanel(QWidget):
    """Filled by `show_case`; ticks and words are taken over from what was found before."""

    def __init__(self, words: CommentWords) -> None:
        super().__init__()
        self._words = words
        self._case: ToComment | None = None
        self.codes: dict[str, Tick] = {}
        self.note = TextField(self.tr("Words"), self.tr("What was found"))
        self._sheet: QVBoxLayout = column(gap=t.S)
        lines = column(gap=t.M)
        lines.addLayout(self._sheet)
        lines.addWidget(self._ticks())
        self.setLayout(lines)

    def show_case(self, case: ToComment) -> None:
        """Show a sheet; nothing where it is shown already."""
        if case == self._case:
            return
        self._case = case
        refill(self._sheet, [self._card(case)])
        before = case.drawn.comment
        for code, tick in self.codes.items():
            tick.setChecked(before is not None and code in before.codes)
        self.note.setText("" if before is None else before.note)

    def chosen(self) -> list[str]:
        """Codes ticked, in the order of the list."""
        return [code for code, tick in self.codes.items() if tick.isChecked()]

    def _card(self, case: ToComment) -> Card:
        words, made = self._words, Card()
        made.body.addWidget(label(words.head(case), t.NAME, bold=True, wrap=True))
        made.body.addWidget(label(self.tr("Diagnosis: {words}").format(words=case.drawn.diagnoses), bold=True, wrap=True))
        for number in range(len(case.document["lines"])):
            name, usage = words.line(case.document, number)
            made.body.addWidget(Line())
            made.body.addWidget(label(name, bold=True, wrap=True))
            made.body.addWidget(label(usage, wrap=True))
        if case.findings:
            made.body.addWidget(Line())
        for one in case.findings:
            made.body.addWidget(label(words.finding(one), ink="secondary", wrap=True))
        if case.drawn.answer is not None:
            made.body.addWidget(Line())
            said = self.tr("The doctor's answer: {words}").format(words=words.answer(case.drawn.answer))
            made.body.addWidget(label(said, bold=True, wrap=True))
        return made

    def _ticks(self) -> Card:
        made = Card(self.tr("What is wrong; nothing ticked = reasonable"))
        for kind in (CommentClass.IRREGULAR, CommentClass.UNFIT, CommentClass.EXCESSIVE):
            made.body.addWidget(label(self._words.class_word(kind), bold=True))
            box = QWidget()
            flow = FlowLayout(box)
            for code in review_policy().comment_codes:
                if class_of([code]) is kind:
                    tick = self.codes[code] = Tick(self._words.code(code))
                    flow.addWidget(tick)
            made.body.addWidget(box)
        made.body.addWidget(self.note)
        return made
