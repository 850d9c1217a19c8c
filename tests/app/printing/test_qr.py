"""The check code on paper: every module where it belongs."""

from __future__ import annotations

from app.printing.head import check_code
from app.printing.prescription import prescription_pdf
from app.printing.preview import rasterise
from tests.app.printing.pages import pixel
from tests.app.printing.sheets import ORDINARY

MM = 1200 / 25.4


def test_modules_are_printed_as_computed() -> None:
    modules = check_code(ORDINARY)
    image = rasterise(prescription_pdf(ORDINARY), 1200)[0]
    step = 18 * MM / len(modules)
    for row, cells in enumerate(modules):
        for column, dark in enumerate(cells):
            x, y = round(9 * MM + (column + 0.5) * step), round(7 * MM + (row + 0.5) * step)
            assert (pixel(image, x, y)[0] < 128) is dark


def test_finder_patterns_stand_in_three_corners() -> None:
    modules = check_code(ORDINARY)
    ring = [True] * 7
    assert modules[0][:7] == modules[0][-7:] == modules[-1][:7] == ring
    assert modules[-1][-7:] != ring
