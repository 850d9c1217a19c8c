"""Conditions, allergies and three-valued facts of a resident."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Answer(StrEnum):
    """Three-valued: a question that was not asked is not a no (H17)."""

    YES = "yes"
    NO = "no"
    NOT_ASKED = "not_asked"


class FactKind(StrEnum):
    """What is asked of a resident and kept with date and source."""

    ALLERGY = "allergy"  # "no" = asked, none known
    PREGNANT = "pregnant"
    LACTATING = "lactating"
    CONDITIONS = "conditions"  # "no" = asked, no disease known
    MEDICINES = "medicines"  # "no" = asked, takes nothing but what this clinic's sheets say
    HLA_B1502 = "hla_b1502"  # of a laboratory: "yes" = positive
    HLA_B5801 = "hla_b5801"


class Informant(StrEnum):
    """Who told a fact; kept as its source."""

    PATIENT = "本人"
    FAMILY = "家属"
    RECORD = "病历"


@dataclass(frozen=True, slots=True)
class Fact:
    """One answer. ``at`` is store text; ``source`` says who told (本人, 家属, 病历)."""

    id: str
    person: str
    kind: FactKind
    answer: Answer
    at: str
    source: str


WITHDRAWN = frozenset({"entered-in-error", "refuted"})
"""Verification of what was found not to be so (FHIR R4 condition-ver-status, allergyintolerance-verification)."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A problem of a resident, ICD-10 coded. ``clinical_status``: active or resolved."""

    id: str
    person: str
    encounter: str | None
    icd10: str
    display: str
    cn_code: str = ""
    clinical_status: str = "active"
    verification: str = "confirmed"
    onset: str | None = None
    recorded_at: str = ""

    @property
    def stands(self) -> bool:
        """Whether it is neither over, nor refuted, nor a mistake."""
        return self.clinical_status == "active" and self.verification not in WITHDRAWN


@dataclass(frozen=True, slots=True)
class Allergy:
    """An allergy as it was told; ``token`` is the rules' word when the text could be mapped, else ''."""

    id: str
    person: str
    text: str
    token: str = ""
    reaction: str = ""
    severity: str = ""  # mild, moderate, severe; '' = not asked
    source: str = ""
    clinical_status: str = "active"
    verification: str = "unconfirmed"
    recorded_at: str = ""

    @property
    def stands(self) -> bool:
        """Whether it is neither over, nor refuted, nor a mistake."""
        return self.clinical_status == "active" and self.verification not in WITHDRAWN
