"""A sheet being filled: forms joined, what the records say, what was typed, what is proposed, and what is missing or wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.domain.encounter import Encounter
from app.domain.filled_form import FilledForm, FormValue, ValueKind
from app.domain.person import Person
from app.rules.forms.checking import FormFinding, check, check_behind
from app.rules.forms.computing import FillingFacts, made_of, verdict
from app.rules.forms.definition import FormDefinition, FormField, Library, Values
from app.rules.forms.joining import JoinedSection, Place, answers, join, settled
from app.rules.public_health.follow_up import FollowUpVerdict
from app.services.form_records import Records, result_before, values_of

HAND, NORMAL = "", "normal"
"""Sources of what was typed, and of findings that one act said to be normal."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A value of an earlier day that stands beside the field until somebody confirms it. ``form``: title of the form it was in, '' for a
    laboratory result; ``day``: when it was told or measured."""

    value: FormValue
    day: date
    form: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of one visit; every change makes a new one.

    ``values``: what it says now, by key. ``typed``: what somebody at the keyboard told, a value without words = cleared by hand.
    ``asked``: keys that are asked as things stand. ``findings``: of all forms, each naming its form and key.
    ``replaces``: form code → the filled form this one corrects. ``following``: keys that will follow from answers still asked for here: a
    score is neither typed nor missed before its items.
    """

    library: Library
    person: Person
    visit: Encounter | None
    forms: tuple[FormDefinition, ...]
    facts: FillingFacts
    sections: tuple[JoinedSection, ...]
    records: Values
    proposals: Mapping[str, Proposal]
    typed: Values
    values: Values
    asked: frozenset[str]
    findings: tuple[FormFinding, ...]
    replaces: Mapping[str, str]
    following: frozenset[str] = frozenset()

    @property
    def day(self) -> date:
        """The day of the visit: a form is never back-dated."""
        return self.facts.day

    @property
    def places(self) -> tuple[Place, ...]:
        """Every line that is asked, in order."""
        return tuple(place for section in self.sections for place in section.places if place.key in self.asked)

    def field(self, key: str) -> FormField:
        """What stands at a key."""
        return self.library.field_of(key)

    @property
    def chips(self) -> tuple[FormFinding, ...]:
        """Findings, each fact once where several forms miss it; what will follow by itself is left out."""
        shown = [one for one in self.findings if one.key not in self.following or one.code not in ("missing", "wanted")]
        return tuple({(one.key, one.code): one for one in reversed(shown)}.values())[::-1]

    def of_form(self, form: str) -> tuple[FormFinding, ...]:
        """Findings of one form."""
        return tuple(one for one in self.findings if one.form == form)

    def is_complete(self, form: str) -> bool:
        """Whether the form can be completed as it stands."""
        return not any(one.holds_up for one in self.of_form(form))

    @property
    def open_proposals(self) -> tuple[str, ...]:
        """Keys that are asked, say nothing yet, and have a proposal."""
        return tuple(place.key for place in self.places if place.key in self.proposals and place.key not in self.values)

    def open_normals(self, section: str) -> tuple[str, ...]:
        """Keys of the findings of a section that nobody answered and that have a code for normal (其余正常)."""
        places = next((one.places for one in self.sections if one.title == section), ())
        keys = (place.key for place in places if place.key in self.asked and place.key not in self.values)
        return tuple(key for key in keys if self.field(key).normal)

    def verdict(self, form: str) -> FollowUpVerdict | None:
        """What the rules say of a follow-up, with reasons; None where there are none, or not enough was told."""
        return verdict(self.library, form, self.library.scope(form, self.values), self.facts)

    def answers(self, form: str) -> dict[str, FormValue]:
        """What one form takes out of the sheet, by plain code."""
        return answers(self.library, self.library.form(form), self.values)


def made(library: Library, forms: Sequence[FormDefinition], records: Records, facts: FillingFacts) -> Sheet:
    """A sheet on which nothing was typed yet."""
    told = values_of(library, forms, records)
    empty: dict[str, FormValue] = {}
    sheet = Sheet(
        library,
        records.person,
        records.visit,
        tuple(forms),
        facts,
        join(library, forms),
        told,
        {},
        empty,
        empty,
        frozenset(),
        (),
        {},
    )
    sheet = changed(sheet, empty)
    return replace(sheet, proposals=_proposals(sheet, records))


def changed(sheet: Sheet, typed: Values) -> Sheet:
    """The sheet with other typed values: everything that follows is settled anew."""
    library = sheet.library
    values = settled(library, sheet.forms, sheet.records, typed, sheet.facts)
    findings = tuple(finding for form in sheet.forms for finding in _findings(sheet, form, values))
    asked = _asked(sheet, values)
    left = asked - values.keys()
    following = frozenset(key for key in left if not left.isdisjoint(made_of(library, key)))
    return replace(sheet, typed=typed, values=values, asked=asked, findings=findings, following=following)


def _findings(sheet: Sheet, form: FormDefinition, values: Values) -> list[FormFinding]:
    """A finding about a field that another one stands in for (症状) leads to that one."""
    shown = {place.key: place.label for section in sheet.sections for place in section.places}
    behind = {one.to: one.of for one in sheet.library.follows if one.of in shown}
    found: list[FormFinding] = []
    for code in {one.of for one in sheet.library.follows if one.of in shown and one.to in form.fields}:
        found += check_behind(sheet.library, form, code, values, sheet.facts)
    for one in check(sheet.library, form, values, sheet.facts):
        key = one.key if one.key in shown else behind.get(one.key, one.key)
        found.append(one if key == one.key else replace(one, key=key, label=shown[key]))
    return found


def _asked(sheet: Sheet, values: Values) -> frozenset[str]:
    library = sheet.library
    found = set()
    for form in sheet.forms:
        scope = library.scope(form.code, values)
        found |= {library.key(form.code, code) for code in form.fields if library.asks(form, code, scope)}
    for section in sheet.sections:
        for place in section.places:
            if place.key in library.fields and library.fields[place.key].when.holds(values):
                behind = not any(place.key in form.fields for form in sheet.forms)
                found |= {place.key} if behind else set()
    return frozenset(found)


# ---- what an earlier day may propose


def _proposals(sheet: Sheet, records: Records) -> dict[str, Proposal]:
    found: dict[str, Proposal] = {}
    for section in sheet.sections:
        for place in section.places:
            one = sheet.field(place.key)
            if place.key in sheet.records:
                continue
            proposal = _of_last_form(sheet, one, records) if one.habit else _of_result(sheet, one, records)
            if proposal is not None:
                found[place.key] = proposal
    return found


def _of_last_form(sheet: Sheet, one: FormField, records: Records) -> Proposal | None:
    for form in records.forms:
        told = form.values.get(one.code)
        if told is not None and told.told and not set(told.told) - (one.codes.keys() or set(told.told)):
            value = FormValue(one.kind, told.told, f"filled_form:{form.id}")
            return Proposal(value, date.fromisoformat(form.day), _title(sheet.library, form))
    return None


def _of_result(sheet: Sheet, one: FormField, records: Records) -> Proposal | None:
    found = result_before(sheet.library, one, records)
    return None if found is None else Proposal(found[0], found[1])


def _title(library: Library, form: FilledForm) -> str:
    return library.form(form.form).title if form.form in library.forms else form.form


def cleared(one: FormField) -> FormValue:
    """Cleared by hand: nothing takes its place until somebody tells something."""
    return FormValue(one.kind, (), HAND)


def told_by_hand(one: FormField, told: Sequence[str]) -> FormValue:
    """Typed; the order of several codes is that of the form."""
    if one.kind is ValueKind.CHOICES:
        known = [code for code in one.codes if code in told]
        return FormValue(one.kind, (*known, *(code for code in told if code not in one.codes)), HAND)
    return FormValue(one.kind, tuple(told), HAND)
