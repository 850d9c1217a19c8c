"""What a review says: findings with code and facts, and for every check whether it could run at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Severity(StrEnum):
    """What the prescriber may still do: 不能开, 写明理由后可开, 提醒, shown only."""

    BLOCK = "block"
    OVERRIDE = "override"
    WARN = "warn"
    PASSIVE = "passive"

    @property
    def interrupts(self) -> bool:
        """Whether signing has to wait for an answer."""
        return self in {Severity.BLOCK, Severity.OVERRIDE}

    @property
    def rank(self) -> int:
        """0 = gravest."""
        return list(Severity).index(self)


SETTLEMENT_ONLY = frozenset({"YB-07", "YB-08"})
"""Codes that stop the insurance's settlement and nothing else: the sheet is signed and the drug given all the same."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One objection. ``lines`` are indices of the sheet, ``drugs`` formulary ids, ``facts`` fill the sentence."""

    code: str
    severity: Severity
    rule: str
    source: str
    lines: tuple[int, ...] = ()
    drugs: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def stops_signing(self) -> bool:
        """Whether the sheet cannot be signed while this stands."""
        return self.severity is Severity.BLOCK and self.code not in SETTLEMENT_ONLY


class CheckState(StrEnum):
    """RAN = complete. NOT_RUN = an input was missing for at least one line. FAILED = our own error: as good as not run."""

    RAN = "ran"
    NOT_RUN = "not_run"
    FAILED = "failed"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Gap:
    """An input a check needed and did not get; no lines = it concerns the whole sheet."""

    input: str
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckRun:
    """How one check went."""

    check: str
    state: CheckState
    gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True, slots=True)
class Review:
    """All findings, gravest first, and all checks. It never says "nothing wrong": see ``ran`` and ``could_not``."""

    findings: tuple[Finding, ...]
    checks: tuple[CheckRun, ...]
    pack: str  # version and SHA-256 of the data, '' = no pack could be loaded

    @property
    def ran(self) -> tuple[CheckRun, ...]:
        """Checks that looked at everything they needed."""
        return tuple(run for run in self.checks if run.state is CheckState.RAN)

    @property
    def could_not(self) -> tuple[CheckRun, ...]:
        """Checks to be named to the prescriber as not done (H17)."""
        return tuple(run for run in self.checks if run.state in {CheckState.NOT_RUN, CheckState.FAILED})

    @property
    def objections(self) -> tuple[Finding, ...]:
        """Findings other than the passive ones."""
        return tuple(found for found in self.findings if found.severity is not Severity.PASSIVE)

    @property
    def blocked(self) -> bool:
        """Whether the sheet cannot be signed as it is."""
        return any(found.stops_signing for found in self.findings)
