"""The printed prescription: everything the form asks for, nothing cut off, nothing on top of something else, nothing live."""

from __future__ import annotations

import itertools
import re
import zlib
from dataclasses import replace

import pytest

from app.domain.prescription import PrescriptionState
from app.printing.prescription import prescription_pdf
from app.printing.preview import rasterise
from app.printing.sheet import Pharmacy, PrescriptionSheet, ReviewMode
from tests.app.printing.pages import pixel, plain, words
from tests.app.printing.sheets import BUSY, FULL, ORDINARY
from tests.app.printing.test_fonts import RARE

LIMIT = 56_000
DRAFT = replace(ORDINARY, state=PrescriptionState.DRAFT, number="", sha256="", prescriber="", signed_at="", valid_until=None)
VOID = replace(ORDINARY, state=PrescriptionState.CANCELLED, void_reason="重复开方", void_at="2026-03-05 10:02")
HOSTILE = (
    "<b>",
    '<img src="file:///etc/passwd"/>',
    '<a href="javascript:app.alert(1)">x</a>',
    "<para><font size=400>x</font>",
    ") Tj (evil) Tj /URI (http://x)",
    "\\) endstream endobj",
    "/JS /Launch /URI file:",
    "&#60;script&#62;",
    "\u202e\u2066王",
    "%PDF-1.4\n1 0 obj",
)


@pytest.mark.parametrize("sheet", [ORDINARY, BUSY, FULL, DRAFT, VOID], ids=["ordinary", "busy", "full", "draft", "void"])
def test_no_text_lies_on_another(sheet: PrescriptionSheet) -> None:
    for page in words(prescription_pdf(sheet)):
        printed = [word for word in page if word.top - word.bottom < 60]  # the watermark lies below everything
        clashes = [(a.text, b.text) for a, b in itertools.combinations(printed, 2) if a.meets(b)]
        assert not clashes
        assert all(word.left > 18 and word.right < 402 and word.bottom > 15 and word.top < 582 for word in printed)


def test_all_of_the_form_is_there() -> None:
    text = plain(prescription_pdf(ORDINARY))
    for wanted in (
        *("八里台镇第三村卫生室", "处方笺", "410225A00103-01-20260305-0007", "2026-03-05", "王秀英", "女", "66岁", "城乡居民医保", "全科"),
        *("101-00042", "原发性高血压", "E11.9", "青霉素（过敏性休克", "13900000000", "Rp", "苯磺酸氨氯地平片", "片剂", "28片/盒", "1盒"),
        *("每日1次（qd）", "口服", "28天", "饭后服", "以下空白", "长期处方", "慢性病", "续方（原处方410225A00103-01-20260205-0011）"),
        *("刘建国", "签名时间：2026-03-0509:12", "¥86.40", "审核药师", "调配药师", "核对药师", "发药药师", "已签名，待药师审核"),
        *("有效至2026-03-0524:00", "9F2C4D7E1A3B5C6D"),
    ):
        assert wanted in text


def test_long_names_wrap_and_nothing_is_cut_off() -> None:
    text = plain(prescription_pdf(FULL))
    for line in FULL.lines:
        assert f"{line.name}{line.form}" in text
    assert text.count("医师再次签名：刘建国") == len(FULL.lines)
    assert "…" not in text
    assert "654022PDY00001X5210D6001-A1-20260305-0123" in text and "第2次打印" in text


def test_a_sheet_that_needs_two_pages_counts_them() -> None:
    pages = words(prescription_pdf(FULL))
    assert len(pages) == 2
    for number, page in enumerate(pages, start=1):
        text = "".join(word.text for word in page).replace(" ", "")
        assert f"第{number}页共2页" in text and "阿不都热合曼" in text
        assert ("接下页" in text) is (number == 1)


@pytest.mark.parametrize(
    ("colour", "mark", "rgb"),
    [
        ("白色", "", (255, 255, 255)),
        ("淡黄色", "急诊", (255, 250, 214)),
        ("淡绿色", "儿科", (229, 246, 229)),
        ("淡红色", "麻、精一", (255, 230, 230)),
        ("白色", "精二", (255, 255, 255)),
    ],
)
def test_paper_and_mark(colour: str, mark: str, rgb: tuple[int, int, int]) -> None:
    pdf = prescription_pdf(replace(ORDINARY, colour=colour, mark=mark))
    assert pixel(rasterise(pdf)[0], 5, 5) == rgb
    assert not mark or mark in plain(pdf)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"state": PrescriptionState.DRAFT}, "草稿，未签名，不得调配"),
        ({"state": PrescriptionState.CANCELLED, "void_reason": "重复开方", "void_at": "10:02"}, "已作废：重复开方10:02"),
        ({"review": ReviewMode.AFTER}, "已签名，待药师审核（事后）"),
        ({"review": ReviewMode.BEFORE}, "已签名，待药师审核"),
        ({"state": PrescriptionState.APPROVED, "pharmacy": Pharmacy(review="李药师")}, "已签名，药师已审核"),
    ],
)
def test_the_sheet_says_what_is_true_of_it(changes: dict[str, object], said: str) -> None:
    text = plain(prescription_pdf(replace(ORDINARY, **changes)))  # type: ignore[arg-type]
    assert said in text
    assert ("药师审核" in text) is ("药师审核" in said)


def test_a_void_sheet_is_valid_no_longer() -> None:
    assert "有效至" not in plain(prescription_pdf(VOID))


@pytest.mark.parametrize("payload", HOSTILE)
def test_markup_is_text(payload: str) -> None:
    """T10: nothing a person can type becomes a link, a script, an image or a crash."""
    patient = replace(ORDINARY.patient, name=payload, contact=payload, allergies=payload)
    line = replace(ORDINARY.lines[0], name=payload, usage=payload, note=payload, reasons=(payload,))
    pdf = prescription_pdf(
        replace(ORDINARY, patient=patient, lines=(line,), diagnoses=(payload,), institution=payload, extend_reason=payload)
    )
    assert b"passwd" not in pdf
    structure = re.sub(rb"stream\r?\n.*?endstream", b"", pdf, flags=re.DOTALL)
    for live in (b"/JS", b"/JavaScript", b"/Launch", b"/URI", b"/Annot", b"/AA ", b"/OpenAction", b"file:", b"/XObject /"):
        assert live not in structure.replace(b"/Annots", b"")
    assert len(rasterise(pdf)) == 1
    assert payload.strip("\u202e\u2066").replace("\n", "").replace(" ", "")[:4] in plain(pdf)


def test_endless_text_is_quick_and_bounded() -> None:
    line = replace(ORDINARY.lines[0], name="药" * 200_000, usage="每" * 200_000)
    assert len(rasterise(prescription_pdf(replace(ORDINARY, lines=(line,))))) <= 3


def test_rare_characters_are_drawn_not_boxed() -> None:
    """H13: each rare character leaves ink of its own."""
    pictures = {_name(char) for char in RARE}
    assert len(pictures) == len(RARE) and _name("☐") not in pictures


def _name(char: str) -> bytes:
    pdf = prescription_pdf(replace(DRAFT, patient=replace(DRAFT.patient, name=char)))
    image = rasterise(pdf, 150)[0]
    left, top, side = round(19.5 / 25.4 * 150), round(31 / 25.4 * 150), 40
    return b"".join(image.rgb[y * image.stride + 3 * left : y * image.stride + 3 * (left + side)] for y in range(top, top + side))


@pytest.mark.parametrize("sheet", [ORDINARY, BUSY], ids=["ordinary", "busy"])
def test_a_sheet_is_small(sheet: PrescriptionSheet) -> None:
    assert len(prescription_pdf(sheet)) <= LIMIT


def test_the_same_sheet_gives_the_same_bytes() -> None:
    assert prescription_pdf(ORDINARY) == prescription_pdf(ORDINARY)


def test_the_typeface_is_embedded() -> None:
    pdf = prescription_pdf(ORDINARY)
    assert b"/FontFile2" in pdf
    assert all(zlib.decompress(body) for body in re.findall(rb"FlateDecode \] /Length \d+\n>>\nstream\n(.*?)endstream", pdf, re.DOTALL))


def test_blank_space_is_crossed() -> None:
    """Nobody can write one more drug below the last line: ink runs from side to side through the blank."""
    image = rasterise(prescription_pdf(ORDINARY))[0]
    rows = range(round(image.height * 0.55), round(image.height * 0.75))
    assert all(any(sum(pixel(image, x, y)) < 400 for x in range(image.width)) for y in rows)
