"""What the rules said when a sheet was signed, read back from the signed document: findings, the reasons given, checks that could not run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.rules.findings import Finding, Severity

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SignedFinding:
    """A finding with the reason the prescriber gave, '' = none was asked for; ``again``: signed a second time beside the line."""

    finding: Finding
    reason: str = ""
    again: bool = False


def signed_findings(document: Json) -> Iterator[SignedFinding]:
    """Findings in the order of the document, gravest first. Without those that a newer program's severities name."""
    given = document["overrides"]
    for told in document["review"]["findings"]:
        if told["severity"] not in frozenset(Severity):
            continue
        lines = tuple(int(line) - 1 for line in told["lines"])
        found = Finding(told["code"], Severity(told["severity"]), told["rule"], "", lines, tuple(told["drugs"]), told["facts"])
        answer = next((one for one in given if one["code"] == told["code"] and one["lines"] == told["lines"]), None)
        yield SignedFinding(found) if answer is None else SignedFinding(found, answer["words"], answer["second_signature"])


def signed_gaps(document: Json) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Checks that could not run, each with what it lacked (H17)."""
    return ((one["check"], tuple(one["inputs"])) for one in document["review"]["could_not"])
