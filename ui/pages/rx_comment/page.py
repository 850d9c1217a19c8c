"""处方点评: the month's lot on the left; on the right the sheet in front, or the report."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from app.domain.rx_comment import CommentClass
from app.services.rx_comment import DoctorComments, Drawn
from app.services.rx_comment_paper import KIND
from ui import theme
from ui import tokens as t
from ui.bridge import Bridge
from ui.keymap import Act
from ui.models.rows import Column, RowsModel
from ui.pages.model_page import ModelPage
from ui.pages.printing.preview import PrinterMemory
from ui.pages.printing.printable import Printable
from ui.pages.rx_comment.model import CommentModel
from ui.pages.rx_comment.sheet_panel import SheetPanel
from ui.pages.rx_comment.words import CommentWords
from ui.widgets.buttons import button, primary
from ui.widgets.data_table import DataTable
from ui.widgets.empty_state import EmptyState
from ui.widgets.flow_layout import flowing
from ui.widgets.frames import Bar, Card, Scroll, beside, column, label, secondary

LIST_WIDE = 400
Code = tuple[str, int]


class CommentPage(ModelPage[CommentModel]):
    """What was found is kept at the key; the next sheet that nobody looked at comes by itself."""

    def __init__(self, model: CommentModel, bridge: Bridge, printers: PrinterMemory) -> None:
        super().__init__(model)
        self.words = CommentWords()
        self.sheet = SheetPanel(self.words)
        self._build(bridge, printers)
        self.follow(bridge)

    def refresh(self) -> None:
        """Follow the model."""
        model, shown = self.model, self.model.shown
        drawn, case = shown is not None and shown.sample is not None, self.model.case
        self._month.setText(self.words.month(shown.month) if shown is not None else "")
        self._progress.setText(self.words.progress(shown) if shown is not None else "")
        self.lot.set_rows(shown.sheets if shown is not None else ())
        self.doctors.set_rows(shown.doctors if shown is not None else ())
        self.codes.set_rows(shown.codes if shown is not None else ())
        self.later.setEnabled(not model.is_newest)
        self.draw.setEnabled(shown is not None and shown.over and not drawn and not model.busy)
        self._table.setVisible(drawn)
        self._undrawn.setVisible(not drawn)
        self._report.setVisible(drawn and case is None)
        self._scroll.setVisible(case is not None)
        if case is not None:
            self.sheet.show_case(case)
            self._table.select(case.drawn.sheet)
        self._refresh_keys(drawn)
        self._refresh_notice()

    def _refresh_keys(self, drawn: bool) -> None:
        case = self.model.case
        self.draw.setVisible(not drawn)
        for each in (self.save, self.print):
            each.setVisible(drawn and case is None)
        for each in (self.keep, self.back):
            each.setVisible(case is not None)
        self.keep.setEnabled(not self.model.busy)

    def _refresh_notice(self) -> None:
        self.notice.follow(self.model.error, self.tr("Saved as {file}").format(file=self.model.saved) if self.model.saved else "")

    def _save(self) -> None:
        found, _ = QFileDialog.getSaveFileName(self, self.tr("Save as Excel"), f"{self._month.text()}.xlsx", "*.xlsx")
        if found:
            self.model.save(Path(found))

    def _show_pdf(self, pdf: bytes) -> None:
        self.printable.show_pdf(self.tr("Report"), pdf, KIND, lambda: self.model.paper.printed(pdf))

    def _keep(self) -> None:
        self.model.comment(self.sheet.chosen(), self.sheet.note.text())
        self._scroll.verticalScrollBar().setValue(0)

    # building

    def _build(self, bridge: Bridge, printers: PrinterMemory) -> None:
        whole = column(self.notice, gap=0)
        whole.addLayout(beside(self._lot(), self._right()), 1)
        whole.addWidget(self._keys())
        self.printable = Printable(self, whole, bridge, printers)

    def _lot(self) -> Card:
        words, made = self.words, Card()
        self._month = label("", t.NAME, bold=True)
        self.earlier = button(self.tr("Month before"), lambda: self.model.turn(-1))
        self.later = button(self.tr("Month after"), lambda: self.model.turn(1))
        self._progress = secondary("", wrap=True)
        self.lot: RowsModel[Drawn] = RowsModel(
            (
                Column(self.tr("Found"), words.found, mark=words.mark),
                Column(self.tr("Diagnosis"), lambda one: one.diagnoses, stretch=True),
                Column(self.tr("Answer"), words.answer_state),
            ),
            key=lambda one: one.sheet,
        )
        self._table = DataTable(self.lot, self.tr("Sheets drawn"))
        self._table.open_with(lambda one: self.model.open(one.sheet))
        self._undrawn = EmptyState("prescription", self.tr("Not drawn yet"), self.tr("A lot is drawn once, when the month is over."))
        for each in (self._month, flowing(self.earlier, self.later), self._progress):
            made.body.addWidget(each)
        made.body.addWidget(self._table, 1)
        made.body.addWidget(self._undrawn, 1)
        made.setFixedWidth(theme.px(LIST_WIDE))
        return made

    def _right(self) -> QWidget:
        self._scroll = Scroll(self.sheet)
        made = QWidget()
        made.setLayout(column(self._scroll, self._made_report(), gap=0))
        return made

    def _made_report(self) -> QWidget:
        words = self.words
        classes = (Column(words.class_word(kind), partial(_count, kind), right=True) for kind in CommentClass)
        self.doctors: RowsModel[DoctorComments] = RowsModel(
            (
                Column(self.tr("Doctor"), words.doctor, bold=True, stretch=True),
                Column(self.tr("Looked at"), lambda one: str(one.looked_at), right=True),
                *classes,
                Column(self.tr("Rate"), words.rate, right=True),
            ),
            key=lambda one: one.prescriber,
        )
        self.codes: RowsModel[Code] = RowsModel(
            (
                Column(self.tr("Code"), lambda one: words.code(one[0]), bold=True, stretch=True),
                Column(self.tr("Sheets"), lambda one: str(one[1]), right=True),
            ),
            key=lambda one: one[0],
        )
        by_doctor, by_code = Card(self.tr("By doctor")), Card(self.tr("By code"))
        for card, table in (
            (by_doctor, DataTable(self.doctors, self.tr("By doctor"))),
            (by_code, DataTable(self.codes, self.tr("By code"))),
        ):
            card.body.addWidget(table, 1)
        self._report = QWidget()
        lines = column(by_doctor, by_code, gap=t.M)
        lines.setStretch(0, 1)
        lines.setStretch(1, 1)
        self._report.setLayout(lines)
        return self._report

    def _keys(self) -> Bar:
        bar = Bar("foot")
        self.back = button(self.tr("To the report"), self.model.close)
        self.save = button(self.tr("Save as Excel"), self._save)
        self.print = button(self.tr("Print the report"), lambda: self.model.print(self._show_pdf), act=Act.PRINT, icon="print")
        self.draw = primary(self.tr("Draw the lot"), self.model.draw)
        self.keep = primary(self.tr("Keep"), self._keep, Act.SAVE)
        bar.line.addWidget(flowing(self.back, self.save, self.print, self.draw, self.keep), 1)
        return bar


def _count(kind: CommentClass, one: DoctorComments) -> str:
    return str(one.by_class.get(kind, 0))
