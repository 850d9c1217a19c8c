"""Every code that sync or the hub may show has its words in both languages."""

from __future__ import annotations

import ast
import re
import string
import tomllib
from pathlib import Path

import pytest

import app.texts
import sync

CODE = re.compile(r"(?:sync|hub)_[a-z_]+")


def codes() -> set[str]:
    files = Path(str(sync.__file__)).parent.rglob("*.py")
    nodes = (node for file in files for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))))
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str) and CODE.fullmatch(node.value)}


def words(language: str) -> dict[str, dict[str, str]]:
    return tomllib.loads((Path(str(app.texts.__file__)).parent / language / "sync.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_every_code_has_words_and_no_words_are_left_over(language: str) -> None:
    """What services raise about syncing (``conflict_…``) stands in the same file; ``tests/app/texts`` looks after those."""
    assert {code for table in words(language).values() for code in table if CODE.fullmatch(code)} == codes()


def test_both_languages_use_the_same_facts() -> None:
    english, chinese = words("en"), words("zh_CN")
    assert {table: set(rows) for table, rows in english.items()} == {table: set(rows) for table, rows in chinese.items()}
    for table, rows in english.items():
        for code, text in rows.items():
            facts = [{name for _, name, _, _ in string.Formatter().parse(one) if name} for one in (text, chinese[table][code])]
            assert facts[0] == facts[1], code
