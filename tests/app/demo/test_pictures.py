"""Pictures of every page after the day: taken from the real window, of the day's first resident, without touching her records."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from app.clock import SystemClock
from app.demo import pictures
from app.demo.clinic import DOCTOR, PASSWORD, prepare
from app.demo.play import SEED
from app.demo.script import opening_visit
from app.errors import KnownError
from app.paths import DataFolder
from app.services.resident_form import ResidentForm
from app.services.residents import Residents
from app.services.signin import SignIn

PAGES: tuple[str, ...] = ("signin", "measuring", "encounter", "prescription", "residents")
PAGES += ("counter", "refills", "formulary", "devices", "sync", "settings")


@pytest.fixture
def day(tmp_path: Path) -> Path:
    """A folder as the scripted day leaves it, with the first resident only."""
    folder = DataFolder(tmp_path / "data")
    prepare(folder, SystemClock(), 2)
    signin = SignIn(folder, SystemClock())
    desk = signin.sign_in(DOCTOR, PASSWORD)
    visit = opening_visit(SEED)
    form = ResidentForm(name=visit.name, id_number=visit.id_number, phone=visit.phone, village=visit.village)
    Residents(desk).register(form, despite_duplicates=True)
    signin.sign_out(desk)
    return tmp_path


def test_every_page_is_there_and_the_days_records_are_as_they_were(qapp: QApplication, day: Path) -> None:
    before = (day / "data" / "clinic.db").read_bytes()
    made = pictures.take(day, (120,))
    assert [file.name for file in made] == [f"screen-{page}-120.png" for page in PAGES]
    for file in made:
        image = QImage(str(file))
        assert (image.width(), image.height()) == (1366, 768)
        seen = {image.pixel(x, y) for x in range(0, 1366, 16) for y in range(0, 768, 16)}
        assert len(seen) > 8, f"{file.name} is empty"
    assert (day / "data" / "clinic.db").read_bytes() == before


def test_without_the_days_resident_it_says_where_it_stopped(tmp_path: Path, qapp: QApplication) -> None:
    prepare(DataFolder(tmp_path / "data"), SystemClock(), 1)
    with pytest.raises(KnownError, match="tour_stuck"):
        pictures.take(tmp_path, (120,))
    assert not [widget for widget in qapp.topLevelWidgets() if widget.isVisible()], "a walk that got stuck left its window open"
