"""Live and stored ECG: true scale, gaps where a lead is off, nothing lost between packets and pen."""

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from ui.widgets.ecg_scale import FALLBACK_DOTS_PER_MM, TRACE, EcgScale, dots_per_mm, pulse, pulse_width
from ui.widgets.ecg_strip import EcgStrip
from ui.widgets.ecg_sweep import EcgSweep

MM = 4.0  # pixels per millimetre in these tests
HZ = 250


def dark(image: QImage, box: QRect) -> list[QPoint]:
    """Where the trace's ink is inside a box."""
    limit = QColor(TRACE).lightness() + 60
    return [
        QPoint(x, y)
        for x in range(box.left(), box.right() + 1)
        for y in range(box.top(), box.bottom() + 1)
        if image.pixelColor(x, y).lightness() < limit
    ]


@pytest.fixture
def sweep(qtbot: QtBot) -> EcgSweep:
    made = EcgSweep(measured_dots_per_mm=MM)
    qtbot.addWidget(made)
    made.resize(700, 200)
    made.show()
    made.set_signal(("II",), HZ, 1000)
    return made


def test_a_second_is_25_mm_and_a_millivolt_10_mm() -> None:
    scale = EcgScale(MM)
    assert (scale.per_s, scale.per_mv) == (100, 40)
    corners = pulse(10, 100, scale)
    assert corners[2].y() == 60 and corners[3].x() - corners[2].x() == 20  # 1 mV high, 200 ms wide


def test_a_screen_that_reports_nonsense_counts_as_96_dpi(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, sweep: EcgSweep) -> None:
    assert dots_per_mm(sweep, 5.5) == 5.5
    monkeypatch.setattr("ui.widgets.ecg_scale.SANE_DOTS_PER_MM", (50.0, 60.0))
    assert dots_per_mm(sweep) == FALLBACK_DOTS_PER_MM


def test_one_second_of_signal_moves_the_pen_25_mm_and_one_millivolt_up_10(sweep: EcgSweep) -> None:
    sweep.feed([[0] * 125 + [1000] * 125])
    for _ in range(30):
        sweep.advance(0.033)
    left = round(8 + pulse_width(sweep.scale))
    ink = dark(sweep.grab().toImage(), QRect(left + 2, 0, 300, 200))
    assert abs(max(point.x() for point in ink) - (left + 100)) <= 4
    heights = {point.y() for point in ink}
    assert abs((max(heights) - min(heights)) - 40) <= 3


def test_lead_off_is_a_gap(sweep: EcgSweep) -> None:
    sweep.feed([[0] * 50 + [None] * 50 + [0] * 50])
    for _ in range(40):
        sweep.advance(0.033)
    left = round(8 + pulse_width(sweep.scale))
    image = sweep.grab().toImage()
    assert dark(image, QRect(left + 2, 0, 14, 200)) and dark(image, QRect(left + 44, 0, 14, 200))
    assert dark(image, QRect(left + 22, 0, 16, 200)) == []


def test_every_sample_is_painted_and_the_pen_comes_round(sweep: EcgSweep) -> None:
    for _ in range(20):
        sweep.feed([[100] * HZ])
        for _ in range(31):
            sweep.advance(0.033)
    for _ in range(60):
        sweep.advance(0.033)
    assert sweep.waiting_samples == 0


def test_only_a_band_is_painted(sweep: EcgSweep) -> None:
    sweep.feed([[0] * HZ])
    bands = [sweep.advance(0.033) for _ in range(10)]
    assert all(0 < band.width() < 40 for band in bands)
    assert sweep.advance(0.0).isNull()


def test_a_late_packet_is_caught_up_smoothly_not_in_one_jump(sweep: EcgSweep) -> None:
    sweep.feed([[0] * (HZ * 2)])
    first = sweep.advance(0.033)
    before = sweep.waiting_samples
    assert first.width() < 60 and before > HZ
    for _ in range(40):
        sweep.advance(0.033)
    assert sweep.waiting_samples < HZ * 0.6


def strip_of(qtbot: QtBot, seconds: int = 30) -> EcgStrip:
    strip = EcgStrip(measured_dots_per_mm=MM)
    qtbot.addWidget(strip)
    strip.resize(600, 160)
    strip.show()
    strip.show_recording(("II",), HZ, 1000, [[0] * (HZ * seconds)])
    return strip


def test_a_recording_scrolls_by_seconds_and_windows(qtbot: QtBot) -> None:
    strip = strip_of(qtbot)
    qtbot.keyClick(strip, Qt.Key.Key_Right)
    assert strip.seconds_shown[0] == pytest.approx(1, abs=0.02)
    qtbot.keyClick(strip, Qt.Key.Key_PageDown)
    assert strip.seconds_shown[0] == pytest.approx(1 + strip.viewport().width() / 100, abs=0.02)
    qtbot.keyClick(strip, Qt.Key.Key_Home)
    assert strip.seconds_shown[0] == 0
    qtbot.keyClick(strip, Qt.Key.Key_End)
    assert strip.seconds_shown[1] >= 30


def test_the_calliper_measures_time_voltage_and_rate(qtbot: QtBot) -> None:
    strip = strip_of(qtbot)
    with qtbot.waitSignal(strip.measured) as told:
        qtbot.mousePress(strip.paper, Qt.MouseButton.LeftButton, pos=QPoint(100, 90))
        qtbot.mouseMove(strip.paper, QPoint(180, 50))
        qtbot.mouseRelease(strip.paper, Qt.MouseButton.LeftButton, pos=QPoint(180, 50))
    assert told.args == pytest.approx([800, 1.0])
    assert strip.paper.reading() == "800 ms · 1.00 mV · 75/min"
