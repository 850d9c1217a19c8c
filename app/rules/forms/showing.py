"""A filled form in words. One of a version that is not known here is shown whole, as it was written."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.filled_form import FilledForm, FormValue
from app.rules.forms.definition import FormDefinition, Library


@dataclass(frozen=True, slots=True)
class FormLine:
    """``words``: what it says; ``source``: where that came from, '' = by hand. ``known``: whether this program knows the field."""

    code: str
    section: str
    label: str
    words: str
    unit: str
    source: str
    known: bool = True


@dataclass(frozen=True, slots=True)
class FormView:
    """``known`` False: a version of a newer program, to be read only. Fields without an answer are left out."""

    title: str
    version: int
    known: bool
    lines: tuple[FormLine, ...]


def view(library: Library, form: FilledForm) -> FormView:
    """In the order of its definition; then whatever that definition does not name."""
    exact = library.exactly(form.form, form.version)
    definition = exact or (library.form(form.form) if form.form in library.forms else None)
    lines, seen = [], set()
    if definition is not None:
        for section in definition.sections:
            for code in section.fields:
                if code in form.values:
                    lines.append(_line(library, definition, section.title, code, form.values[code]))
                    seen.add(code)
    lines += [_line(library, definition, "", code, value) for code, value in form.values.items() if code not in seen]
    return FormView(definition.title if definition else form.form, form.version, exact is not None, tuple(lines))


def _line(library: Library, definition: FormDefinition | None, section: str, code: str, value: FormValue) -> FormLine:
    one = library.fields.get(code)
    if one is None:
        return FormLine(code, section, code, "、".join(value.told), "", value.source, known=False)
    label = definition.labels.get(code, one.label) if definition else one.label
    return FormLine(code, section, label, one.shown(value), one.unit, value.source)
