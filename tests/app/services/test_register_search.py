"""Somebody in a list that is read already."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from app.services.register_search import found


@dataclass(frozen=True)
class Row:
    name: str
    village: str
    phone: str


ROWS = (Row("王秀英", "柳树村", "13900001234"), Row("单建国", "石桥村", "13800004567"), Row("李大山", "柳树村", ""))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", ["王秀英", "单建国", "李大山"]),
        ("秀英", ["王秀英"]),
        ("WXY", ["王秀英"]),
        ("shan", ["单建国"]),
        ("柳树", ["王秀英", "李大山"]),
        ("4567", ["单建国"]),
        ("１２３４", ["王秀英"]),
        ("zz", []),
        ("9999", []),
    ],
)
def test_by_name_pinyin_village_and_phone(text: str, names: list[str]) -> None:
    assert [one.name for one in found(ROWS, text)] == names
