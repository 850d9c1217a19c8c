"""Plasma glucose against the diagnostic cut-offs (WHO 1999). A meter's capillary value monitors and never diagnoses."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from app.rules.public_health.policy import policy, step


class Glycaemia(StrEnum):
    """糖代谢状态."""

    NORMAL = "正常"
    FASTING = "IFG"
    TOLERANCE = "IGT"
    BOTH = "IFG+IGT"
    DIABETES = "达到糖尿病诊断切点"


@dataclass(frozen=True, slots=True)
class GlucoseFacts:
    """Venous plasma, mmol/L; HbA1c %; None = not measured. ``symptoms``: typical ones of diabetes."""

    fasting: Decimal | None = None
    two_hours: Decimal | None = None
    random: Decimal | None = None
    a1c: Decimal | None = None
    symptoms: bool = False


@dataclass(frozen=True, slots=True)
class GlucoseVerdict:
    """``by``: what reached the diabetic cut-off. ``confirmed`` only with symptoms; without them another day has to say it again.

    ``state`` None: nothing given can be classed (a random value below its cut-off says nothing).
    """

    state: Glycaemia | None
    confirmed: bool = False
    by: tuple[str, ...] = ()


def classify(facts: GlucoseFacts) -> GlucoseVerdict:
    """The gravest class of what was measured."""
    limits = policy()["glucose"]
    cuts = {"FPG": limits["fasting"][1], "2hPG": limits["two_hours"][1], "random": limits["random"], "HbA1c": limits["a1c"]}
    values = {"FPG": facts.fasting, "2hPG": facts.two_hours, "random": facts.random, "HbA1c": facts.a1c}
    by = tuple(name for name, value in values.items() if value is not None and value >= cuts[name])
    if by:
        return GlucoseVerdict(Glycaemia.DIABETES, facts.symptoms, by)
    return GlucoseVerdict(_below(facts))


def _below(facts: GlucoseFacts) -> Glycaemia | None:
    if facts.fasting is None and facts.two_hours is None:
        return None
    limits = policy()["glucose"]
    impaired = facts.fasting is not None and step(facts.fasting, limits["fasting"]) > 0
    intolerant = facts.two_hours is not None and step(facts.two_hours, limits["two_hours"]) > 0
    if impaired and intolerant:
        return Glycaemia.BOTH
    return Glycaemia.FASTING if impaired else Glycaemia.TOLERANCE if intolerant else Glycaemia.NORMAL
