"""What the hub answers when it refuses: an HTTP status and an OperationOutcome."""

from __future__ import annotations

from typing import Any

# HTTP status → IssueType of the value set hl7.org/fhir/R4/valueset-issue-type
_CODES = {
    400: "invalid",
    401: "login",
    403: "forbidden",
    404: "not-found",
    405: "not-supported",
    409: "conflict",
    410: "deleted",
    412: "conflict",
    413: "too-long",
    415: "not-supported",
    500: "exception",
    503: "transient",
}


class Refused(Exception):
    """A request the hub does not carry out.

    ``text`` is a fixed English phrase with ids at most, never content; ``at`` is a FHIRPath such as
    ``Bundle.entry[3]`` that lets a client find the culprit without halving its bundle; ``target`` is what a 403 was about, for the audit.
    """

    def __init__(self, status: int, text: str, at: str | None = None, code: str | None = None, target: str = "") -> None:
        super().__init__(f"{status} {text}")
        self.status = status
        self.text = text
        self.at = at
        self.target = target
        self.code = code or _CODES.get(status, "processing")

    def under(self, place: str) -> Refused:
        """The same refusal, seen from the bundle entry it happened in."""
        return Refused(self.status, self.text, place, self.code, self.target)

    def outcome(self) -> dict[str, Any]:
        """The OperationOutcome."""
        issue: dict[str, Any] = {"severity": "error", "code": self.code, "diagnostics": self.text}
        if self.at is not None:
            issue["expression"] = [self.at]
        return {"resourceType": "OperationOutcome", "issue": [issue]}
