"""Requests that open a resident's record to another institution: live Consents, ServiceRequests and Tasks, and whom they are addressed to.

What is asked of a pharmacy (SupplyRequest, and the Tasks that are its steps) is read by whom it names, and opens nothing but itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from app.clock import CLINIC_ZONE, iso
from app.domain.ids import organization_id
from sync.fhir.codes import ORGANIZATION_CODE
from sync.fhir.supply_request import is_step

NEVER, ALWAYS = "", "9999"
"""Bounds that sort before and after every instant."""

# Hub access, architecture.md: "residents named in a live Consent, ServiceRequest or Task addressed to it".
_LIVE = {
    "Consent": frozenset({"active"}),
    "ServiceRequest": frozenset({"active", "on-hold"}),
    "Task": frozenset({"requested", "received", "accepted", "ready", "in-progress", "on-hold"}),
}
_ITSELF = "SupplyRequest"
TYPES = (*_LIVE, _ITSELF)


@dataclass(frozen=True, slots=True)
class Address:
    """Somebody (``Organization/…``, ``PractitionerRole/…``, ``Practitioner/…``) asked from ``starts`` until before ``ends``, instants as text."""

    to: str
    starts: str
    ends: str


def addresses(value: dict[str, Any]) -> list[Address]:
    """Whom a request is addressed to; one that is not live any more keeps its addressees, but its time is over."""
    kind = value["resourceType"]
    if kind not in TYPES:
        return []
    starts, ends = _period(kind, value)
    if opens_nothing(value) or value.get("status") not in _LIVE[kind]:
        ends = NEVER
    return [Address(to, starts, ends) for to in dict.fromkeys(_addressees(kind, value))]


def opens_nothing(value: dict[str, Any]) -> bool:
    """Whether a request may be read by its addressee, but no more of the resident for it."""
    return value["resourceType"] == _ITSELF or is_step(value)


def _addressees(kind: str, value: dict[str, Any]) -> Iterator[str]:
    if kind == "Task":
        yield from _references([value.get("owner")])
    elif kind == _ITSELF:
        yield from _references(value.get("supplier"))
    elif kind == "ServiceRequest":
        yield from _references(value.get("performer"))
    else:
        provision = value.get("provision")
        if isinstance(provision, dict) and provision.get("type") != "deny":
            actors = provision.get("actor")
            yield from _references([one.get("reference") for one in actors if isinstance(one, dict)] if isinstance(actors, list) else [])


def _references(found: object) -> Iterator[str]:
    for one in found if isinstance(found, list) else []:
        if isinstance(one, dict) and isinstance(one.get("reference"), str):
            yield one["reference"]
        elif isinstance(one, dict) and (code := _institution_code(one.get("identifier"))):
            yield f"Organization/{organization_id(code)}"


def _institution_code(named: object) -> str:
    """The code by which a logical reference names an institution: it may be asked before its first computer was ever here."""
    if not isinstance(named, dict) or named.get("system") != ORGANIZATION_CODE:
        return ""
    code = named.get("value")
    return code if isinstance(code, str) else ""


def _period(kind: str, value: dict[str, Any]) -> tuple[str, str]:
    name = {"Consent": "provision", "Task": "restriction"}.get(kind)
    holder = value if name is None else value.get(name)
    period = holder.get("occurrencePeriod" if name is None else "period") if isinstance(holder, dict) else None
    if not isinstance(period, dict):
        return NEVER, ALWAYS
    # The start of a request is when the work is due, not when its reader may prepare for it.
    starts = _edge(period.get("start"), NEVER, last=False) if kind == "Consent" else NEVER
    return starts, _edge(period.get("end"), ALWAYS, last=True)


def _edge(text: object, otherwise: str, last: bool) -> str:
    """First instant of a R4 dateTime, or the first one after it (``end`` includes what it names); a date without a time is the clinic's day."""
    if not isinstance(text, str):
        return otherwise
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return NEVER if last else ALWAYS  # a period that cannot be read opens nothing
    if len(text) == 10:
        moment = datetime.combine(moment.date(), time(), CLINIC_ZONE) + timedelta(days=int(last))
    return iso(moment if moment.tzinfo else moment.replace(tzinfo=CLINIC_ZONE))
