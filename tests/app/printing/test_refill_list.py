"""The refill list on paper: every row on some page, the head on each, no name cut off."""

from __future__ import annotations

from app.printing.preview import rasterise
from app.printing.refill_list import ListedRow, PrintedList, refill_list_pdf
from tests.app.printing.pages import plain

DRUGS = ("苯磺酸氨氯地平片", "盐酸二甲双胍缓释片", "阿司匹林肠溶片")


def printed(rows: int) -> bytes:
    """So many residents, the third of each three with three drugs."""
    made = tuple(
        ListedRow("2026-03-05", "还剩1天", f"欧阳玉珍{n} 80岁", "柳树村", f"139{n:08d}", DRUGS[: 1 + n % 3], "2026-02-05")
        for n in range(rows)
    )
    return refill_list_pdf(PrintedList("柳树村卫生室", "2026-03-05 至 2026-03-11 用完", "2026-03-05 10:20", made))


def test_forty_residents_take_two_pages_and_none_is_lost() -> None:
    pdf = printed(40)
    text = plain(pdf)
    assert len(rasterise(pdf, 40)) == 2 and text.count("续方名单") == 2 and text.count("用完日期") == 2
    assert [n for n in range(40) if f"139{n:08d}" not in text] == []
    assert text.count("阿司匹林肠溶片") == 13 and "第2页" in text and "共40人" in text


def test_the_same_list_gives_the_same_bytes() -> None:
    assert printed(3) == printed(3) != printed(4)
