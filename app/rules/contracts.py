"""Packages of the agreement with the family doctor, as data: whom each is for, what it promises, and how long an agreement runs."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from typing import Any

from app.domain.age import age_at
from app.domain.clinical import Answer
from app.domain.contract import Contract, ContractStep
from app.rules.shipped import shipped_toml


@dataclass(frozen=True, slots=True)
class Service:
    """What is promised ``times`` in the term. ``counts``: which records show it (``form:A|B``, ``day:KIND``, ``visit``), '' = none do."""

    code: str
    name: str
    times: int
    counts: str

    @property
    def by(self) -> tuple[str, tuple[str, ...]]:
        """How records are counted, and which ones."""
        way, _, which = self.counts.partition(":")
        return way, tuple(which.split("|")) if which else ()


@dataclass(frozen=True, slots=True)
class Package:
    """One package; ``programme``: '' or the register a resident must be in; years are whole, None = any."""

    code: str
    name: str
    services: tuple[Service, ...]
    programme: str = ""
    from_years: int | None = None
    to_years: int | None = None
    sex: str = ""
    pregnant: bool = False


@dataclass(frozen=True, slots=True)
class Signer:
    """Who is to sign, as far as packages look at it."""

    birth: date | None
    sex: str
    pregnant: Answer
    programmes: Collection[str]


class State(StrEnum):
    """How an agreement stands on a day; words under ``contract_state``."""

    AHEAD = "ahead"  # signed, begins later
    RUNNING = "running"
    DUE = "due"  # runs out within the days of the policy, not renewed
    RENEWED = "renewed"  # still runs, the next one is signed
    OVER = "over"
    ENDED = "ended"


@cache
def policy() -> Mapping[str, Any]:
    """The policy file in force."""
    return shipped_toml("contract_packages.toml")


@cache
def packages() -> Mapping[str, Package]:
    """All packages by code, in the order of the file."""
    return {row["code"]: _package(row) for row in policy()["package"]}


def _package(row: Mapping[str, Any]) -> Package:
    services = tuple(Service(one["code"], one["name"], int(one["times"]), one["counts"]) for one in row["services"])
    return Package(row["code"], row["name"], services, **row.get("who", {}))


def why_not(package: Package, who: Signer, today: date) -> str:
    """Why a package is not for somebody, a code under ``contract_unfit``; '' = it is. Who is not known well enough does not fit (H18)."""
    if package.sex and who.sex != package.sex:
        return "sex"
    if package.from_years is not None or package.to_years is not None:
        if who.birth is None or who.birth > today:
            return "age_unknown"
        years = age_at(who.birth, today).years
        if not (package.from_years or 0) <= years <= (package.to_years if package.to_years is not None else years):
            return "age"
    if package.pregnant and who.pregnant is not Answer.YES:
        return "pregnant"
    return "programme" if package.programme and package.programme not in who.programmes else ""


def last_day(first: date) -> date:
    """The last day of a year that begins on ``first``; 29 February ends on 28 February."""
    try:
        return first.replace(year=first.year + 1) - timedelta(days=1)
    except ValueError:
        return date(first.year + 1, 2, 28)


def state_of(one: Contract, steps: Collection[ContractStep], renewed: bool, today: date) -> State:
    """How it stands. ``renewed``: another one names it."""
    if any(step.contract == one.id and step.ended_on <= today.isoformat() for step in steps):
        return State.ENDED
    first, last = date.fromisoformat(one.first_on), date.fromisoformat(one.last_on)
    if last < today:
        return State.OVER
    if first > today:
        return State.AHEAD
    if renewed:
        return State.RENEWED
    return State.DUE if (last - today).days <= policy()["due_within_days"] else State.RUNNING
