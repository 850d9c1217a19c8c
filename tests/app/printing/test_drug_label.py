"""Labels: whose, what, how; nothing cut off and nothing on top of something else."""

from __future__ import annotations

import itertools
from dataclasses import replace

from app.printing.drug_label import DrugLabel, labels_pdf
from app.printing.preview import rasterise
from tests.app.printing.pages import plain, words

ONE = DrugLabel(
    institution="八里台镇第三村卫生室",
    phone="0378-1234567",
    name="王秀英",
    age="66岁",
    drug="苯磺酸氨氯地平片",
    strength="5 mg × 28片/盒",
    quantity="1盒",
    usage="每次5 mg（1片），每日1次，口服，28天",
    note="早饭后",
    issued="2026-03-05",
)
LONG = replace(
    ONE,
    name="阿不都热合曼·买买提依明江",
    age="1岁5月",
    drug="双歧杆菌三联活菌肠溶胶囊（进口分包装）",
    usage="必要时（腹泻时），每次420 mg（2粒），每日最多3次，口服，温水送服",
    note="2~8℃冷藏，开封后一周内用完；水温不超过40℃；与抗菌药间隔2小时",
    place=(2, 2),
)


def test_everything_stands_on_it() -> None:
    text = plain(labels_pdf((ONE,)))
    for wanted in (
        "王秀英66岁",
        "苯磺酸氨氯地平片",
        "5mg×28片/盒",
        "共1盒",
        "每日1次",
        "早饭后",
        "八里台镇第三村卫生室0378-1234567",
        "2026-03-05",
    ):
        assert wanted in text
    assert "袋" not in text


def test_nothing_overlaps_or_leaves_the_label() -> None:
    pages = words(labels_pdf((ONE, LONG)))
    assert len(pages) == 2
    for page in pages:
        assert not [(a.text, b.text) for a, b in itertools.combinations(page, 2) if a.meets(b)]
        assert all(word.left > 5 and word.right < 194 and word.bottom > 2 for word in page)
    assert "间隔2小时" in plain(labels_pdf((LONG,))) and "第2袋共2袋" in plain(labels_pdf((LONG,)))


def test_it_has_the_size_of_the_roll_and_the_same_bytes() -> None:
    (page,) = rasterise(labels_pdf((ONE,)), 254)
    assert (round(page.width / 10), round(page.height / 10)) == (70, 50)
    assert labels_pdf((ONE, LONG)) == labels_pdf((ONE, LONG))
