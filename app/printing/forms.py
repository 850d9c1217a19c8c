"""Words and colours of printed forms, from the data file."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, partial
from importlib.resources import files
from typing import Any

from app.printing.text import SafeText


@cache
def _tables() -> Mapping[str, Any]:
    return tomllib.loads(files("app").joinpath("data", "print_forms.toml").read_text(encoding="utf-8"))


def tint(colour: str) -> tuple[float, float, float]:
    """RGB 0–1 of a paper colour named by the regulation; white for an unknown one."""
    red, green, blue = _tables()["tint"].get(colour, (255, 255, 255))
    return red / 255, green / 255, blue / 255


def words(form: str, key: str) -> list[str]:
    """Several words of a form, in their order. Raises KeyError for an unknown one."""
    return [str(word) for word in _tables()[form][key]]


def daily_times(frequency: str) -> tuple[bool, ...]:
    """At which of 早 中 晚 睡前 a frequency is taken; none where it cannot be told that way."""
    return tuple(_tables()["slip_times"].get(frequency, ()))


@dataclass(frozen=True, slots=True)
class JoinedLine:
    """One line of an official sheet that holds several fields; ``shape`` has a ``{code}`` for each of them."""

    label: str
    of: tuple[str, ...]
    shape: str


@cache
def joined_lines() -> tuple[JoinedLine, ...]:
    """Lines of official sheets that hold several fields, those that repeat one by one."""
    made = []
    for row in _tables()["form_paper"]["lines"]:
        for n in range(1, row.get("repeat", 1) + 1):
            put = partial(re.sub, r"\{n\}", str(n))
            made.append(JoinedLine(put(row["label"]), tuple(put(code) for code in row["of"]), put(row["as"])))
    return tuple(made)


def number(form: str, key: str) -> int:
    """A count of a form. Raises KeyError for an unknown one."""
    return int(_tables()[form][key])


def label(form: str, key: str, **facts: object) -> SafeText:
    """A word of a form. Facts must have passed the gate. Raises KeyError for an unknown one."""
    return SafeText(_tables()[form][key].format_map(facts))
