"""The form data files read strictly: whatever is unknown, named twice or does not fit refuses the file, with its place."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from app.domain.filled_form import ValueKind
from app.errors import KnownError
from app.rules.forms.conditions import read_condition
from app.rules.forms.definition import Follow, FollowRow, FormDefinition, FormField, LaboratoryTest, Library, Section
from app.rules.shipped import shipped_bytes

FIELDS, FOLLOWS = "fields.toml", "follows.toml"
_CODE = re.compile(r"[a-z][a-z0-9_]*")
_ORIGIN = re.compile(r"(person|visit|staff|measurement|laboratory|conditions|allergies|prescription|computed|verdict):[a-z0-9_.]+")
_KEYS = {
    "kind": str,
    "label": str,
    "unit": str,
    "codes": (str, dict),
    "none": str,
    "normal": str,
    "scores": dict,
    "low": (int, Decimal),
    "high": (int, Decimal),
    "decimals": int,
    "longest": int,
    "pattern": str,
    "measured": bool,
    "habit": bool,
    "own": bool,
    "ahead": bool,
    "partial": bool,
    "from": str,
    "when": dict,
    "repeat": (int, list, dict),
}
_FORM_KEYS = {"code", "version", "title", "standard", "year", "source", "required", "sections"}
_FORM_MAY = _FORM_KEYS | {"wanted", "wanted_when", "when", "labels", "medicines"}
_BROKEN = (ValueError, KeyError, TypeError, AttributeError, ArithmeticError, re.error)


class FormsBroken(KnownError):
    """A form data file cannot be used; ``facts`` name file and place."""


@cache
def library() -> Library:
    """The forms this program ships."""
    folder = files("app").joinpath("data", "forms")
    found = {one.name: one.read_bytes() for one in folder.iterdir() if one.name.endswith(".toml")}
    return read_library(found, json.loads(shipped_bytes("codesets.json")))


def read_library(data: Mapping[str, bytes], codesets: Mapping[str, Any]) -> Library:
    """All forms of some files; ``codesets`` by name. Raises FormsBroken."""
    fields = _fields(_table(data, FIELDS), codesets)
    versions: dict[tuple[str, int], FormDefinition] = {}
    for name in sorted(data.keys() - {FIELDS, FOLLOWS}):
        one = _definition(name, _table(data, name), fields)
        if (one.code, one.version) in versions:
            raise FormsBroken("forms_broken", file=name, place=f"{one.code} {one.version}")
        versions[one.code, one.version] = one
    links = _table(data, FOLLOWS)
    return Library(
        fields,
        versions,
        tuple(_follows(links, fields)),
        _texts(links, "danger"),
        {name: {code: tuple(ranges) for code, ranges in rows.items()} for name, rows in links.get("conditions", {}).items()},
        dict(links.get("allergies", {})),
        _tests(links),
    )


def _table(data: Mapping[str, bytes], name: str) -> dict[str, Any]:
    if name not in data:
        raise FormsBroken("forms_broken", file=name, place="")
    try:
        return tomllib.loads(data[name].decode(), parse_float=Decimal)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as bad:
        raise FormsBroken("forms_broken", file=name, place=str(bad)) from bad


def _texts(links: Mapping[str, Any], name: str) -> dict[str, dict[str, str]]:
    return {key: {str(code): str(word) for code, word in rows.items()} for key, rows in links.get(name, {}).items()}


def _tests(links: Mapping[str, Any]) -> dict[str, LaboratoryTest]:
    try:
        return {
            name: LaboratoryTest(frozenset(one["names"]), {unit: Decimal(factor) for unit, factor in one["units"].items()})
            for name, one in links.get("laboratory", {}).items()
        }
    except _BROKEN as bad:
        raise FormsBroken("forms_broken", file=FOLLOWS, place=f"laboratory: {bad}") from bad


# ---- fields


def _fields(table: Mapping[str, Any], codesets: Mapping[str, Any]) -> dict[str, FormField]:
    made: dict[str, FormField] = {}
    for name, row in table.items():
        try:
            for code, one in _repeated(name, row):
                if code in made or not _CODE.fullmatch(code):
                    raise ValueError("code")
                made[code] = _field(code, one, codesets)
        except _BROKEN as bad:
            raise FormsBroken("forms_broken", file=FIELDS, place=f"{name}: {bad}") from bad
    for known in made.values():
        _known(FIELDS, known.when.fields, made)
    return made


def _repeated(name: str, row: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The field, or one for each number or named row of ``repeat``."""
    for key, value in row.items():
        if not isinstance(value, _KEYS[key]) or (isinstance(value, bool) and _KEYS[key] is not bool):  # type: ignore[arg-type]
            raise ValueError(key)
    plain = {key: value for key, value in row.items() if key != "repeat"}
    rows = row.get("repeat")
    if rows is None:
        yield name, plain
        return
    named = rows if isinstance(rows, dict) else {str(n): str(n) for n in range(1, rows + 1)}
    for n, word in named.items():
        yield _put(name, n, word), _put(plain, n, word)


def _put(thing: Any, n: str, word: str) -> Any:
    if isinstance(thing, str):
        return thing.replace("{n}", n).replace("{name}", word)
    if isinstance(thing, dict):
        return {_put(key, n, word): _put(value, n, word) for key, value in thing.items()}
    return [_put(one, n, word) for one in thing] if isinstance(thing, list) else thing


def _field(code: str, row: Mapping[str, Any], codesets: Mapping[str, Any]) -> FormField:
    kind = ValueKind(row["kind"])
    codes = _codes(row.get("codes", {}), codesets)
    if bool(codes) is not (kind in (ValueKind.CHOICE, ValueKind.CHOICES)):
        raise ValueError("codes")
    none, scores = row.get("none", ""), row.get("scores", {})
    if row.get("normal", next(iter(codes), "")) not in (codes or {""}):
        raise ValueError("normal")
    if (none and (none not in codes or kind is not ValueKind.CHOICES)) or scores.keys() - codes.keys():
        raise ValueError("none, scores")
    low, high = (Decimal(row[name]) if name in row else None for name in ("low", "high"))
    if kind is ValueKind.NUMBER and (low is None or high is None or low >= high or "decimals" not in row):
        raise ValueError("low, high, decimals")
    origin = row.get("from", "")
    if origin and not _ORIGIN.fullmatch(origin):
        raise ValueError("from")
    if row.get("measured") and row.get("habit"):
        raise ValueError("measured, habit")  # H43
    re.compile(row.get("pattern", ""))
    flags = {name: row.get(name, False) for name in ("measured", "habit", "own", "ahead", "partial")}
    texts = {name: row[name] for name in ("unit", "pattern", "longest", "decimals", "normal") if name in row}
    when = read_condition(row.get("when", {}))
    return FormField(
        code, kind, row["label"], codes=codes, none=none, scores=scores, low=low, high=high, origin=origin, when=when, **flags, **texts
    )


def _codes(told: str | Mapping[str, str], codesets: Mapping[str, Any]) -> dict[str, str]:
    if not isinstance(told, str):
        return {str(code): str(word) for code, word in told.items()}
    found: Any = codesets
    for part in told.split("."):
        found = found[part]
    return {str(code): str(word) for code, word in found.items()}


def _known(file: str, codes: Any, fields: Mapping[str, FormField]) -> None:
    unknown = sorted(set(codes) - fields.keys())
    if unknown:
        raise FormsBroken("forms_broken", file=file, place=", ".join(unknown))


# ---- forms


def _definition(file: str, row: Mapping[str, Any], fields: Mapping[str, FormField]) -> FormDefinition:
    if _FORM_KEYS - row.keys() or row.keys() - _FORM_MAY:
        raise FormsBroken("forms_broken", file=file, place=", ".join(sorted((_FORM_KEYS - row.keys()) | (row.keys() - _FORM_MAY))))
    try:
        made = FormDefinition(
            row["code"],
            int(row["version"]),
            row["title"],
            row["standard"],
            int(row["year"]),
            row["source"],
            tuple(Section(one["title"], tuple(one["fields"])) for one in row["sections"]),
            tuple(tuple(group.split("|")) for group in row["required"]),
            tuple(row.get("wanted", ())),
            read_condition(row.get("wanted_when", {})),
            {code: read_condition(tests) for code, tests in row.get("when", {}).items()},
            dict(row.get("labels", {})),
            tuple(row.get("medicines", ())),
        )
    except _BROKEN as bad:
        raise FormsBroken("forms_broken", file=file, place=str(bad)) from bad
    _check(file, made, fields)
    return made


def _check(file: str, made: FormDefinition, fields: Mapping[str, FormField]) -> None:
    asked = made.fields
    _known(file, asked, fields)
    twice = {code for code in asked if asked.count(code) > 1}
    named = {code for group in made.required for code in group} | set(made.wanted) | made.when.keys() | made.labels.keys()
    strange = twice | (named - set(asked))
    if strange or not (asked and made.version > 0 and _CODE.fullmatch(made.code)):
        raise FormsBroken("forms_broken", file=file, place=", ".join(sorted(strange)) or made.code)
    for condition in (*made.when.values(), made.wanted_when):
        _known(file, condition.fields, fields)


# ---- what follows from what


def _follows(links: Mapping[str, Any], fields: Mapping[str, FormField]) -> Iterator[Follow]:
    for row in links.get("follow", []):
        try:
            for _, one in _repeated_follow(row):
                yield _follow(one, fields)
        except _BROKEN as bad:
            raise FormsBroken("forms_broken", file=FOLLOWS, place=f"{row.get('field', '')}: {bad}") from bad


def _repeated_follow(row: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    plain = {key: value for key, value in row.items() if key != "repeat"}
    for n in range(1, row.get("repeat", 1) + 1):
        yield str(n), _put(plain, str(n), str(n))


def _follow(row: Mapping[str, Any], fields: Mapping[str, FormField]) -> Follow:
    rows = tuple(FollowRow(read_condition(one["when"]), one.get("value", ""), one.get("copy", "")) for one in row.get("rows", []))
    named = {name: row[name] for name in ("of", "of_words", "other", "words") if name in row}
    made = Follow(row["field"], row["source"], codes=dict(row.get("codes", {})), rows=rows, **named)
    target = fields[made.to]
    looked = made.sources | {one.copy for one in rows if one.copy} | {code for code in (made.of_words, made.words) if code}
    _known(FOLLOWS, looked, fields)
    values = {*made.codes.values(), *(one.value for one in rows if one.value), *([made.other] if made.other else [])}
    if any(one.copy and one.copy not in one.when.fields for one in rows):
        raise ValueError("copy")  # only what is told can be copied
    own = any(fields[code].own for code in {made.to, *looked})
    if own or (target.codes and values - target.codes.keys()) or (made.of and made.codes.keys() - fields[made.of].codes.keys()):
        raise ValueError("codes")
    return made
