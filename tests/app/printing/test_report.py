"""A report on paper: every row on some page with the headings above it, nothing cut off, the same bytes for the same report."""

from __future__ import annotations

from app.printing.preview import rasterise
from app.printing.report import Report, Section, report_pdf
from tests.app.printing.pages import plain

LONG = "慢性阻塞性肺疾病急性加重、2型糖尿病伴周围神经病变、高血压3级（很高危）、冠状动脉粥样硬化性心脏病"


def made(rows: int) -> bytes:
    table = Section("按处方", (1, 6, 1), ("序号", "诊断", "品种"), tuple((f"n{n}", LONG, "3") for n in range(rows)), frozenset({2}))
    return report_pdf(Report("处方点评", "柳树村卫生室", "2026-04-02 09:00", ("种子 9f2c",), (table,), ("注：有=1，无=0",)))


def test_sixty_rows_take_several_pages_and_none_is_lost() -> None:
    pdf = made(60)
    text, pages = plain(pdf), len(rasterise(pdf, 40))
    assert 2 <= pages == text.count("序号") == text.count("柳树村卫生室")
    assert [n for n in range(60) if f"n{n}" not in text] == [] and text.count("冠状动脉粥样硬化性心脏病") == 60
    assert "种子9f2c" in text and "有=1" in text and f"第{pages}页" in text


def test_a_table_without_rows_and_the_same_bytes_again() -> None:
    assert made(0) == made(0) != made(1) and "序号" in plain(made(0))
