"""Institutions, practitioners and what a role may do."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Organization:
    """An institution; ``id`` is UUIDv5 of its code, the same on every seat."""

    id: str
    code: str
    name: str
    type_code: str = "D600"  # WS 218-2002: village clinic
    phone: str = ""
    division: str = ""


@dataclass(frozen=True, slots=True)
class Practitioner:
    """A member of staff. Rights have a period because they are checked at the moment of signing (clinical.md §1.3)."""

    id: str
    organization: str
    staff_no: str
    name: str
    licence_no: str = ""
    title: str = ""
    may_prescribe: bool = False
    narcotic_right: bool = False
    antibiotic_tier: str = "非限制"
    rights_from: str | None = None
    rights_to: str | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """Who may sign in on this PC. Local, never synced."""

    id: str
    login: str
    practitioner: str
    role: str
    created_at: str
    disabled_at: str | None = None
    last_used_at: str | None = None


@dataclass(frozen=True, slots=True)
class Role:
    """A named set of permissions; a permission is a service verb such as ``prescribing.sign``."""

    name: str
    permissions: frozenset[str]
    working_page: str
