"""What the numbers of public health are counted from: rows as they were read, gathered by human and visit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from app.domain.indicators import Visit
from app.domain.programme import Closing, Programme

NEVER = frozenset({Closing.TWICE.value, Closing.NOT_THE_DISEASE.value})
"""Closed so, it never was a case."""


class ResidentRow(Protocol):
    """Days are ISO text, '' = not known, or alive."""

    @property
    def id(self) -> str: ...
    @property
    def birth(self) -> str: ...
    @property
    def deceased(self) -> str: ...


class CaseRow(Protocol):
    """An enrolment."""

    @property
    def person(self) -> str: ...
    @property
    def programme(self) -> str: ...
    @property
    def opened_on(self) -> str: ...
    @property
    def closed_on(self) -> str: ...
    @property
    def closing(self) -> str: ...
    @property
    def place(self) -> str: ...


class AgreementRow(Protocol):
    """A contract with the family doctor."""

    @property
    def person(self) -> str: ...
    @property
    def first_on(self) -> str: ...
    @property
    def last_on(self) -> str: ...
    @property
    def ended_on(self) -> str: ...


@dataclass(frozen=True)
class Told:
    """What was read. ``human``: record → the record that stands for its human, of linked ones only.

    ``forms``: form → those of the period, by day and time of writing.

    ``filed``: who has a file, and since when; ``known``: (resident, programme, day of diagnosis).

    ``area``: what the site file counts: "residents", and programmes.
    """

    residents: Sequence[ResidentRow]
    human: Mapping[str, str]
    cases: Sequence[CaseRow]
    forms: Mapping[str, Sequence[Visit]]
    filed: Mapping[str, str]
    known: Sequence[tuple[str, Programme, str]]
    agreements: Sequence[AgreementRow]
    area: Mapping[str, int]

    def humans(self, records: Iterable[str]) -> set[str]:
        """The humans whom records are of."""
        human = self.human
        return {human.get(one, one) for one in records} if human else set(records)

    @cached_property
    def visits(self) -> Mapping[str, Mapping[str, list[Visit]]]:
        """Form → human → visits in the order of their days, one a day."""
        return {form: self._by_human(found) for form, found in self.forms.items()}

    def _by_human(self, forms: Sequence[Visit]) -> dict[str, list[Visit]]:
        human, found = self.human, dict[str, list[Visit]]()
        for one in forms:
            key = human.get(one[0], one[0]) if human else one[0]
            visits = found.get(key)
            if visits is None:
                found[key] = [one]
            elif visits[-1][1] == one[1]:
                visits[-1] = _merged(visits[-1], one)
            else:
                visits.append(one)
        return found

    @cached_property
    def born(self) -> Mapping[str, str]:
        """Human → birth day."""
        human = self.human
        found = {one.id: one.birth for one in self.residents}
        return found if not human else found | {human[one]: found.get(human[one]) or found.get(one, "") for one in human}

    @cached_property
    def died(self) -> Mapping[str, str]:
        """Human → day of death, of those who died."""
        human = self.human
        return {human.get(one.id, one.id): one.deceased for one in self.residents if one.deceased}

    @cached_property
    def cases_of(self) -> Mapping[str, list[CaseRow]]:
        """Human → every enrolment that was one."""
        human, found = self.human, defaultdict[str, list[CaseRow]](list)
        for one in self.cases:
            if one.closing not in NEVER:
                found[human.get(one.person, one.person)].append(one)
        return found


def _merged(before: Visit, after: Visit) -> Visit:
    """Two forms of one day: what the later one says counts, and it was face to face if either was."""
    told = (new or old for old, new in zip(before[3:], after[3:], strict=True))
    return Visit(after.person, after.day, after.way if after.face_to_face or not before.face_to_face else before.way, *told)
