"""Every test of the interface runs with our fonts, at 100 %, in Chinese, with nothing that moves by itself."""

import importlib.util
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.clock import SetClock
from app.demo.clinic import prepare
from app.paths import DataFolder
from tests.ui.desktop_run import Run
from tests.ui.small_clinic import MORNING, RESIDENTS
from ui import gallery, tokens

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
def dressed(qapp: QApplication, compiled: None) -> Iterator[QApplication]:
    """The application as the gallery's pictures want it; what a test left of its windows goes, else the next ones dress that, too."""
    gallery.dress(qapp, 1.0)
    yield qapp
    for window in qapp.topLevelWidgets():
        window.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture(scope="session")
def prepared_clinic(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The clinic's folder, made once."""
    folder = DataFolder(tmp_path_factory.mktemp("small") / "data")
    prepare(folder, SetClock(MORNING), RESIDENTS)
    return folder.root


@pytest.fixture
def desk_clock() -> SetClock:
    clock = SetClock(MORNING)
    clock.forward(60)
    return clock


@pytest.fixture
def desk_folder(prepared_clinic: Path, tmp_path: Path) -> DataFolder:
    """A clinic of the test's own."""
    return DataFolder(Path(shutil.copytree(prepared_clinic, tmp_path / "data")))


@pytest.fixture
def run(qtbot: QtBot, dressed: QApplication, desk_folder: DataFolder, desk_clock: SetClock) -> Iterator[Run]:
    """In the size that the program ships with, as every start is."""
    gallery.dress(dressed, tokens.DEFAULT_SCALE)
    made = Run(qtbot, desk_folder, desk_clock)
    yield made
    made.desktop.end()


@pytest.fixture
def signed_in(run: Run) -> Run:
    run.begin()
    run.sign_in()
    return run
