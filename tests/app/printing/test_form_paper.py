"""One layout for every official sheet: nothing overlaps, nothing is cut off, long ones go on with their head; and it looks as it did."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from app.printing.form_paper import FormPaper, PaperCell, PaperRow, PaperSection, form_paper_pdf
from app.printing.preview import rasterise
from tests.app.printing.pages import plain, words
from tests.ui.pictures import ARTIFACTS, MAY_DIFFER, difference, save, writing

FOLDER, DPI = Path(__file__).parent / "golden", 72
SYMPTOMS = (("1", "无症状"), ("2", "头痛头晕"), ("3", "恶心呕吐"), ("4", "眼花耳鸣"), ("5", "呼吸困难"), ("10", "其他"))
YES_NO = (("1", "无"), ("2", "有"))
LONG = "县人民医院心内科门诊复查心电图与肾功能后再决定是否加用第二种降压药物" * 6


def visits() -> FormPaper:
    """Three visits in four columns."""
    rows = (
        PaperRow("随访日期", tuple(PaperCell(day) for day in ("2025-06-03", "2025-09-05", "2025-12-04", ""))),
        PaperRow("症状", tuple(PaperCell(options=SYMPTOMS, chosen=codes) for codes in (("1",), ("2", "4", "10"), ("1",), ()))),
        PaperRow("血压（mmHg）", tuple(PaperCell(text) for text in ("152/90", "164/98", "138/84", ""))),
        PaperRow("药物不良反应", tuple(PaperCell(options=YES_NO, chosen=codes) for codes in (("1",), ("2",), ("1",), ()))),
    )
    refer = PaperRow("转诊原因/机构及科别", (PaperCell(), PaperCell(LONG), PaperCell(), PaperCell()))
    sections = (PaperSection("随访", rows), PaperSection("分类与转归", (refer,)))
    head = (("姓名", "王秀英"), ("编号", "41020510320300017"))
    return FormPaper("高血压患者随访服务记录表", "第三村卫生室", head, sections, 4, "国家基本公共卫生服务规范(第三版)", "2026-03-05 09:00")


def alone(rows: int) -> FormPaper:
    """One column, most rows two a line."""
    made = [PaperRow(f"项目{n}", (PaperCell(f"结果{n}"),), half=n % 5 > 0) for n in range(rows)]
    made.append(PaperRow("处置计划", (PaperCell(LONG),), tall=True))
    made.append(PaperRow("疾病", (PaperCell(options=SYMPTOMS, chosen=("2", "3")),)))
    return FormPaper(
        "健康体检表", "第三村卫生室", (("姓名", "王秀英"),), (PaperSection("脏器功能", tuple(made)),), 1, "", "2026-03-05 09:00"
    )


@pytest.mark.parametrize(("name", "paper"), [("form_visits", visits()), ("form_alone", alone(12))])
def test_it_looks_as_it_did(name: str, paper: FormPaper) -> None:
    page = rasterise(form_paper_pdf([paper]), DPI)[0]
    image = QImage(page.rgb, page.width, page.height, page.stride, QImage.Format.Format_RGB888)
    golden = FOLDER / f"{name}.png"
    if writing():
        save(image, golden)
    differs = difference(image, QImage(str(golden)))
    if differs > MAY_DIFFER:
        save(image, ARTIFACTS / golden.name)
    assert differs <= MAY_DIFFER


@pytest.mark.parametrize("paper", [visits(), alone(200)])
def test_nothing_overlaps_and_nothing_leaves_the_page(paper: FormPaper) -> None:
    for page in words(form_paper_pdf([paper])):
        assert [(a.text, b.text) for a, b in itertools.combinations(page, 2) if a.meets(b)] == []
        assert all(word.left > 30 and word.right < 565 and word.bottom > 15 and word.top < 830 for word in page)


def test_a_long_form_goes_on_with_its_head_and_loses_no_row() -> None:
    pdf = form_paper_pdf([alone(200)])
    text, pages = plain(pdf), len(words(pdf))
    assert pages > 2 and text.count("健康体检表") == pages and f"第{pages}页" in text
    assert [n for n in range(200) if f"结果{n}" not in text] == []
    assert text.count("县人民医院") == 6


def test_several_forms_are_one_document_and_the_same_gives_the_same_bytes() -> None:
    assert len(words(form_paper_pdf([visits(), alone(3)]))) == 2
    assert form_paper_pdf([visits()]) == form_paper_pdf([visits()])
