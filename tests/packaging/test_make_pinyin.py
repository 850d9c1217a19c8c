"""The shipped pinyin tables: the general one is what the pinned pypinyin gives, the surnames' one corrects it."""

import importlib.util
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "app" / "data"


def rows(name: str) -> list[tuple[str, str]]:
    """The two columns of a table."""
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return [(left, right) for left, right in (line.split("\t") for line in lines)]


@pytest.fixture(scope="module")
def table() -> dict[str, list[str]]:
    """Character → readings."""
    return {character: readings.split(",") for character, readings in rows("pinyin.tsv")}


@pytest.fixture(scope="module")
def surnames() -> dict[str, list[str]]:
    """Surname → readings, a compound one's syllables parted by spaces."""
    return {surname: readings.split(",") for surname, readings in rows("surnames.tsv")}


@pytest.mark.skipif(importlib.util.find_spec("pypinyin") is None, reason="pypinyin is not installed")
def test_the_table_is_what_the_maker_makes() -> None:
    # In a process of its own: pypinyin would stay in this one with 54 MB.
    made = subprocess.run([sys.executable, str(ROOT / "packaging" / "make_pinyin.py"), "--check"], check=False)
    assert made.returncode == 0


def test_every_character_of_gb2312_has_a_reading(table: dict[str, list[str]]) -> None:
    cells = (bytes((high, low)) for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF))
    characters = [text for cell in cells if (text := cell.decode("gb2312", "ignore"))]
    assert len(characters) == 6763
    assert [character for character in characters if character not in table] == []


def test_the_unified_ideographs_and_rare_names_are_in(table: dict[str, list[str]]) -> None:
    assert sum(chr(code) in table for code in range(0x4E00, 0x9FA6)) > 20_850
    assert {character: table[character][0] for character in "𫖯𬭎𣲘㼆〇"} == {
        "𫖯": "fu",
        "𬭎": "hong",
        "𣲘": "wu",
        "㼆": "ying",
        "〇": "ling",
    }


@pytest.mark.parametrize(
    ("character", "readings"),
    [
        ("中", ["zhong"]),
        ("吕", ["lv"]),
        ("女", ["nv"]),
        ("那", ["na"]),
        ("重", ["zhong", "chong"]),
        ("乐", ["le", "yue"]),
        ("晟", ["cheng", "sheng", "jing"]),
    ],
)
def test_the_most_usual_reading_comes_first(table: dict[str, list[str]], character: str, readings: list[str]) -> None:
    assert table[character] == readings


def test_readings_are_few_distinct_and_typable(table: dict[str, list[str]]) -> None:
    assert [c for c, readings in table.items() if not 1 <= len(readings) <= 4 or len(set(readings)) < len(readings)] == []
    assert [c for c, readings in table.items() if not all(r.isascii() and r.isalpha() and r.islower() for r in readings)] == []


@pytest.mark.parametrize(
    ("surname", "reading"),
    [
        *(("单", "shan"), ("曾", "zeng"), ("解", "xie"), ("仇", "qiu"), ("查", "zha"), ("区", "ou"), ("朴", "piao"), ("盖", "ge")),
        *(("乐", "yue"), ("翟", "zhai"), ("缪", "miao"), ("宓", "mi"), ("尉迟", "yu chi"), ("万俟", "mo qi"), ("长孙", "zhang sun")),
    ],
)
def test_surnames_are_read_as_their_bearers_do(surnames: dict[str, list[str]], surname: str, reading: str) -> None:
    assert surnames[surname][0] == reading


def test_every_surname_line_says_something_new(table: dict[str, list[str]], surnames: dict[str, list[str]]) -> None:
    assert [surname for surname, readings in surnames.items() if table.get(surname) == readings] == []


def test_surnames_are_in_order_and_well_formed(table: dict[str, list[str]], surnames: dict[str, list[str]]) -> None:
    syllables = Counter(reading for readings in table.values() for reading in readings)
    names = [surname for surname, _ in rows("surnames.tsv")]
    assert names == sorted(set(names), key=lambda name: (len(name), name))
    for surname, readings in surnames.items():
        for reading in readings:
            assert len(reading.split(" ")) == len(surname), surname
            assert all(syllable in syllables for syllable in reading.split(" ")), surname


def test_dictionary_lore_is_left_out(script: Callable[[str], ModuleType]) -> None:
    common = script("make_pinyin").common_readings
    assert common(["na", "nuo", "nei", "na"], Counter(na=23)) == ["na"]
    assert common(["di", "zhai"], Counter()) == ["di", "zhai"]
    assert common(["a", "b", "c", "d", "e"], Counter()) == ["a", "b", "c", "d"]
