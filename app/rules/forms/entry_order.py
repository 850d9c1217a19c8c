"""In which order, under which names and in which words the web form of a province asks for what a form of ours says.

The shipped file names the forms; their order is that of the official sheet. A county lays down its own in a file of the same shape::

    forms = ["htn_followup", "exam"]      # the web form has only these; without it all
    dates = "YYYYMMDD"                    # how a day is typed
    between = ","                         # between several answers
    [htn_followup]
    order = ["name", "day", "way", "systolic", "diastolic"]
    labels = { systolic = "收缩压(mmHg)" }
    [htn_followup.words]
    salt = { 1 = "清淡", 3 = "咸" }       # answers without a word of their own keep that of the sheet
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from app.errors import KnownError
from app.rules.forms.definition import FormDefinition, Library
from app.rules.forms.reading import library
from app.rules.shipped import shipped_bytes

SHIPPED = "province.toml"
MOST_BYTES = 256 * 1024
_LONGEST = 60
_PLAIN = frozenset({"forms", "dates", "between"})
_OF_FORM = frozenset({"order", "labels", "words"})
_DATES = re.compile(r"(?=.*YYYY)(?=.*MM)(?=.*DD)(?:YYYY|MM|DD|[-/. 年月日]){3,7}")
_AT_LINE = re.compile(r"at line (\d+)")


@dataclass(frozen=True, slots=True)
class FormOrder:
    """Of one form: codes in the order of the web form (() = as on the sheet), its names, and its words by field and code."""

    order: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EntryPlan:
    """``forms``: those that the web form has; ``dates``: YYYY, MM, DD and what stands between; ``between``: several answers."""

    forms: tuple[str, ...]
    dates: str = "YYYY-MM-DD"
    between: str = "、"
    own: Mapping[str, FormOrder] = field(default_factory=dict)

    def of(self, form: str) -> FormOrder:
        """What is laid down for a form, nothing where the sheet counts."""
        return self.own.get(form, FormOrder())

    def order(self, form: FormDefinition, who: Iterable[str]) -> tuple[str, ...]:
        """Codes in turn; where nothing is laid down ``who`` the form is about, then the sheet."""
        first = tuple(who)
        return self.of(form.code).order or (*first, *(code for code in form.fields if code not in first))


class OrderBroken(KnownError):
    """A file cannot be used; ``facts`` name file, line (from 1) and what is wrong there."""


class _Wrong(ValueError):
    """``path``: tables and keys that lead to ``what``."""

    def __init__(self, what: object, *path: str) -> None:
        super().__init__(str(what))
        self.what, self.path = str(what)[:_LONGEST], path


@cache
def shipped_plan() -> EntryPlan:
    """The national forms in the order of their sheets."""
    return read_plan(shipped_bytes(SHIPPED), SHIPPED, library(), library().forms)


def read_plan(body: bytes, name: str, known: Library, forms: Iterable[str]) -> EntryPlan:
    """A file as described above; ``forms``: those it may speak of. Raises OrderBroken ``province_order_bad``."""
    may, text = tuple(forms), ""
    try:
        if len(body) > MOST_BYTES:
            raise _Wrong(f"> {MOST_BYTES // 1024} KB")
        text = body.decode("utf-8-sig")
        return _plan(tomllib.loads(text), known, may)
    except UnicodeDecodeError as bad:
        raise OrderBroken("province_order_bad", file=name, line=body[: bad.start].count(b"\n") + 1, place="UTF-8") from bad
    except tomllib.TOMLDecodeError as bad:
        said = _AT_LINE.search(str(bad))
        line = int(said[1]) if said else max(1, len(text.splitlines()))
        raise OrderBroken("province_order_bad", file=name, line=line, place="TOML") from bad
    except _Wrong as bad:
        place = ".".join((*bad.path, bad.what))
        raise OrderBroken("province_order_bad", file=name, line=_line(text, (*bad.path, bad.what)), place=place) from bad


def written_plan(plan: EntryPlan, known: Library, who: Iterable[str]) -> str:
    """A plan as a file to be changed: every field of every form with what the sheet calls it. ``who``: fields about the resident, first."""
    lines = [f"forms = {_listed(plan.forms)}", f'dates = "{plan.dates}"', f"between = {_quoted(plan.between)}"]
    for code in plan.forms:
        form, own = known.form(code), plan.of(code)
        lines += ["", f"[{code}]  # {form.title}", "order = ["]
        for one in plan.order(form, who):
            lines.append(f'  "{one}",  # {own.labels.get(one, form.labels.get(one, known.fields[one].label))}')
        lines.append("]")
        if own.labels:
            lines += [f"[{code}.labels]", *(f"{one} = {_quoted(word)}" for one, word in own.labels.items())]
        for one, words in own.words.items():
            lines += [f"[{code}.words.{one}]", *(f"{answer} = {_quoted(word)}" for answer, word in words.items())]
    return "\n".join([*lines, ""])


def _listed(texts: Iterable[str]) -> str:
    return f"[{', '.join(map(_quoted, texts))}]"


def _quoted(text: str) -> str:
    """A TOML basic string; JSON's escapes are among its own."""
    return json.dumps(text, ensure_ascii=False)


def _plan(given: Mapping[str, Any], known: Library, may: tuple[str, ...]) -> EntryPlan:
    wanted = _texts(given.get("forms", list(may)), may, "forms")
    tables = {key: one for key, one in given.items() if key not in _PLAIN}
    for key, one in tables.items():
        if key not in may or not isinstance(one, dict):
            raise _Wrong(key)
    dates = _text(given.get("dates", EntryPlan.__dataclass_fields__["dates"].default), "dates")
    if not _DATES.fullmatch(dates) or any(dates.count(part) != 1 for part in ("YYYY", "MM", "DD")):
        raise _Wrong(dates, "dates")
    between = given.get("between", "、")
    if not isinstance(between, str) or not between.isprintable() or not 0 < len(between) <= 3:
        raise _Wrong(between, "between")
    return EntryPlan(wanted, dates, between, {key: _of_form(key, one, known) for key, one in tables.items()})


def _of_form(form: str, given: Mapping[str, Any], known: Library) -> FormOrder:
    for key in given:
        if key not in _OF_FORM:
            raise _Wrong(key, form)
    order = _texts(given.get("order", []), known.fields, form, "order")
    labels = {code: _text(word, form, "labels", code) for code, word in _table(given, known.fields, form, "labels").items()}
    words = {code: _words(form, code, rows, known) for code, rows in _table(given, known.fields, form, "words").items()}
    return FormOrder(order, labels, words)


def _words(form: str, code: str, rows: object, known: Library) -> dict[str, str]:
    if not isinstance(rows, dict):
        raise _Wrong(code, form, "words")
    for answer in rows:
        if answer not in known.fields[code].codes:
            raise _Wrong(answer, form, "words", code)
    return {answer: _text(word, form, "words", code) for answer, word in rows.items()}


def _table(given: Mapping[str, Any], may: Iterable[str], *path: str) -> Mapping[str, Any]:
    found = given.get(path[-1], {})
    if not isinstance(found, dict):
        raise _Wrong(found, *path)
    for key in found:
        if key not in may:
            raise _Wrong(key, *path)
    return found


def _texts(found: object, may: Iterable[str], *path: str) -> tuple[str, ...]:
    """Names of ``may``, each once."""
    if not isinstance(found, list):
        raise _Wrong(found, *path)
    seen: list[str] = []
    for one in found:
        if one not in may or one in seen:
            raise _Wrong(one, *path)
        seen.append(one)
    return tuple(seen)


def _text(found: object, *path: str) -> str:
    if not isinstance(found, str) or not found.strip() or not found.isprintable() or len(found) > _LONGEST:
        raise _Wrong(found, *path)
    return found.strip()


def _line(text: str, path: tuple[str, ...]) -> int:
    """Where the last part of a path stands below the others, as far as they are found; a name that stands twice is meant the last time."""
    lines, at = text.splitlines(), 0
    for part in path:
        word = re.compile(rf"(?<!\w){re.escape(part)}(?!\w)")
        at = next((number for number in range(at, len(lines)) if word.search(lines[number].partition("#")[0])), at)
    return at + 1
