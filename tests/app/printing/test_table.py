"""A list on A4: heads on every page, cells broken where their column ends, notes below."""

from __future__ import annotations

from app.printing.preview import rasterise
from app.printing.table import PrintedTable, table_pdf
from tests.app.printing.pages import plain

WIDTHS = (22.0, 20.0, 27.0, 24.0, 25.0, 44.0, 20.0, 8.0)


def table(rows: int, notes: tuple[str, ...] = ()) -> bytes:
    made = tuple(
        ((f"2026-03-{n:03d}",), ("",), ("王秀英",), ("柳树村",), ("13900001234",), ("一二三四五六七八九十" * 4,), ("",), ("",))
        for n in range(rows)
    )
    return table_pdf(PrintedTable("refill_list", "柳树村卫生室", "全部村", "2026-03-05 08:40", WIDTHS, made, notes))


def test_long_cells_are_broken_and_none_is_lost() -> None:
    text = plain(table(30))
    assert text.count("用完日期") == len(rasterise(table(30), 40)) > 1
    assert text.replace("\n", "").count("一") == 120 and all(f"2026-03-{n:03d}" in text for n in range(30))


def test_notes_stand_below_even_where_they_need_another_page() -> None:
    notes = tuple(f"说明{n:02d}" for n in range(70))
    pdf = table(0, notes)
    text = plain(pdf)
    assert len(rasterise(pdf, 40)) == 2 and all(note in text for note in notes) and "用完日期" not in text
