"""The tokens keep their promises: contrast, sizes that follow the scale, states never told by colour alone."""

import pytest
from PySide6.QtGui import QColor, QFontInfo, QFontMetrics
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from ui import icons, theme
from ui import tokens as t


def contrast(one: str, other: str) -> float:
    """WCAG 2 contrast ratio."""

    def light(name: str) -> float:
        colour = QColor(name)
        parts = (colour.redF(), colour.greenF(), colour.blueF())
        linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("tone", t.Tone)
def test_each_tone_can_be_read(tone: t.Tone) -> None:
    assert contrast(tone.value.ink, tone.value.ground) >= 5.5


@pytest.mark.parametrize(
    ("ink", "ground", "least"),
    [
        (t.TEXT, t.SURFACE, 14),
        (t.SECONDARY, t.CANVAS, 6.5),
        (t.BORDER, t.SURFACE, 3),
        ("#ffffff", t.PRIMARY, 5.5),
        (t.SELECTION_TEXT, t.SELECTION, 11),
        (t.RAIL_TEXT, t.RAIL, 7),
        (t.RAIL_QUIET, t.RAIL, 5.5),
        (t.DISABLED, t.SUNKEN, 4.5),
    ],
)
def test_ink_stands_out_from_its_ground(ink: str, ground: str, least: float) -> None:
    assert contrast(ink, ground) >= least


def test_every_mark_but_none_has_a_shape_and_opposite_marks_differ_in_it() -> None:
    assert all(mark.icon in icons.NAMES for mark in t.Mark if mark is not t.Mark.NONE)
    assert t.Mark.HIGH.icon != t.Mark.LOW.icon and t.Mark.OK.icon != t.Mark.DANGER.icon


@pytest.mark.parametrize("scale", t.SCALES)
def test_type_and_targets_follow_the_scale(dressed: QApplication, qtbot: QtBot, scale: float) -> None:
    theme.apply(dressed, scale)
    assert QFontInfo(theme.font(t.BODY)).pixelSize() == round(15 * scale)
    assert QFontInfo(theme.font()).family() == theme.FAMILY
    for widget in (QPushButton("保存"), QLineEdit()):
        qtbot.addWidget(widget)
        widget.ensurePolished()
        assert widget.sizeHint().height() >= round(t.TARGET * scale)


def test_digits_have_one_width_so_that_columns_line_up(dressed: QApplication) -> None:
    metrics = QFontMetrics(theme.font(t.VITAL, bold=True))
    assert len({metrics.horizontalAdvance(digit) for digit in "0123456789"}) == 1


@pytest.mark.parametrize("name", icons.NAMES)
def test_every_icon_draws_something_inside_its_grid(dressed: QApplication, name: str) -> None:
    lines, areas = icons.path(name)
    box = lines.boundingRect().united(areas.boundingRect())
    assert box.left() >= 1 and box.top() >= 1 and box.right() <= 23 and box.bottom() <= 23
    picture = icons.pixmap(name, 24).toImage()
    assert any(picture.pixelColor(x, y).alpha() for x in range(24) for y in range(24))
