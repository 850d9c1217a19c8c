"""The sheet of a decoction: several herbs a row, how they are treated, doses, and everything else of the form."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from app.printing.prescription import prescription_pdf
from app.printing.sheet import SheetLine
from tests.app.printing.pages import plain, words
from tests.app.printing.sheets import HERBAL, ORDINARY

MANY = replace(
    HERBAL, lines=tuple(replace(HERBAL.lines[n % 15], name=f"{HERBAL.lines[n % 15].name}{'甲乙丙'[n // 15]}") for n in range(40))
)
LONG = replace(HERBAL, lines=(*HERBAL.lines, SheetLine("醋制延胡索饮片选", "饮片", "", "12.5g", "", note="包煎")))


@pytest.mark.parametrize("sheet", [HERBAL, MANY, LONG], ids=["fifteen", "forty", "long name"])
def test_no_herb_lies_on_another_and_none_is_lost(sheet: object) -> None:
    pdf = prescription_pdf(sheet)  # type: ignore[arg-type]
    (page,) = words(pdf)
    assert not [(a.text, b.text) for a, b in itertools.combinations(page, 2) if a.meets(b)]
    assert all(word.left > 18 and word.right < 402 for word in page)
    text = plain(pdf)
    for line in sheet.lines:  # type: ignore[attr-defined]
        assert f"{line.name}{line.quantity}".replace(" ", "") in text


def test_treatment_doses_and_reasons_are_said() -> None:
    text = plain(prescription_pdf(HERBAL))
    for wanted in (
        "（先煎）",
        "（后下）",
        "（包煎）",
        "（烊化）",
        "共7剂，水煎服，每日1剂，分2次温服",
        "附子理由：十八反：经方合用，已告知",
        "以下空白",
    ):
        assert wanted in text
    assert "1." not in text.split("Rp")[1].split("以下空白")[0]


def test_several_stand_in_one_row() -> None:
    (page,) = words(prescription_pdf(HERBAL))
    first = next(word for word in page if word.text.startswith("黄芪"))
    assert len([word for word in page if abs(word.bottom - first.bottom) < 2 and word.text.endswith("g")]) == 4


def test_the_same_bytes_every_time_and_beside_other_sheets() -> None:
    assert prescription_pdf(HERBAL) == prescription_pdf(HERBAL)
    assert len(words(prescription_pdf(ORDINARY, HERBAL))) == 2
