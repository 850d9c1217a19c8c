"""Paper by the very pictures of the preview; a printer that is gone is said to be gone."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import KnownError
from app.printing.prescription import prescription_pdf
from app.printing.preview import PRINT_DPI, rasterise
from tests.app.printing.sheets import ORDINARY
from ui.pages.printing.printer import image_of, print_pdf, printer_names


def test_the_sheet_is_printed_at_its_own_size(qapp: object, tmp_path: Path) -> None:
    target = tmp_path / "paper.pdf"
    print_pdf(prescription_pdf(ORDINARY), "", to_file=target)
    page = rasterise(target.read_bytes(), 72)[0]
    assert (round(page.width / 72 * 25.4), round(page.height / 72 * 25.4)) == (148, 210)


def test_what_is_printed_is_what_was_seen(qapp: object, tmp_path: Path) -> None:
    pdf, target = prescription_pdf(ORDINARY), tmp_path / "paper.pdf"
    print_pdf(pdf, "", to_file=target)
    seen, printed = (image_of(rasterise(data, 50)[0]) for data in (pdf, target.read_bytes()))
    assert abs(seen.width() - printed.width()) <= 2
    dark = sum(seen.pixelColor(x, y).value() < 128 for x in range(0, seen.width(), 3) for y in range(0, seen.height(), 3))
    same = sum(
        seen.pixelColor(x, y).value() < 128 and min(printed.pixelColor(min(x + dx, printed.width() - 1), y).value() for dx in (0, 1)) < 200
        for x in range(0, seen.width() - 1, 3)
        for y in range(0, min(seen.height(), printed.height()), 3)
    )
    assert dark > 20 and same >= 0.9 * dark


def test_a_printer_that_is_gone_is_named(qapp: object) -> None:
    with pytest.raises(KnownError, match="printer_gone") as caught:
        print_pdf(prescription_pdf(ORDINARY), "Kyocera im Flur")
    assert caught.value.facts == {"printer": "Kyocera im Flur"}
    assert "Kyocera im Flur" not in printer_names() and PRINT_DPI == 300
