"""Preview pictures: the right size, readable as PNG, and a refusal for what is no PDF."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from app.printing.prescription import prescription_pdf
from app.printing.preview import PRINT_DPI, rasterise
from tests.app.printing.pages import pixel
from tests.app.printing.sheets import ORDINARY


def test_a5_at_print_resolution() -> None:
    (page,) = rasterise(prescription_pdf(ORDINARY), PRINT_DPI)
    assert page.width == pytest.approx(148 / 25.4 * PRINT_DPI, abs=1)
    assert page.height == pytest.approx(210 / 25.4 * PRINT_DPI, abs=1)


def test_png_shows_the_same_pixels() -> None:
    (page,) = rasterise(prescription_pdf(ORDINARY), 72)
    with Image.open(io.BytesIO(page.png())) as picture:
        assert picture.size == (page.width, page.height)
        spots = [(40, 40), (page.width // 2, 80), (30, 300)]
        assert [picture.getpixel(spot) for spot in spots] == [pixel(page, *spot) for spot in spots]


def test_no_pdf_is_refused() -> None:
    with pytest.raises(ValueError, match="no PDF"):
        rasterise(b"nothing")
