"""Languages of the interface: English is in the source, every other one in `<area>_<language>.qm` beside this file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

FOLDER = Path(__file__).resolve().parent
FIRST = "zh_CN"
LANGUAGES = (FIRST, "en")

_installed: list[QTranslator] = []


def install(app: QApplication, language: str = FIRST) -> list[str]:
    """Switch the application to a language; widgets made from now on speak it. Returns the names of the files loaded.

    English needs none. Numbers stay in ASCII digits with a point in every language.
    """
    for old in _installed:
        app.removeTranslator(old)
    _installed.clear()
    QLocale.setDefault(QLocale(QLocale.Language.C))
    if language == "en":
        return []
    qt = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)) / f"qtbase_{language}.qm"
    return [file.name for file in (qt, *sorted(FOLDER.glob(f"*_{language}.qm"))) if _load(app, file)]


def _load(app: QApplication, file: Path) -> bool:
    translator = QTranslator(app)
    if not translator.load(str(file)):
        return False
    app.installTranslator(translator)
    _installed.append(translator)
    return True
