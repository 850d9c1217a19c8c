"""家庭医生签约: an agreement of a year between a resident and a team; renewed by another one, ended by a step of its own."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ContractEnd(StrEnum):
    """Why an agreement ended before its time."""

    REVOKED = "revoked"  # 解约
    MOVED = "moved"
    DIED = "died"
    CHANGED = "changed"  # another team


@dataclass(frozen=True, slots=True)
class Contract:
    """An agreement, written once. Days are ISO text. ``signed_by``: who signed (本人, 监护人 and the name of the guardian);
    ``form``: version of the paper that was signed; ``consents``: what was agreed to besides (data sharing, delivery …)."""

    id: str
    person: str
    team: str
    packages: tuple[str, ...]
    first_on: str
    last_on: str
    signed_by: str
    form: str
    consents: tuple[str, ...]
    by: str
    at: str
    renews: str = ""


@dataclass(frozen=True, slots=True)
class ContractStep:
    """The end of an agreement before its time, written once."""

    id: str
    person: str
    contract: str
    end: ContractEnd
    ended_on: str
    by: str
    at: str
    note: str = ""


ContractRecord = Contract | ContractStep
"""What is kept of an agreement."""
