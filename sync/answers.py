"""What an answer to a bundle means: every entry judged, and the refusals sorted by what can be done about them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from sync import envelope, jsontext
from sync.envelope import Entry
from sync.jsontext import BadJson
from sync.link import Answer, LinkFault, PeerStop

_TRANSIENT = frozenset({408, 425, 429})
_CONFLICT = frozenset({409, 412})
_PLACE = re.compile(r"Bundle\.entry\[(\d{1,4})\]")
_TOO_MANY = re.compile(r"more (?:update )?operations|too many entries|maximum number of entries", re.IGNORECASE)
_NO_IDS = re.compile(r"client[- ]?(?:assigned|defined)|not allowed to assign|assign(?:ed)? ids?\b", re.IGNORECASE)
_MAX_TEXT = 300


class Kind(Enum):
    """What can be done about an answer."""

    TAKEN = "taken"
    REFUSED = "refused"
    """The content is not accepted: find the culprit, park it, go on."""
    CONFLICT = "conflict"
    """Another version is there (412; 409 with some servers): read it and decide."""
    GONE = "gone"
    """Deleted at the peer: a person decides."""
    TOO_LARGE = "too large"
    LATER = "later"
    """Not now: the same bytes again."""


@dataclass(frozen=True)
class Judgement:
    """What became of one entry, or of a whole bundle that was not carried out.

    ``facts`` hold the status and the server's words, for the person who will look at it. ``culprit`` is
    the entry the server named, None where it did not.
    """

    kind: Kind
    etag: str | None = None
    remote_id: str | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
    culprit: int | None = None

    @property
    def says_not_there(self) -> bool:
        """A 404, the server's own."""
        return self.facts.get("status") == "404"

    @property
    def refuses_ids(self) -> bool:
        """Whether the peer may be one that numbers resources itself: an update of an id it does not know is 404 or 405, or told in words."""
        return self.facts.get("status") in ("404", "405") or _NO_IDS.search(self.facts.get("said", "")) is not None


def judge(answer: Answer, sent: int) -> Judgement | list[Judgement]:
    """Judge the answer to a bundle of ``sent`` entries: a list with one judgement per entry where it was carried out.

    Raises :class:`LinkFault` where the same bytes must be sent again, :class:`PeerStop` where a person must act first.
    """
    if answer.status == 200:
        return _entries(answer, sent)
    if answer.status == 401:
        raise PeerStop("sync_login")
    if answer.status in _TRANSIENT or answer.status >= 500:
        raise LinkFault("sync_server", answer.retry_after, status=answer.status)
    if answer.status == 413:
        return Judgement(Kind.TOO_LARGE, facts={"status": "413"})
    return _refusal(answer, sent)


def refusal_of(answer: Answer) -> dict[str, Any]:
    """The OperationOutcome of a refusal. Raises :class:`LinkFault` where a proxy or a portal spoke instead of the server."""
    try:
        outcome = answer.value()
    except BadJson:
        outcome = None
    if not isinstance(outcome, dict) or outcome.get("resourceType") != "OperationOutcome":
        raise LinkFault("sync_not_fhir", answer.retry_after, status=answer.status)
    return outcome


def _refusal(answer: Answer, sent: int) -> Judgement:
    outcome = refusal_of(answer)
    facts = _facts(answer.status, outcome)
    if answer.status in (400, 422) and sent > 1 and _TOO_MANY.search(facts.get("said", "")):
        return Judgement(Kind.TOO_LARGE, facts=facts)
    return Judgement(_kind(answer.status), facts=facts, culprit=_culprit(outcome, sent))


def _kind(status: int) -> Kind:
    if 200 <= status < 300:
        return Kind.TAKEN
    if status in _CONFLICT:
        return Kind.CONFLICT
    if status == 410:
        return Kind.GONE
    return Kind.LATER if status in _TRANSIENT or status >= 500 else Kind.REFUSED


def _entries(answer: Answer, sent: int) -> list[Judgement]:
    """A captive portal also says 200, and so does a transaction that was run as a batch: only entries count."""
    try:
        bundle = envelope.answers(jsontext.decode(answer.body))
    except BadJson:
        raise LinkFault("sync_not_fhir") from None
    if bundle.kind not in ("transaction-response", "batch-response") or len(bundle.entries) != sent:
        raise LinkFault("sync_bad_answer")
    found = [_entry(one) for one in bundle.entries]
    if any(one.facts.get("status") == "401" for one in found):
        raise PeerStop("sync_login")
    return found


def _entry(entry: Entry) -> Judgement:
    response = entry.part("response")
    match = re.match(r"([1-5]\d\d)(?:\s|$)", str(response.get("status", "")), re.ASCII)
    if match is None:
        raise LinkFault("sync_bad_answer")
    kind = _kind(int(match[1]))
    if kind is Kind.TAKEN:
        return Judgement(kind, _etag(response, entry), _remote_id(response))
    outcome = response.get("outcome")
    return Judgement(kind, facts=_facts(int(match[1]), outcome if isinstance(outcome, dict) else {}))


def _etag(response: Mapping[str, Any], entry: Entry) -> str | None:
    etag = response.get("etag")
    if isinstance(etag, str):
        return etag
    meta = entry.resource.get("meta") if isinstance(entry.resource, dict) else None
    version = meta.get("versionId") if isinstance(meta, dict) else None
    return f'W/"{version}"' if isinstance(version, str) else None


def _remote_id(response: Mapping[str, Any]) -> str | None:
    parts = str(response.get("location", "")).partition("/_history/")[0].split("/")
    return parts[-1] if len(parts) >= 2 and envelope.is_type(parts[-2]) and envelope.is_id(parts[-1]) else None


def _facts(status: int, outcome: Mapping[str, Any]) -> dict[str, str]:
    facts = {"status": str(status)}
    issues = outcome.get("issue")
    issue = next((one for one in issues if isinstance(one, dict)), {}) if isinstance(issues, list) else {}
    details = issue.get("details")
    said = issue.get("diagnostics") or (details.get("text") if isinstance(details, dict) else None)
    if isinstance(issue.get("code"), str):
        facts["issue"] = issue["code"][:_MAX_TEXT]
    if isinstance(said, str):
        facts["said"] = said[:_MAX_TEXT]
    if place := next(iter(_texts([issue], "expression")), ""):
        facts["at"] = place[:_MAX_TEXT]
    return facts


def _culprit(outcome: Mapping[str, Any], sent: int) -> int | None:
    """The entry that an ``issue.expression`` or ``issue.location`` points at."""
    places = [text for name in ("expression", "location") for text in _texts(outcome.get("issue"), name)]
    numbers = {int(match[1]) for text in places if (match := _PLACE.match(text))}
    return numbers.pop() if len(numbers) == 1 and max(numbers) < sent else None


def _texts(issues: object, name: str) -> list[str]:
    rows = [issue.get(name) for issue in issues if isinstance(issue, dict)] if isinstance(issues, list) else []
    return [text for row in rows if isinstance(row, list) for text in row if isinstance(text, str)]


def body_of(answer: Answer, fhir_type: str, fhir_id: str | None) -> dict[str, Any] | None:
    """The resource in an answer to a read, None where it is not the one asked for; ``fhir_id`` None = whichever."""
    try:
        found = jsontext.loads(jsontext.decode(answer.body))
    except BadJson:
        return None
    right = isinstance(found, dict) and found.get("resourceType") == fhir_type and envelope.is_id(found.get("id"))
    return found if right and fhir_id in (None, found["id"]) else None
