"""Every page and widget on show: opened at fixed sizes and scales by tests, and photographed.

python -m ui.gallery FOLDER [NAME …]     writes a picture of each entry at each size and scale
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication, QWidget

from app.texts import choose_language
from ui import i18n, theme

REFERENCE = (1366, 768)
NARROW = (1024, 768)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing on show. ``make`` builds it afresh, on fixed data and a fixed clock."""

    name: str
    make: Callable[[], QWidget]
    sizes: tuple[tuple[int, int], ...] = (REFERENCE, NARROW)
    scales: tuple[float, ...] = (1.0, 1.4)


def entries() -> list[Entry]:
    """All entries: `ENTRIES` of ui.widgets.gallery and of every `ui.pages.<name>.gallery`."""
    return [entry for module in _modules() for entry in importlib.import_module(module).ENTRIES]


def _modules() -> Iterator[str]:
    import ui.pages

    yield "ui.widgets.gallery"
    for page in pkgutil.iter_modules(ui.pages.__path__, "ui.pages."):
        if page.ispkg and any(found.name == "gallery" for found in pkgutil.iter_modules([str(Path(p)) for p in _paths(page.name)])):
            yield f"{page.name}.gallery"


def _paths(package: str) -> list[str]:
    return list(importlib.import_module(package).__path__)


def dress(app: QApplication, scale: float, language: str = i18n.FIRST) -> None:
    """The application as the pictures want it: our fonts, one language, nothing that moves by itself."""
    i18n.install(app, language)
    choose_language(language)
    theme.apply(app, scale)
    theme.quiet_for_pictures(app)


def show(entry: Entry, size: tuple[int, int]) -> QWidget:
    """Build the entry and lay it out at a size. The caller closes it."""
    widget = entry.make()
    widget.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    widget.resize(*size)
    widget.show()
    QApplication.processEvents()
    return widget


def shoot(widget: QWidget) -> QImage:
    """A picture of the widget, one pixel per device-independent pixel."""
    image = QImage(QSize(widget.size()), QImage.Format.Format_RGB32)
    image.fill(widget.palette().window().color())
    painter = QPainter(image)
    widget.render(painter, QPoint())
    painter.end()
    return image


def main(arguments: list[str]) -> int:
    """Write the pictures; returns the exit code."""
    folder, names = Path(arguments[0]), arguments[1:]
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or QApplication(["gallery"])
    assert isinstance(app, QApplication)
    for entry in entries():
        for scale in entry.scales if not names or entry.name in names else ():
            dress(app, scale)
            for size in entry.sizes:
                widget = show(entry, size)
                shoot(widget).save(str(folder / f"{entry.name}-{size[0]}x{size[1]}-{round(scale * 100)}.png"))
                widget.close()
                widget.deleteLater()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
