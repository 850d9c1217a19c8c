"""Whether every finding that may be overridden is, with a coded reason, and signed again where the law asks for it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from app.domain.prescription import Override
from app.errors import KnownError
from app.rules.findings import Finding, Review, Severity
from app.rules.shipped import shipped_toml


@dataclass(frozen=True, slots=True)
class OverrideWords:
    """Reasons by code, short titles by rule code, and which rules want a second signature."""

    reasons: Mapping[str, str]
    titles: Mapping[str, str]
    sign_again: frozenset[str]
    write_out: frozenset[str]


@cache
def override_words() -> OverrideWords:
    """From the data file."""
    given = shipped_toml("override_reasons.toml")
    policy = given["policy"]
    return OverrideWords(given["reason"], given["title"], frozenset(policy["sign_again"]), frozenset(policy["write_out"]))


def mark_of(finding: Finding) -> str:
    """What tells a finding from every other: rule, lines, drugs and numbers, so that a reason for 20 mg is none for 200 mg."""
    facts = {name: str(value) for name, value in finding.facts.items()}
    told = json.dumps([finding.code, finding.rule, finding.lines, finding.drugs, facts], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def override_of(finding: Finding, reason_code: str, reason: str = "", second_signature: bool = False) -> Override:
    """A reason for one finding as it stands."""
    return Override(finding.code, finding.lines, reason_code, reason, second_signature, mark_of(finding))


def answer_to(finding: Finding, given: Iterable[Override]) -> Override | None:
    """The reason given for this very finding."""
    mark = mark_of(finding)
    return next((one for one in given if one.about == mark and one.lines == finding.lines), None)


def needs_second_signature(finding: Finding) -> bool:
    """Over-dose: the same prescriber confirms once more beside the line (处方管理办法 art. 10)."""
    return finding.code in override_words().sign_again


def used_overrides(review: Review, overrides: Iterable[Override]) -> tuple[Override, ...]:
    """The overrides that answer the review, one for each finding to be overridden.

    Raises KnownError ``rx_blocked``, ``rx_override_needed``, ``rx_reason_needed`` or ``rx_sign_again``, each with ``count`` and ``codes``.
    """
    if blocking := [found for found in review.findings if found.stops_signing]:
        raise KnownError("rx_blocked", **_named(blocking))
    given = list(overrides)
    pairs = [(found, answer_to(found, given)) for found in review.findings if found.severity is Severity.OVERRIDE]
    if open_ones := [found for found, answer in pairs if answer is None]:
        raise KnownError("rx_override_needed", **_named(open_ones))
    kept = [(found, answer) for found, answer in pairs if answer is not None]
    if bare := [found for found, answer in kept if not _reasoned(answer)]:
        raise KnownError("rx_reason_needed", **_named(bare))
    if unsigned := [found for found, answer in kept if needs_second_signature(found) and not answer.second_signature]:
        raise KnownError("rx_sign_again", **_named(unsigned))
    return tuple(dict.fromkeys(answer for _, answer in kept))


def _reasoned(one: Override) -> bool:
    words = override_words()
    return one.reason_code in words.reasons and (one.reason_code not in words.write_out or bool(one.reason.strip()))


def _named(findings: list[Finding]) -> dict[str, object]:
    return {"count": len(findings), "codes": ",".join(sorted({found.code for found in findings}))}
