"""Every error, reason and setting has its words in both languages; no row is for nobody."""

from __future__ import annotations

import ast
import re
import string
import tomllib
from pathlib import Path

import pytest

from app.settings import SETTINGS
from app.texts import LANGUAGES, load_texts
from device_drivers.errors import Reason
from tests.app.texts.raised import Raised, Source, codes_of

ROOT = Path(__file__).resolve().parents[3]
PRODUCT = ("app", "sync", "ui", "device_drivers")
# Facts that every site passes on from somewhere else, or that the loader fills itself.
FILLED_BY_LOADER = {"unknown"}


@pytest.fixture(scope="module")
def sources() -> list[Source]:
    paths = [path for folder in PRODUCT for path in sorted((ROOT / folder).rglob("*.py"))]
    return [Source(str(path.relative_to(ROOT)), ast.parse(path.read_text(encoding="utf-8"))) for path in paths]


@pytest.fixture(scope="module")
def raised(sources: list[Source]) -> dict[str, Raised]:
    return codes_of(sources)


@pytest.fixture(scope="module")
def spoken(sources: list[Source]) -> set[str]:
    """Every text constant of the program: a code that none of them holds cannot be raised."""
    return {node.value for one in sources for node in one.nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def facts_in(row: object) -> set[str]:
    parts = (row.what, row.kept, row.advice) if hasattr(row, "what") else (str(row),)  # type: ignore[attr-defined]
    return {name for part in parts for _, name, _, _ in string.Formatter().parse(part) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_error_has_words(language: str, raised: dict[str, Raised]) -> None:
    words = load_texts(language).tables["error"]
    missing = [f"{one.where}: {code}" for code, one in sorted(raised.items()) if code not in words]
    assert missing == []
    assert len(raised) > 30, "the scan lost its way"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_error_is_worded_that_nobody_raises(language: str, spoken: set[str]) -> None:
    assert sorted(set(load_texts(language).tables["error"]) - spoken) == []


def test_words_use_facts_that_are_given(raised: dict[str, Raised]) -> None:
    words = load_texts("zh_CN").tables["error"]
    wrong = [
        f"{one.where}: {code} lacks {sorted(lacking)}"
        for code, one in sorted(raised.items())
        if not one.open and code not in FILLED_BY_LOADER and (lacking := facts_in(words.get(code, "")) - one.facts)
    ]
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_of_a_device_has_words_of_its_own(language: str) -> None:
    words = load_texts(language).tables["device"]
    assert set(words) == {reason.value for reason in Reason}
    assert len({str(row) for row in words.values()}) == len(words)
    assert all(getattr(row, "advice", "") for row in words.values()), "a reason without advice"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_setting_is_described(language: str) -> None:
    assert set(load_texts(language).tables["setting"]) == set(SETTINGS)


def test_both_languages_have_the_same_rows_and_facts() -> None:
    chinese, english = (load_texts(language).tables for language in LANGUAGES)
    assert {table: set(rows) for table, rows in chinese.items()} == {table: set(rows) for table, rows in english.items()}
    unequal = [
        f"{table}.{key}" for table, rows in chinese.items() for key, row in rows.items() if facts_in(row) != facts_in(english[table][key])
    ]
    assert unequal == []


def test_a_row_stands_in_one_file() -> None:
    for language in LANGUAGES:
        seen: dict[tuple[str, str], str] = {}
        for file in sorted((ROOT / "app" / "texts" / language).glob("*.toml")):
            for table, rows in tomllib.loads(file.read_text(encoding="utf-8")).items():
                for key in rows:
                    assert seen.setdefault((table, key), file.name) == file.name, (table, key)


def test_chinese_rows_are_chinese_and_english_ones_are_not() -> None:
    """Names of drugs, units and letters apart, a row is in its language."""
    han = re.compile("[一-鿿]")
    chinese, english = (load_texts(language).tables for language in LANGUAGES)
    for table in ("error", "device", "setting"):
        assert [key for key, row in chinese[table].items() if not han.search(str(row))] == []
        assert [key for key, row in english[table].items() if han.search(str(row))] == []


def test_a_planted_code_is_found() -> None:
    planted = ast.parse(
        "LOST, WON = 'lost_it', 'won_it'\n"
        "class Bad(KnownError):\n"
        "    pass\n"
        "class Own(Bad):\n"
        "    def __init__(self, name):\n"
        "        super().__init__('own_code', name=name)\n"
        "def f(x):\n"
        "    raise Bad('one' if x else LOST, a=1)\n"
        "def g(x):\n"
        "    raise Own('no code')\n"
        "def h(x):\n"
        "    raise KnownError(WON, **x)\n"
    )
    found = codes_of([Source("planted.py", planted)])
    assert set(found) == {"one", "lost_it", "won_it", "own_code"}
    assert (found["one"].facts, found["own_code"].facts, found["won_it"].open) == ({"a"}, {"name"}, True)
    assert found["one"].where == "planted.py:8"
