"""Every pitfall that was written down has tests, and they are there."""

from __future__ import annotations

import ast
import tomllib
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).parent.parent
LISTED: dict[str, list[str]] = tomllib.loads((Path(__file__).parent / "pitfalls.toml").read_text(encoding="utf-8"))


@cache
def found_in(name: str) -> frozenset[str]:
    folder, _, file = name.rpartition("/")
    tree = ast.parse((TESTS / folder / f"test_{file}.py").read_text(encoding="utf-8"))
    return frozenset(node.name.removeprefix("test_") for node in tree.body if isinstance(node, ast.FunctionDef))


def test_none_of_the_forty_is_left_out() -> None:
    assert sorted(map(int, LISTED)) == list(range(1, 41))


@pytest.mark.parametrize("number", LISTED)
def test_its_tests_are_there(number: str) -> None:
    assert LISTED[number]
    missing = [one for one in LISTED[number] for file, _, test in [one.partition(".")] if test not in found_in(file)]
    assert missing == []
