"""A page that can be printed: the preview takes the place of its body until it is closed."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from PySide6.QtWidgets import QLayout, QStackedWidget, QWidget

from ui.bridge import Bridge
from ui.pages.printing.preview import PrinterMemory, PrintPreview, Signing
from ui.widgets.frames import column


class Printable(QStackedWidget):
    """Fills the page and holds its body; the preview is made when something is printed first, so that the page itself opens at once."""

    def __init__(self, page: QWidget, body: QLayout, bridge: Bridge, printers: PrinterMemory) -> None:
        super().__init__()
        self._bridge, self._printers = bridge, printers
        inner = QWidget()
        inner.setLayout(body)
        self.addWidget(inner)
        page.setLayout(column(self, gap=0))

    @cached_property
    def preview(self) -> PrintPreview:
        """The sheets before they are paper."""
        made = PrintPreview(self._bridge, self._printers)
        made.closed.connect(lambda: self.setCurrentIndex(0))
        self.addWidget(made)
        return made

    def show_pdf(self, title: str, pdf: bytes, kind: str, printed: Callable[[], object], signing: Signing | None = None) -> None:
        """As :meth:`PrintPreview.show_pdf`, in front."""
        self.preview.show_pdf(title, pdf, kind, printed, signing)
        self.setCurrentWidget(self.preview)
        self.preview.setFocus()
