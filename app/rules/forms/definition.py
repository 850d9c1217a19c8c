"""What a form is: fields that every form shares, sections, what it requires and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from app.domain.filled_form import FormValue, ValueKind
from app.rules.forms.conditions import ALWAYS, Condition

Values = Mapping[str, FormValue]
"""What was told, by key: a field's code, or ``form.code`` for a field of which every form has its own."""


@dataclass(frozen=True, slots=True)
class FormField:
    """One fact. ``origin``: where its value comes from (``measurement:systolic``), ''. ``scores``: what an answer counts.

    ``normal``: the code of a finding without anything wrong. ``measured``: never copied from an earlier form. ``habit``: may be, once confirmed. ``own``: each form has its own value.
    ``partial``: the text is a day, a month or a year (2019-07-02, 2019-07, 2019) that has come.
    """

    code: str
    kind: ValueKind
    label: str
    unit: str = ""
    codes: Mapping[str, str] = field(default_factory=dict)
    none: str = ""
    normal: str = ""
    scores: Mapping[str, int] = field(default_factory=dict)
    low: Decimal | None = None
    high: Decimal | None = None
    decimals: int | None = None
    longest: int = 200
    pattern: str = ""
    measured: bool = False
    habit: bool = False
    own: bool = False
    ahead: bool = False
    partial: bool = False
    origin: str = ""
    when: Condition = ALWAYS

    @property
    def on_meter(self) -> bool:
        """Whether HI and LO are answers: what a glucose meter shows beyond its range."""
        return self.origin.startswith("measurement:glucose")

    def word(self, told: str) -> str:
        """The word of a code; a code that is not known is shown as it is."""
        return self.codes.get(told, told)

    def shown(self, value: FormValue) -> str:
        """The value in words, several ones joined."""
        return "、".join(self.word(one) for one in value.told)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a form; ``fields`` are codes."""

    title: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class FormDefinition:
    """One version of a form. ``required``: groups of which one has to be answered. ``wanted``: the standard asks for it, nothing waits.

    ``when``: of some fields, besides their own condition. ``labels``: what this form calls a field.
    ``medicines``: ATC classes of the disease's own drugs.
    """

    code: str
    version: int
    title: str
    standard: str
    year: int
    source: str
    sections: tuple[Section, ...]
    required: tuple[tuple[str, ...], ...]
    wanted: tuple[str, ...] = ()
    wanted_when: Condition = ALWAYS
    when: Mapping[str, Condition] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    medicines: tuple[str, ...] = ()

    @cached_property
    def fields(self) -> tuple[str, ...]:
        """Codes in the form's order."""
        return tuple(code for section in self.sections for code in section.fields)


@dataclass(frozen=True, slots=True)
class FollowRow:
    """One step: where ``when`` holds, the value is ``value``, or that of the field ``copy``."""

    when: Condition
    value: str = ""
    copy: str = ""


@dataclass(frozen=True, slots=True)
class Follow:
    """What the field ``to`` is where another one is answered: by ``codes`` of ``of``, or by the first row that holds."""

    to: str
    source: str
    of: str = ""
    of_words: str = ""
    codes: Mapping[str, str] = field(default_factory=dict)
    other: str = ""
    words: str = ""
    rows: tuple[FollowRow, ...] = ()

    @property
    def sources(self) -> frozenset[str]:
        """Fields it looks at."""
        return frozenset({self.of} if self.of else {code for row in self.rows for code in row.when.fields})


@dataclass(frozen=True, slots=True)
class LaboratoryTest:
    """A test by the names analysers give it, in capitals; ``units`` → what to multiply by for the form's unit."""

    names: frozenset[str]
    units: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Library:
    """Every form that is known, all versions, over one set of fields."""

    fields: Mapping[str, FormField]
    versions: Mapping[tuple[str, int], FormDefinition]
    follows: tuple[Follow, ...] = ()
    danger: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    conditions: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    allergies: Mapping[str, str] = field(default_factory=dict)
    laboratory: Mapping[str, LaboratoryTest] = field(default_factory=dict)

    @property
    def forms(self) -> tuple[str, ...]:
        """Codes of all forms."""
        return tuple(dict.fromkeys(code for code, _ in self.versions))

    def form(self, code: str) -> FormDefinition:
        """The newest version known here. Raises KeyError."""
        found = [version for known, version in self.versions if known == code]
        if not found:
            raise KeyError(code)
        return self.versions[code, max(found)]

    def exactly(self, code: str, version: int) -> FormDefinition | None:
        """That very version; None for one that a newer program wrote."""
        return self.versions.get((code, version))

    def key(self, form: str, code: str) -> str:
        """Where the value of a field of a form stands in a sheet."""
        return f"{form}.{code}" if self.fields[code].own else code

    def field_of(self, key: str) -> FormField:
        """The field of a key. Raises KeyError."""
        return self.fields[key.partition(".")[2] or key]

    def scope(self, form: str, values: Values) -> dict[str, FormValue]:
        """What a form sees: the shared values, and its own ones, by plain code."""
        mark = f"{form}."
        shared = {key: value for key, value in values.items() if "." not in key}
        return shared | {key.removeprefix(mark): value for key, value in values.items() if key.startswith(mark)}

    def asks(self, form: FormDefinition, code: str, scope: Values) -> bool:
        """Whether a field is asked, as the others stand."""
        return self.fields[code].when.holds(scope) and form.when.get(code, ALWAYS).holds(scope)
