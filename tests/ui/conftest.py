"""Every test of the interface runs with our fonts, at 100 %, in Chinese, with nothing that moves by itself."""

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from PySide6.QtWidgets import QApplication

from ui import gallery

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def translations() -> Iterator[ModuleType]:
    """packaging/translations.py, which is a script and no package."""
    folder = str(ROOT / "packaging")
    sys.path.insert(0, folder)
    try:
        spec = importlib.util.spec_from_file_location("ui_translations_script", ROOT / "packaging" / "translations.py")
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        yield module
    finally:
        sys.path.remove(folder)


@pytest.fixture(scope="session")
def compiled(translations: ModuleType) -> None:
    """Translations as the set-up compiles them."""
    translations.ensure(Path(sys.prefix), ROOT)


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication, compiled: None) -> QApplication:
    """The application as the gallery's pictures want it."""
    gallery.dress(qapp, 1.0)
    return qapp
