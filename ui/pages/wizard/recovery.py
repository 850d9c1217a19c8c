"""The recovery key on screen and on one sheet of paper."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QFont, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
from PySide6.QtWidgets import QCheckBox, QFrame, QPushButton, QSizePolicy, QWidget

from ui import theme
from ui import tokens as t
from ui.pages.wizard.model import WizardModel
from ui.widgets.buttons import button, primary
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.frames import column, label, row
from ui.widgets.notice import Notice

GROUPS_A_LINE = 4


def in_lines(code: str) -> str:
    """The key in lines of four groups, as it is read aloud and copied."""
    groups = code.split("-")
    return "\n".join(" - ".join(groups[start : start + GROUPS_A_LINE]) for start in range(0, len(groups), GROUPS_A_LINE))


def print_sheet(printer: QPrinter, institution: str, code: str) -> None:
    """One sheet: whose key it is, the key in large type, what it is for."""
    purpose = QCoreApplication.translate(
        "RecoverySheet", "It opens the records if every password is lost. Keep it locked away; whoever has it can read all records."
    )
    painter = QPainter(printer)
    dots = printer.resolution() / 25.4  # per millimetre
    page = printer.pageRect(QPrinter.Unit.DevicePixel)
    top = 0.0
    title = QCoreApplication.translate("RecoverySheet", "Recovery key")
    for text, millimetres in ((title, 8.0), (institution, 5.0), (in_lines(code), 7.0), (purpose, 4.5)):
        face = QFont(theme.FAMILY)
        face.setPixelSize(round(millimetres * dots))
        painter.setFont(face)
        box = QRectF(15 * dots, 15 * dots + top, page.width() - 30 * dots, page.height())
        drawn = painter.drawText(box, Qt.TextFlag.TextWordWrap, text)
        top += drawn.height() + 6 * dots
    painter.end()


class RecoveryStep(QWidget):
    """Shown once: copy it, print it, say that it is written down, begin."""

    def __init__(self, model: WizardModel) -> None:
        super().__init__()
        self._model = model
        self._notice = Notice()
        self._code = label("", t.NAME, bold=True)
        self._code.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        frame = QFrame()
        frame.setProperty("surface", "info")
        inside = column(self._code)
        inside.setContentsMargins(t.L, t.L, t.L, t.L)
        frame.setLayout(inside)
        ways = QWidget()
        ways.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        flow = FlowLayout(ways)
        self.print_button = button(self.tr("Print"), self._print, icon="print")
        self.copy_button = button(self.tr("Copy"), self._copy, icon="card")
        flow.addWidget(self.print_button)
        flow.addWidget(self.copy_button)
        self.written = QCheckBox(self.tr("I have written it down on paper"))
        self.written.setAccessibleName(self.written.text())
        self.written.toggled.connect(model.confirm)
        self.begin: QPushButton = primary(self.tr("Begin"))
        lines = column(
            label(self.tr("If every password is forgotten, only this key opens the records. It is shown this one time."), wrap=True),
            frame,
            ways,
            label(self.tr("Write it on paper and lock it away. Do not photograph it and do not send it by phone."), ink="warn", wrap=True),
            self._notice,
            gap=t.M,
        )
        lines.addLayout(row(self.written, 0, self.begin))
        self.setLayout(lines)

    def refresh(self) -> None:
        """Follow the model."""
        self._code.setText(in_lines(self._model.recovery_code))
        self.begin.setEnabled(self._model.written_down)

    def _copy(self) -> None:
        from PySide6.QtGui import QGuiApplication

        QGuiApplication.clipboard().setText(self._model.recovery_code)
        self._notice.tell(self.tr("Copied. Paste it where only you can read it, then clear the clipboard."), t.Mark.INFO)

    def _print(self) -> None:
        if QPrinterInfo.defaultPrinter().isNull():
            self._notice.tell(self.tr("No printer is set up on this computer. Please copy the key by hand."), t.Mark.ATTENTION)
            return
        print_sheet(QPrinter(QPrinter.PrinterMode.HighResolution), self._model.value("organization_name"), self._model.recovery_code)
        self._notice.tell(self.tr("Sent to the printer. Fetch the sheet yourself."), t.Mark.OK)
