"""三师共管: a care plan of parts, each written by one of three people; a new form of a part replaces those it was made from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class PlanPart(StrEnum):
    """What a part is about."""

    TARGETS = "targets"
    MEDICATION = "medication"
    DIET = "diet"
    EXERCISE = "exercise"
    MONITORING = "monitoring"
    RECHECK = "recheck"
    HABITS = "habits"  # smoking, drinking, salt, mood


class CareRole(StrEnum):
    """Of the three."""

    SPECIALIST = "specialist"
    DOCTOR = "doctor"
    HEALTH_MANAGER = "health_manager"


@dataclass(frozen=True, slots=True)
class PlanText:
    """One form of one part, written once. ``lines``: what the resident reads, one each.

    ``replaces``: the forms it was made from; two where it settles what two people wrote before they met.
    """

    id: str
    person: str
    part: PlanPart
    role: CareRole
    lines: tuple[str, ...]
    by: str
    at: str
    template: str = ""
    replaces: tuple[str, ...] = ()


def standing(texts: Iterable[PlanText]) -> dict[PlanPart, tuple[PlanText, ...]]:
    """What stands of each part: the forms that nothing replaced, the newest first. More than one: two wrote before they met."""
    told = tuple(texts)
    replaced = {gone for one in told for gone in one.replaces}
    open_forms = sorted((one for one in told if one.id not in replaced), key=lambda one: (one.at, one.id), reverse=True)
    return {part: found for part in PlanPart if (found := tuple(one for one in open_forms if one.part is part))}
