"""The sheet on the screen before it is paper: pages of the same PDF, the printer, print."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPixmap
from PySide6.QtWidgets import QComboBox, QFileDialog, QLabel, QVBoxLayout, QWidget

from app.errors import KnownError
from app.printing.preview import PageImage, rasterise
from app.services.pdf_signing import PdfVerdict
from app.services.pdf_words import told_verdict
from app.texts import Message, chosen_language, load_texts, text
from ui import theme
from ui import tokens as t
from ui.bridge import Bridge
from ui.keymap import Act
from ui.pages.printing.printer import image_of, print_pdf, printer_names
from ui.widgets.buttons import button, primary
from ui.widgets.frames import Bar, Scroll, column, label, secondary
from ui.widgets.notice import Notice

SCREEN_DPI = 108


class PrinterMemory(Protocol):
    """Which printer each kind of document went to last."""

    def chosen(self, kind: str) -> str: ...

    def choose(self, kind: str, printer: str) -> None: ...


class Signing(Protocol):
    """Signs a copy that leaves the house as a file, and says who signed one."""

    def sign(self, pdf: bytes, reason: str = "") -> bytes: ...

    def check(self, pdf: bytes) -> PdfVerdict: ...


class PrintPreview(QWidget):
    """Covers the page it belongs to. ``printed`` of `show_pdf` is called once the paper is on its way."""

    closed = Signal()

    def __init__(self, bridge: Bridge, memory: PrinterMemory, names: Callable[[], list[str]] | None = None) -> None:
        """``names``: the printers there are; this PC's unless given."""
        super().__init__()
        self._bridge, self._memory, self._names = bridge, memory, names or (lambda: printer_names())
        self._pdf, self._kind = b"", ""
        self._printed: Callable[[], object] = _nobody
        self._signing: Signing | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Print preview"))
        self._title = label("", t.HEADING, bold=True, wrap=True)  # of many sheets at once it is long
        self.notice = Notice()
        self.printers = QComboBox()
        self.printers.setAccessibleName(self.tr("Printer"))
        self.printers.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.printers.setMinimumContentsLength(10)
        self.print = primary(self.tr("Print"), self._print_pressed, Act.PRINT, icon="print")
        self.save = button(self.tr("Save as PDF"), self._save_pressed)
        self.back = button(self.tr("Back"), self.leave, icon="back")
        self._build()

    def show_pdf(self, title: str, pdf: bytes, kind: str, printed: Callable[[], object], signing: Signing | None = None) -> None:
        """Show a document. ``kind`` (prescription, ecg …) decides which printer is proposed; with ``signing`` a saved copy is signed."""
        self._pdf, self._kind, self._printed, self._signing = pdf, kind, printed, signing
        self._title.setText(title)
        self.notice.hide()
        self._clear()
        self._list_printers()
        self._bridge.run(partial(rasterise, pdf, SCREEN_DPI), self._show_pages, self.notice.fail, self)

    def leave(self) -> None:
        """Back to the page."""
        self.closed.emit()

    def page_count(self) -> int:
        """How many sheets are shown."""
        return self._sheets.count() - 1

    # inside

    def _list_printers(self) -> None:
        names = self._names()
        self.printers.clear()
        self.printers.addItems(names)
        kept = self._memory.chosen(self._kind)
        if kept in names:
            self.printers.setCurrentText(kept)
        self.printers.setEnabled(bool(names))
        self.print.setEnabled(bool(names))
        self._no_printer.setVisible(not names)

    def _show_pages(self, pages: tuple[PageImage, ...]) -> None:
        for page in pages:
            sheet = QLabel()
            sheet.setProperty("surface", "card")
            sheet.setPixmap(QPixmap.fromImage(image_of(page)))
            sheet.setAccessibleName(self._title.text())
            self._sheets.insertWidget(self._sheets.count() - 1, sheet, 0, Qt.AlignmentFlag.AlignHCenter)

    def _clear(self) -> None:
        while self._sheets.count() > 1:
            item = self._sheets.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def _print_pressed(self) -> None:
        name = self.printers.currentText()
        try:
            print_pdf(self._pdf, name)
            self._memory.choose(self._kind, name)
            self._printed()
        except KnownError as error:
            self.notice.fail(error)
        else:
            self.notice.tell(self.tr("Sent to {printer}").format(printer=name), t.Mark.OK)

    def _save_pressed(self) -> None:
        path, _ = QFileDialog.getSaveFileName(self, self.tr("Save as PDF"), f"{self._kind}.pdf", "PDF (*.pdf)")
        if not path:
            return
        if self._signing is None:
            try:
                _write(Path(path), self._pdf)
            except KnownError as error:
                self.notice.fail(error)
            else:
                self._saved(None)
            return
        self.save.setEnabled(False)
        self._bridge.run(partial(_sign_into, Path(path), self._pdf, self._signing), self._saved, self._not_saved, self)

    def _saved(self, verdict: PdfVerdict | KnownError | None) -> None:
        """``verdict``: what the file that was written says of itself, or why it carries no signature."""
        self.save.setEnabled(True)
        self._printed()
        words = load_texts(chosen_language())
        if isinstance(verdict, KnownError):
            self.notice.tell(Message(self.tr("Saved, without a signature"), words.error(verdict).what), t.Mark.ATTENTION)
        else:
            told = "\n".join(told_verdict(words, verdict)) if verdict is not None else ""
            self.notice.tell(Message(self.tr("Saved"), told), t.Mark.OK)

    def _not_saved(self, error: KnownError) -> None:
        self.save.setEnabled(True)
        self.notice.fail(error)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)

    def _build(self) -> None:
        top = Bar("bar")
        top.line.addWidget(self.back)
        top.line.addWidget(self._title, 1)
        sheets = QWidget()
        self._sheets = QVBoxLayout(sheets)
        self._sheets.setSpacing(t.M)
        self._sheets.setContentsMargins(t.M, t.M, t.M, t.M)
        self._sheets.addStretch(1)
        foot = Bar("foot")
        self._no_printer = secondary(self.tr("No printer is set up on this PC"))
        for each in (self._no_printer, self.save):
            foot.line.addWidget(each)
        foot.line.addStretch(1)
        foot.line.addWidget(self.printers)
        foot.line.addWidget(self.print)
        self.printers.setMinimumHeight(theme.px(t.TARGET))
        whole = column(top, self.notice, Scroll(sheets), foot, gap=0)
        whole.setStretch(2, 1)
        self.setLayout(whole)


def _nobody() -> None:
    return


def _sign_into(file: Path, pdf: bytes, signing: Signing) -> PdfVerdict | KnownError:
    """Write a signed copy and read back what it says; a person without a key saves one without a signature rather than none."""
    try:
        signed = signing.sign(pdf, text("pdf_signature.reason"))
    except KnownError as error:
        _write(file, pdf)
        return error
    _write(file, signed)
    return signing.check(file.read_bytes())


def _write(file: Path, body: bytes) -> None:
    """Raises KnownError ``file_not_written``."""
    try:
        file.write_bytes(body)
    except OSError as error:
        raise KnownError("file_not_written", why=error.strerror or type(error).__name__) from error
