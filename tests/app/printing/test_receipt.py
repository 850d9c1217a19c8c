"""The slip of a till: everything is on it, a long name goes on below, nothing says what the patient has (H48)."""

from __future__ import annotations

from dataclasses import replace

from app.printing.receipt import Receipt, ReceiptLine, receipt_pdf
from tests.app.printing.pages import plain

GIVEN = Receipt(
    "柳树村卫生室",
    "王秀英 女 66岁",
    "120111D6001-A1-20260305-0001",
    (ReceiptLine("苯磺酸氨氯地平片", "28片", "12.90"), ReceiptLine("盐酸二甲双胍片", "192片", "")),
    "32.10",
    (("way", "城乡居民医保"), ("insured", "¥22.40"), ("own", "¥9.70"), ("settlement", "410102-0305-0018"), ("by", "李秀兰")),
)


def test_everything_is_on_it() -> None:
    said = plain(receipt_pdf(GIVEN))
    for word in (
        "药费小票",
        "柳树村卫生室",
        "王秀英",
        "0001",
        "苯磺酸氨氯地平片",
        "28片",
        "12.90",
        "¥32.10",
        "城乡居民医保",
        "¥9.70",
        "0018",
        "李秀兰",
    ):
        assert word in said, word


def test_a_name_that_is_long_or_hostile_is_not_cut_off() -> None:
    long = replace(GIVEN, lines=(ReceiptLine("注射用" + "阿莫西林" * 8 + "<b>钠</b>\x00克拉维酸钾", "6瓶", "120.00"),))
    said = plain(receipt_pdf(long))
    assert "克拉维酸钾" in said and "120.00" in said and said.count("阿莫西林") == 8
