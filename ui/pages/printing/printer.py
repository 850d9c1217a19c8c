"""Puts the pictures of a PDF on paper: the same bytes that the preview shows, at 300 dots an inch."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMarginsF, QPoint, QRectF, QSizeF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from app.errors import KnownError
from app.printing.preview import PRINT_DPI, PageImage, rasterise

MM_PER_INCH = 25.4


def printer_names() -> list[str]:
    """The printers this PC knows, the default one first."""
    names = [str(name) for name in QPrinterInfo.availablePrinterNames()]
    default = QPrinterInfo.defaultPrinterName()
    return sorted(names, key=lambda name: name != default)


def image_of(page: PageImage) -> QImage:
    """One page for the screen; the copy does not depend on the bytes it came from."""
    return QImage(page.rgb, page.width, page.height, page.stride, QImage.Format.Format_RGB888).copy()


def print_pdf(pdf: bytes, name: str, to_file: Path | None = None) -> None:
    """Print all pages on the printer of that name. Raises KnownError ``printer_gone`` or ``printer_failed``.

    ``to_file``: print into a PDF instead, through the very same path.
    """
    pages = rasterise(pdf, PRINT_DPI)
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    if to_file is not None:
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(to_file))
    elif name not in printer_names():
        raise KnownError("printer_gone", printer=name)
    else:
        printer.setPrinterName(name)
    printer.setResolution(PRINT_DPI)
    _paint(printer, pages)


def _paint(printer: QPrinter, pages: Sequence[PageImage]) -> None:
    _shape(printer, pages[0])
    painter = QPainter()
    if not painter.begin(printer):
        raise KnownError("printer_failed", printer=printer.printerName())
    try:
        for number, page in enumerate(pages):
            if number and not printer.newPage():
                raise KnownError("printer_failed", printer=printer.printerName())
            painter.drawImage(_whole_sheet(printer), image_of(page))
    finally:
        painter.end()


def _shape(printer: QPrinter, page: PageImage) -> None:
    """The paper is the page's own size, without margins of the driver: the form brings its own."""
    wide, high = (side / PRINT_DPI * MM_PER_INCH for side in (page.width, page.height))
    across = wide > high
    size = QPageSize(QSizeF(min(wide, high), max(wide, high)), QPageSize.Unit.Millimeter)
    printer.setFullPage(True)
    orientation = QPageLayout.Orientation.Landscape if across else QPageLayout.Orientation.Portrait
    printer.setPageLayout(QPageLayout(size, orientation, QMarginsF()))


def _whole_sheet(printer: QPrinter) -> QRectF:
    paper = printer.pageLayout().fullRectPixels(printer.resolution())
    return QRectF(QPoint(0, 0), QSizeF(paper.size()))
