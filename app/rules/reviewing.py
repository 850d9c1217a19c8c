"""Policy of the pharmacist's review: reasons by code, which sheets take two pharmacists, how long one may wait."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache, lru_cache
from typing import Any

from app.domain.rx_document import DocumentError, read
from app.rules.shipped import json_decimal, shipped_bytes, shipped_toml


@dataclass(frozen=True, slots=True)
class ReviewPolicy:
    """``reasons``: 处方点评 code → words, ``write_out``: codes that need words of their own, ``calls``: outcome of a call → words,
    ``urgent``: reason of 紧急调配 → words.

    ``late_after``: a sheet waits too long; ``queue``: older ones are the monthly review's, whose ``comment_codes`` are all of 处方点评.
    """

    reasons: Mapping[str, str]
    write_out: frozenset[str]
    calls: Mapping[str, str]
    urgent: Mapping[str, str]
    two_person: frozenset[str]
    late_after: timedelta
    queue: timedelta
    comment_codes: Mapping[str, str]
    comment_least: int
    comment_per_mille: int


@cache
def review_policy() -> ReviewPolicy:
    """From the data file."""
    given = shipped_toml("review_policy.toml")
    told = given["policy"]
    late = timedelta(minutes=told["waiting_minutes"])
    return ReviewPolicy(
        given["reason"],
        frozenset(told["write_out"]),
        given["call"],
        given["urgent"],
        frozenset(told["two_person"]),
        late,
        timedelta(days=told["queue_days"]),
        json_decimal(shipped_bytes("codesets.json"))["rx_comment_codes"],
        given["comment"]["least"],
        given["comment"]["per_mille"],
    )


def lot_size(population: int) -> int:
    """How many sheets of a month the monthly review looks at: so many in a thousand, at least so many, all where there are fewer."""
    policy = review_policy()
    return min(population, max(policy.comment_least, -(-population * policy.comment_per_mille // 1000)))


@dataclass(frozen=True, slots=True)
class _Told:
    """What a signed document says of its own review. ``asked`` None: it asks for none."""

    mark: str = ""
    institution: str = ""
    asked: str | None = None


def approvals_needed(document: bytes | None) -> int:
    """How many pharmacists must approve a signed sheet: two where its paper bears a mark of the policy (controlled drugs)."""
    return 2 if _told(document).mark in review_policy().two_person else 1


def institution_of(document: bytes | None) -> str:
    """Id of the institution a sheet was signed at, '' where that cannot be read."""
    return _told(document).institution


def asked_of(document: bytes | None) -> str | None:
    """Code of the institution whose pharmacists are asked, '' = any that may read it; None where the sheet asks for no review."""
    return _told(document).asked


@lru_cache(maxsize=512)
def _told(document: bytes | None) -> _Told:
    """Read once for a queue that is looked at again with every change: the bytes of a signed document never do."""
    try:
        told = read(document or b"")
    except DocumentError:
        return _Told()
    asked = None if told.get("signed_as") == "approved" else str(told.get("asked", ""))
    return _Told(_part(told, "paper", "mark"), _part(told, "institution", "id"), asked)


def _part(told: Mapping[str, Any], group: str, name: str) -> str:
    try:
        return str(told[group][name])
    except (KeyError, TypeError):
        return ""
