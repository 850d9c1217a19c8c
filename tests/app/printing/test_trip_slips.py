"""Slips of a trip: ten on a sheet, the number two centimetres high, no whole name and no code on a free one."""

from __future__ import annotations

from app.domain.ids import new_id
from app.printing.preview import rasterise
from app.printing.trip_slips import TripSlip, slips_pdf
from tests.app.printing.pages import plain, words

MM = 72 / 25.4


def test_twenty_one_slips_are_three_sheets_in_order() -> None:
    pdf = slips_pdf("2026-03-06 柳树村", [TripSlip(n, "王*英", "3组", new_id()) for n in range(1, 22)])
    assert len(rasterise(pdf, 40)) == 3 and plain(pdf).count("王*英3组") == 21


def test_the_number_is_read_from_afar() -> None:
    (page,) = words(slips_pdf("2026-03-06", [TripSlip(8, "王*英", "3组", new_id())]))
    (number,) = [word for word in page if word.text == "8"]
    assert 18 <= (number.top - number.bottom) / MM <= 30


def test_a_free_slip_is_written_on() -> None:
    free, named = (slips_pdf("", [TripSlip(1, name, "", code)]) for name, code in (("", ""), ("李*", new_id())))
    assert "姓名：" in plain(free) and "姓名：" not in plain(named) and len(free) < len(named)
