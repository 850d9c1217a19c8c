"""What one answer says of another field: one list of symptoms becomes that of each form."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from app.domain.filled_form import FormValue, ValueKind
from app.rules.forms.definition import Follow, Library, Values

COMPUTED = "computed"
"""Source of a value that follows from others on the sheet."""


def followed(library: Library, values: Values, wanted: Collection[str]) -> dict[str, FormValue]:
    """Values of the ``wanted`` fields that follow from what was told. Fields are shared ones, so keys are codes."""
    found: dict[str, FormValue] = {}
    for one in library.follows:
        if one.to in wanted:
            found |= _by_codes(library, one, values) if one.of else _by_rows(library, one, values)
    return found


def _by_rows(library: Library, one: Follow, values: Values) -> dict[str, FormValue]:
    for row in one.rows:
        if row.when.holds(values):
            if row.copy:
                return {one.to: replace(values[row.copy], kind=library.fields[one.to].kind)}
            return {one.to: FormValue(library.fields[one.to].kind, (row.value,), COMPUTED)}
    return {}


def _by_codes(library: Library, one: Follow, values: Values) -> dict[str, FormValue]:
    given = values[one.of].told if one.of in values else ()
    if not given:
        return {}
    target, source = library.fields[one.to], library.fields[one.of]
    codes = {one.codes.get(code, one.other) for code in given} - {""}
    if len(codes) > 1:
        codes.discard(target.none)
    found = {one.to: FormValue(target.kind, tuple(code for code in target.codes if code in codes), COMPUTED)}
    unmapped = [_word(library, one, code, values) for code in given if code not in one.codes]
    if unmapped and one.words and source.codes:
        found[one.words] = FormValue(ValueKind.TEXT, ("、".join(unmapped),), COMPUTED)
    return found


def _word(library: Library, one: Follow, code: str, values: Values) -> str:
    """The word of a code without one of its own here; of the source's own 其他 what was written beside it."""
    words = library.fields[one.of_words] if one.of_words else None
    if words is not None and words.when.holds({one.of: FormValue(ValueKind.CHOICES, (code,))}):
        return values[one.of_words].one if one.of_words in values else library.fields[one.of].word(code)
    return library.fields[one.of].word(code)
