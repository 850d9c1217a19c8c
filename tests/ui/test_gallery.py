"""Every entry of the gallery: fits, cuts nothing off, names its fields, looks as it did."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget

from tests.ui import inspection, pictures
from ui import gallery, i18n
from ui.gallery import Entry
from ui.widgets.frames import column

ENTRIES = gallery.entries()
SCALES = sorted({scale for entry in ENTRIES for scale in entry.scales})  # one after the other: each has a style sheet of its own
CASES = [
    pytest.param(entry, scale, id=f"{entry.name}-{round(scale * 100)}") for scale in SCALES for entry in ENTRIES if scale in entry.scales
]


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication, compiled: None) -> QApplication:
    """Each picture dresses the application by itself, most as the one before did."""
    return qapp


@contextmanager
def shown(app: QApplication, entry: Entry, size: tuple[int, int], scale: float = 1.0, language: str = i18n.FIRST) -> Iterator[QWidget]:
    """The entry on show at a size and scale, gone without a trace afterwards."""
    gallery.dress(app, scale, language)
    page = gallery.show(entry, size)
    try:
        yield page
    finally:
        page.close()
        page.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def resized(page: QWidget, size: tuple[int, int]) -> None:
    """Laid out anew: the height of a line depends on its width, and what stands around it on its height."""
    page.resize(*size)
    for _ in range(4):
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        QApplication.processEvents()


@pytest.mark.parametrize(("entry", "scale"), CASES)
def test_it_fits_and_looks_as_it_did(dressed: QApplication, entry: Entry, scale: float) -> None:
    """At every size of the entry; its picture is the one of the first, which it had when it was made."""
    with shown(dressed, entry, entry.sizes[0], scale) as page:
        for size in entry.sizes:
            if size != entry.sizes[0]:
                resized(page, size)
            least = page.minimumSizeHint()
            assert least.width() <= size[0] and least.height() <= size[1], f"needs {least.width()}×{least.height()}"
            assert inspection.flaws(page) == [], size
            if size == gallery.REFERENCE:
                compare(gallery.shoot(page), f"{entry.name}-{round(scale * 100)}.png")


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_it_fits_in_english_too(dressed: QApplication, entry: Entry) -> None:
    with shown(dressed, entry, gallery.REFERENCE, 1.2, "en") as page:
        assert inspection.flaws(page) == []


def compare(image: QImage, name: str) -> None:
    """Equal to the golden image within the tolerance; else the new one lies in tests/artifacts."""
    golden = pictures.FOLDER / name
    if pictures.writing():
        if not golden.exists() or pictures.difference(image, QImage(str(golden))) > 0:
            pictures.save(image, golden)
        return
    differs = pictures.difference(image, QImage(str(golden))) if golden.exists() else 1.0
    if differs > pictures.MAY_DIFFER:
        pictures.save(image, pictures.ARTIFACTS / name)
    assert differs <= pictures.MAY_DIFFER, f"{differs:.2%} of the pixels differ from {golden.name}; see tests/artifacts/{name}"


def test_names_are_unique() -> None:
    names = [entry.name for entry in gallery.entries()]
    assert len(names) == len(set(names)) and "widgets" in names


def narrow_label() -> QWidget:
    page, label = QWidget(), QLabel("一句放不下的话", None)
    label.setParent(page)
    label.setGeometry(0, 0, 20, 30)
    return page


def narrow_button() -> QWidget:
    page = QWidget()
    button = QPushButton("一个放不下的词", page)
    button.setFixedSize(40, 32)
    return page


def mute_field() -> QWidget:
    page = QWidget()
    page.setLayout(column(QLineEdit()))
    return page


def sticking_out() -> QWidget:
    page = QWidget()
    label = QLabel("在外面", page)
    label.setGeometry(280, 10, 100, 30)
    return page


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (narrow_label, "cut off '一句放不下的话'"),
        (narrow_button, "cut off '一个放不下的词'"),
        (mute_field, "no accessible name"),
        (sticking_out, "sticks out"),
    ],
)
def test_the_inspection_finds_a_planted_flaw(dressed: QApplication, make: object, said: str) -> None:
    assert callable(make)
    with shown(dressed, Entry("planted", make), (300, 200)) as page:
        assert any(said in flaw for flaw in inspection.flaws(page))


def test_a_picture_survives_its_palette_and_a_changed_one_does_not(dressed: QApplication, tmp_path: Path) -> None:
    entry = next(entry for entry in gallery.entries() if entry.name == "widgets")
    with shown(dressed, entry, gallery.REFERENCE) as page:
        image = gallery.shoot(page)
    file = tmp_path / "palette.png"
    pictures.save(image, file)
    assert pictures.difference(image, QImage(str(file))) <= pictures.MAY_DIFFER / 10
    changed = image.copy()
    changed.fill(0xFF202020)
    assert pictures.difference(changed, image) > pictures.MAY_DIFFER
    assert pictures.difference(image.scaled(QSize(10, 10)), image) == 1.0
