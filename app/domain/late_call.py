"""A patient to be called: after a sheet was signed something became known that the rules object to (RX-SAF-09, H26)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LateCall:
    """One objection to one sheet. ``news``: what became known (allergy, condition, laboratory, answer, medicine).

    The objection is kept as code and facts, never as a sentence. ``outcome``: unchanged, stopped, replaced; '' while the call is to be made.
    """

    id: str
    person: str
    prescription: str
    prescriber: str
    news: str
    code: str
    rule: str
    severity: str
    source: str
    drugs: tuple[str, ...]
    facts: Mapping[str, str]
    made_at: str
    closed_at: str | None = None
    closed_by: str = ""
    outcome: str = ""
    note: str = ""
