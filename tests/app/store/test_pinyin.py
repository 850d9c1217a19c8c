"""H1, H13: names are found however their characters are read."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.store.pinyin import MOST_SPELLINGS, initials_of, name_initials, name_pinyin, pinyin_of, surname_length


@pytest.mark.parametrize(
    ("name", "initials", "spelled"),
    [
        ("王秀英", "wxy", "wangxiuying"),
        ("单雄信", "sxx", "shanxiongxin"),
        ("单雄信", "dxx", "danxiongxin"),
        ("曾国藩", "zgf", "zengguofan"),
        ("欧阳锋", "oyf", "ouyangfeng"),
        ("尉迟恭", "ycg", "yuchigong"),
        ("吕布", "lb", "lvbu"),
        ("阿不都·热合曼", "abdrhm", "abudoureheman"),
        ("Anna 王", "annaw", "annawang"),
    ],
)
def test_a_name_is_spelled_by_every_usual_reading(name: str, initials: str, spelled: str) -> None:
    assert initials in name_initials(name)
    assert spelled in name_pinyin(name)


def test_the_surname_s_own_reading_comes_first() -> None:
    assert name_pinyin("解珍")[0].startswith("xie") and pinyin_of("解")[0] == "jie"


def test_heteronyms_are_all_there_but_never_too_many() -> None:
    assert {"cq", "zq"} <= set(initials_of("重庆"))
    assert len(name_pinyin("单" * 12)) <= MOST_SPELLINGS


@pytest.mark.parametrize(("name", "length"), [("欧阳锋", 2), ("王秀英", 1), ("欧阳", 1), ("", 0)])
def test_two_characters_of_surname_only_where_a_given_name_is_left(name: str, length: int) -> None:
    assert surname_length(name) == length


def test_a_word_of_medicine_is_spelled_like_any_other() -> None:
    assert "gxy" in initials_of("高血压") and "tnb" in initials_of("糖尿病")


@given(st.text(max_size=40))
def test_any_text_is_spelled_without_fault(text: str) -> None:
    for spelled in (initials_of(text), pinyin_of(text), name_initials(text), name_pinyin(text)):
        assert len(spelled) <= MOST_SPELLINGS and len(set(spelled)) == len(spelled)


def test_the_table_is_loaded_at_first_use_and_pypinyin_never() -> None:
    code = (
        "import sys, app.store.pinyin as p; assert p._table.cache_info().currsize == 0; "
        "p.initials_of('王'); assert p._table.cache_info().currsize == 1; print('pypinyin' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
