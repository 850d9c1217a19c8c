"""Templates of care plans: ``data/plan_templates.toml`` filled for one person; what is not known of the person is left out and named."""

from __future__ import annotations

import string
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Any

from app.domain.amounts import plain_number
from app.domain.care_plan import CareRole, PlanPart
from app.domain.units import rounded
from app.rules.public_health.policy import policy
from app.rules.public_health.pressure import target
from app.rules.shipped import shipped_toml
from app.rules.vitals import Population, Subject

AND = "+"
BOTH = "hypertension+diabetes"
"""Templates joined: the lines of each, what they have in common once."""


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """What is known of the person. kg, cm; None and '' = not known. ``next_visit``, ``next_exam``: days in the resident's words."""

    subject: Subject
    weight: Decimal | None = None
    height: Decimal | None = None
    medicines: tuple[str, ...] = ()
    next_visit: str = ""
    next_exam: str = ""


@dataclass(frozen=True, slots=True)
class Filled:
    """``lines`` by part; ``missing``: slots nothing was known for, whose lines were left out, in their order."""

    template: str
    lines: Mapping[PlanPart, tuple[str, ...]] = field(default_factory=dict)
    missing: tuple[str, ...] = ()


@cache
def plan_policy() -> Mapping[str, Any]:
    """The policy file."""
    return shipped_toml("plan_templates.toml")


def owners(part: PlanPart) -> tuple[CareRole, ...]:
    """Who may write a part, the leading one first."""
    return tuple(CareRole(one) for one in plan_policy()["owners"][part.value])


def templates() -> tuple[str, ...]:
    """Codes of all templates in their order, the combined one behind the two it is made of."""
    found = list(plan_policy()["templates"])
    found.insert(found.index("diabetes") + 1, BOTH)
    return tuple(found)


def parts_of(template: str) -> tuple[str, ...]:
    """The templates that a code stands for. KeyError for an unknown one."""
    found = tuple(template.split(AND))
    for code in found:
        plan_policy()["templates"][code]
    return found


def fitting(programmes: Collection[str], icd10: Collection[str], age_years: Decimal | None) -> str:
    """The templates that a person's enrolments, diagnoses and age call for, joined; '' for none."""
    return AND.join(code for code, one in plan_policy()["templates"].items() if _fits(one, programmes, icd10, age_years))


def fill(template: str, facts: PlanFacts) -> Filled:
    """Every part of a template in words for this person. KeyError for an unknown template."""
    values = _values(facts)
    lines: dict[PlanPart, tuple[str, ...]] = {}
    missing: dict[str, None] = {}
    for part in PlanPart:
        taken: dict[str, None] = {}
        for line in _lines(parts_of(template), part):
            unknown = [slot for slot in _slots(line) if slot not in values]
            missing |= dict.fromkeys(unknown)
            if not unknown:
                taken[line.format_map(values)] = None
        if taken:
            lines[part] = tuple(taken)  # what two templates say in the same words stands once
    return Filled(template, lines, tuple(missing))


def _fits(one: Mapping[str, Any], programmes: Collection[str], icd10: Collection[str], age_years: Decimal | None) -> bool:
    if set(one.get("programmes", ())) & set(programmes):
        return True
    if any(code.startswith(tuple(one.get("icd10", ()))) for code in icd10 if code):
        return True
    return "from_years" in one and age_years is not None and age_years >= one["from_years"]


def _lines(codes: Iterable[str], part: PlanPart) -> Iterable[str]:
    for code in codes:
        yield from plan_policy()["templates"][code]["parts"].get(part.value, ())


def _slots(line: str) -> list[str]:
    return [name for _, name, _, _ in string.Formatter().parse(line) if name]


def _values(facts: PlanFacts) -> dict[str, str]:
    """Only what may be said of this person: adult limits are never given to a child, in pregnancy or at an unknown age (H18)."""
    found = {name: text for name, text in (("next_visit", facts.next_visit), ("next_exam", facts.next_exam)) if text}
    if facts.medicines:
        found["medicines"] = "、".join(facts.medicines)
    if facts.subject.population is not Population.ADULT or facts.subject.age_years is None:
        return found
    aim = target(facts.subject.age_years)
    home = policy()["pressure_grade"]["home"]
    limits = plan_policy()["limits"]
    found |= {"systolic": plain_number(aim.systolic), "diastolic": plain_number(aim.diastolic)}
    found |= {"home_systolic": plain_number(Decimal(home[0])), "home_diastolic": plain_number(Decimal(home[1]))}
    found |= {name: plain_number(limits[name]) for name in ("glucose_low", "glucose_high", "glucose_after")}
    if facts.subject.sex in limits["waist"]:
        found["waist"] = str(limits["waist"][facts.subject.sex])
    return found | _body(facts, limits["bmi"])


def _body(facts: PlanFacts, band: list[Decimal]) -> dict[str, str]:
    found = {}
    if facts.weight is not None:
        found["weight"] = plain_number(facts.weight)
    if facts.height:
        square = (facts.height / 100) ** 2
        names = ("weight_low", "weight_high")
        found |= {name: plain_number(rounded(bound * square, 0)) for name, bound in zip(names, band, strict=True)}
        found["height"] = plain_number(facts.height)
    return found
