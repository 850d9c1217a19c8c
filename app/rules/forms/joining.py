"""Several forms as one sheet: every fact is asked once, and each form takes its own answers out of it again ("一张表")."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.domain.filled_form import FormValue
from app.rules.forms.computing import FillingFacts, computed
from app.rules.forms.definition import FormDefinition, Library, Values
from app.rules.forms.following import followed

_PASSES = 4
"""A value computed from a computed one: body mass, the answer it gives, the sum, the verdict."""


@dataclass(frozen=True, slots=True)
class Place:
    """One line of a sheet. ``key``: where its value stands. ``forms``: those that ask for it. ``label``: as the first of them calls it."""

    key: str
    label: str
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class JoinedSection:
    """Sections of one title are one."""

    title: str
    places: tuple[Place, ...]


def join(library: Library, forms: Sequence[FormDefinition]) -> tuple[JoinedSection, ...]:
    """The sheet of some forms: sections in the order they are met, each fact at its first place.

    Where two or more forms code a fact differently and a field stands behind them (症状), that one is asked instead.
    """
    behind = _behind(library, forms)
    titles: dict[str, dict[str, list[tuple[str, FormDefinition]]]] = {}
    where: dict[str, str] = {}
    for form in forms:
        for section in form.sections:
            for code in section.fields:
                key = behind.get(code) or library.key(form.code, code)
                title = where.setdefault(key, section.title)
                titles.setdefault(title, {}).setdefault(key, []).append((code, form))
    return tuple(
        JoinedSection(title, tuple(Place(key, _label(library, key, asked), _forms(asked)) for key, asked in found.items()))
        for title, found in titles.items()
    )


def _label(library: Library, key: str, asked: list[tuple[str, FormDefinition]]) -> str:
    code, form = asked[0]
    known = library.field_of(key)
    return form.labels.get(code, known.label) if known.code == code else known.label


def _forms(asked: list[tuple[str, FormDefinition]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(form.code for _, form in asked))


def _behind(library: Library, forms: Iterable[FormDefinition]) -> dict[str, str]:
    """Field of a form → the field asked in its place."""
    asked = {code for form in forms for code in form.fields}
    found: dict[str, list[tuple[str, str]]] = {}
    for one in library.follows:
        if one.of and one.to in asked:
            pairs = [(one.to, one.of)]
            pairs += [(one.words, one.of_words)] if one.words and one.of_words else []
            found.setdefault(one.of, []).extend(pairs)
    needs = {of: len({field for field, target in pairs if target == of}) for of, pairs in found.items()}
    return {field: target for of, pairs in found.items() if needs[of] > 1 for field, target in pairs}


def settled(library: Library, forms: Sequence[FormDefinition], records: Values, typed: Values, facts: FillingFacts) -> dict[str, FormValue]:
    """Everything a sheet says: what was typed before what the records say, then what follows, then what is computed.

    ``typed`` may hold values without words: cleared by hand, so nothing takes their place.
    """
    values = {**records, **typed}
    wanted = {code for form in forms for code in form.fields} - typed.keys()
    for _ in range(_PASSES):
        before = dict(values)
        follow = {code: value for code, value in followed(library, values, wanted).items() if code not in records and code not in typed}
        values = {**records, **follow, **typed}
        for form in forms:
            for code, value in computed(library, form.code, library.scope(form.code, before | values), facts).items():
                values.setdefault(library.key(form.code, code), value)
        if values == before:
            break
    return {key: value for key, value in values.items() if value.told}


def answers(library: Library, form: FormDefinition, values: Values) -> dict[str, FormValue]:
    """What one form takes out of a sheet: its own fields that are asked and answered, by plain code."""
    scope = library.scope(form.code, values)
    return {code: scope[code] for code in form.fields if code in scope and scope[code].told and library.asks(form, code, scope)}
