"""The slip for the patient: big type, everything legible, nothing on top of something else."""

from __future__ import annotations

import itertools

from app.printing.preview import rasterise
from app.printing.slip import Slip, SlipLine, slip_pdf
from tests.app.printing.pages import plain, words

LINE = SlipLine("苯磺酸左旋氨氯地平分散片（国家集采）", "1盒", "每次2.5 mg（1片），每日1次，口服，28天", "早饭后", "2026-04-01")
SLIP = Slip("八里台镇第三村卫生室", "0378-1234567", "王秀英", "66岁", "2026-03-05", (LINE,) * 2)


def test_everything_stands_on_it() -> None:
    text = plain(slip_pdf(SLIP))
    for wanted in (
        "用药说明",
        "王秀英66岁",
        "苯磺酸左旋氨氯地平分散片",
        "每日1次",
        "早饭后",
        "用到2026-04-01",
        "0378-1234567",
        "开药日期：2026-03-05",
    ):
        assert wanted in text


def test_the_type_is_large() -> None:
    (page,) = words(slip_pdf(SLIP))
    assert not [(a.text, b.text) for a, b in itertools.combinations(page, 2) if a.meets(b)]
    usage = next(word for word in page if "每日1次" in word.text)
    assert usage.top - usage.bottom > 12


def test_five_drugs_go_on_over_the_page_without_clashes() -> None:
    pdf = slip_pdf(Slip(SLIP.institution, "", SLIP.name, SLIP.age, SLIP.issued, (LINE,) * 7))
    assert len(rasterise(pdf)) == 2
    for page in words(pdf):
        assert not [(a.text, b.text) for a, b in itertools.combinations(page, 2) if a.meets(b)]
        assert all(word.right < 402 and word.bottom > 15 for word in page)


MORNING = SlipLine("苯磺酸氨氯地平片", "1盒", "每次5 mg（1片），每日1次，口服，28天", "", "2026-04-01", ("1片", "", "", ""))
THRICE = SlipLine("盐酸二甲双胍片", "5盒", "每次0.5 g（1片），每日3次，口服，28天", "", "2026-04-01", ("1片", "1片", "1片", ""))
NIGHT = SlipLine("口服补液盐散", "1盒", "每次5.125 g，睡前，口服，7天", "", "", ("", "", "", "5.125 g"))


def test_the_day_stands_as_a_table_and_the_next_date_in_big_type() -> None:
    """safety.md §1, 10:50：早/中/晚/睡前 with tablet counts."""
    pdf = slip_pdf(Slip(SLIP.institution, SLIP.phone, SLIP.name, SLIP.age, SLIP.issued, (MORNING, THRICE, NIGHT, LINE), "2026-04-01"))
    (page,) = words(pdf)
    assert not [(a.text, b.text) for a, b in itertools.combinations(page, 2) if a.meets(b)]
    heads = {word.text: word for word in page if word.text in ("早", "中", "晚", "睡前")}
    assert len(heads) == 4
    middle = {name: (word.left + word.right) / 2 for name, word in heads.items()}
    counts = [word for word in page if word.text == "1片"]
    columns = [min(middle, key=lambda name: abs(middle[name] - (one.left + one.right) / 2)) for one in counts]
    assert sorted(columns) == sorted(["早", "早", "中", "晚"])
    night = next(word for word in page if word.text == "5.125 g" and word.left > heads["睡前"].left - 20)
    assert night.right < 392
    date = next(word for word in page if "前来取药" in word.text)
    assert date.top - date.bottom > 14 and "2026-04-01" in date.text


def test_without_such_drugs_there_is_no_table() -> None:
    assert "睡前" not in plain(slip_pdf(SLIP)) and "前来取药" not in plain(slip_pdf(SLIP))
