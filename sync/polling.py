"""One question to a stranger instead of a dozen: a batch of searches whose short answers are taken as they are (architecture.md, "Sync feeds")."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from app.clock import iso
from sync import envelope, jsontext
from sync.envelope import Entry, Envelope, compact
from sync.jsontext import BadJson
from sync.link import Answer, LinkFault, PeerStop

FEW = 20
"""No server's pages are smaller (R4 names no default; HAPI and Medplum give 20): what is shorter is whole."""

_REFUSED = frozenset({400, 403, 404, 405, 413, 415, 422, 501})
_TRANSIENT = frozenset({408, 425, 429})


@dataclass(frozen=True, slots=True)
class News:
    """What one type's search gave: ``few`` a whole short page, None where there is more to read; ``denied``: the peer would not say."""

    few: Envelope | None = None
    denied: bool = False


@dataclass(frozen=True, slots=True)
class Start:
    """From where to read a type: from ``at`` on, or with ``behind`` only what is later. None: from the beginning."""

    at: datetime | None = None
    behind: bool = False


def search(start: Start, count: int) -> list[tuple[str, str]]:
    """The query for everything since ``start``, oldest first (sync.md 4.3, feed C)."""
    query = [("_sort", "_lastUpdated"), ("_count", str(count))]
    if start.at is not None:
        query.append(("_lastUpdated", ("gt" if start.behind else "ge") + iso(start.at)))
    return query


def question(starts: Mapping[str, Start]) -> bytes:
    """The batch: one search per type."""
    asked = [f"{name}?{urlencode(search(start, FEW))}" for name, start in starts.items()]
    return envelope.bundle("batch", [compact({"request": {"method": "GET", "url": url}}) for url in asked])


def answers(answer: Answer, names: Iterable[str]) -> dict[str, News] | None:
    """What came, by type; None where the server takes no such batch. Raises LinkFault and PeerStop."""
    if answer.status in _REFUSED:
        return None
    if answer.status == 401:
        raise PeerStop("sync_login")
    if answer.status != 200:
        raise LinkFault("sync_server", answer.retry_after, status=answer.status)
    asked = list(names)
    try:
        bundle = envelope.read(jsontext.decode_page(answer.body))
    except BadJson:
        raise LinkFault("sync_not_fhir") from None
    if bundle.kind != "batch-response" or len(bundle.entries) != len(asked):
        raise LinkFault("sync_bad_answer")
    return {name: _news(entry) for name, entry in zip(asked, bundle.entries, strict=True)}


def _news(entry: Entry) -> News:
    status = str(entry.part("response").get("status", ""))[:3]
    number = int(status) if status.isascii() and status.isdigit() else 0
    if number == 401:
        raise PeerStop("sync_login")
    if number in _TRANSIENT or number >= 500:
        raise LinkFault("sync_server", status=number)
    if number in _REFUSED:
        return News(denied=True)
    if number != 200 or entry.text is None:
        raise LinkFault("sync_bad_answer")
    return News(_few(entry.text))


def _few(text: str) -> Envelope | None:
    try:
        page = envelope.read(text)
    except BadJson:
        raise LinkFault("sync_not_fhir") from None
    if page.kind != "searchset":
        raise LinkFault("sync_bad_answer")
    total = page.members.get("total")
    more = page.link("next") is not None or (isinstance(total, int) and total > len(page.entries))
    return None if more or len(page.entries) >= FEW else page
