"""Reads what a peer has: our hub's feed in commit order, or a stranger's resources by time with an overlap."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urljoin, urlsplit, urlunsplit

from app.clock import instant, iso
from sync import envelope, jsontext, polling
from sync.answers import refusal_of
from sync.dialect import Dialect
from sync.envelope import Entry, Envelope
from sync.hub.names import EPOCH_SYSTEM, FEED, PLACE, SUPERSEDED
from sync.id_map import IdMap, shows_numbers
from sync.jsontext import BadJson
from sync.link import Answer, Link, LinkFault, PeerStop
from sync.replica import Applied, Page, Ref, Remote, Replica, Unreadable

OVERLAP = timedelta(seconds=120)
"""A stamp is taken before its commit: rows become visible out of order (0.8 s were seen, sync.md 1.4)."""

_SETTLED = "settled"
_SEEN = "~"
"""Before a type's name in the cursor: by the server's clock, when its newest stamp was first seen; or that what has it is complete."""

AHEAD = timedelta(minutes=5)
"""A stamp further ahead of the server's own clock than this does not move the cursor."""

PAGE, HUB_PAGE = 200, 500
"""Resources a page: strangers' as far as all of them give; a hub is only far behind where it is new here, and each page costs a commit."""
MAX_PAGES = 10_000
_NO_CACHE = {"Cache-Control": "no-cache"}
_LATER = frozenset({408, 425, 429})
_SECOND = timedelta(seconds=1)
"""What the Date header leaves out."""

_OLDEST = datetime(1970, 1, 1, tzinfo=UTC)

# References first, so that a page finds what it refers to.
TYPES = (
    "Organization",
    "Location",
    "Practitioner",
    "PractitionerRole",
    "Device",
    "Medication",
    "MedicationKnowledge",
    "Library",
    "PlanDefinition",
    "Patient",
    "Encounter",
    "AllergyIntolerance",
    "Condition",
    "Procedure",
    "MedicationRequest",
    "Provenance",
    "MedicationStatement",
    "MedicationDispense",
    "Invoice",
    "SupplyRequest",
    "SupplyDelivery",
    "DetectedIssue",
    "Task",
    "EpisodeOfCare",
    "QuestionnaireResponse",
    "CarePlan",
    "Consent",
    "MeasureReport",
    "List",
    "Communication",
    "Observation",
)


class Expired(Exception):
    """A page link is not known any more: begin again at the cursor."""


@dataclass
class Progress:
    """How far one type was read: ``ordered`` while stamps only rise, as a cursor between pages needs. ``asked``: the server's time then."""

    cursor: datetime | None
    newest: datetime
    asked: datetime | None = None
    last: datetime = _OLDEST
    ordered: bool = True
    links: set[str] = field(default_factory=set)


class Pull:
    """One run of reading: a page is taken in while the next is fetched. ``halted`` is asked between pages; what was applied stays applied."""

    def __init__(
        self, replica: Replica, peer: str, link: Link, dialect: Dialect, halted: Callable[[], bool], types: Sequence[str] = TYPES
    ) -> None:
        self._replica, self._peer, self._link, self._dialect = replica, peer, link, dialect
        self._halted = halted
        self._types = types
        self._ids = IdMap(replica, peer, link)
        self._cursors: dict[str, str] = {}
        self._taker: Executor
        self._applying: Future[Applied] | None = None
        self.applied = Applied()
        self.unread: list[str] = []
        """Types that the peer would not give."""

    def run(self) -> None:
        """Read everything new. Raises LinkFault to be called again later, PeerStop where a person must act."""
        with ThreadPoolExecutor(1, "sync-taker") as taker:
            self._taker = taker
            try:
                self._read()
            finally:
                self._applied()

    def _read(self) -> None:
        if self._dialect.hub:
            self._feed()
        else:
            self._all_types()
        self._applied()
        for ref in () if self._halted() else self._replica.wanted(self._peer):
            self._one(ref)

    def _one(self, ref: Ref) -> None:
        """Read what no feed brings. What the peer does not give never stops the rest: it is written down, and asked for again later."""
        answer = self._link.get(str(ref), (), _NO_CACHE)
        if answer.status in _LATER or answer.status >= 500:
            return
        found = one_of(answer, ref) if answer.status == 200 else None
        missing = () if found else (Unreadable("sync_bad_shape", {"ref": str(ref), "path": ref.fhir_type, "reason": "not given"}),)
        self._apply(Page((found,) if found else (), None, unreadable=missing), None, None)

    def _all_types(self) -> None:
        self._cursors = _cursors(self._replica.cursor(self._peer))
        done = self._news()
        for name in self._types:
            if self._halted():
                return
            if name not in done:
                self._type(name)

    # ---- our hub

    def _feed(self) -> None:
        since = self._replica.cursor(self._peer)
        while not self._halted():
            query = [("_count", str(HUB_PAGE)), *([("since", since)] if since else [])]
            bundle = bundle_of(self._link.get("$" + FEED, query), "history")
            place = _since(bundle)
            more = bundle.link("next") is not None
            if more and place == since:
                raise LinkFault("sync_page_loop")
            if bundle.entries or place != since:
                self._apply(page_of(bundle.entries, None), place, _epoch(bundle))
            since = place
            if not more:
                return

    # ---- strangers

    def _news(self) -> set[str]:
        """Ask for all types at once; returns those that are read with it. The first time there is too much to ask so."""
        if not self._cursors or not self._dialect.batch_reads:
            return set()
        starts = {name: self._start(name) for name in self._types}
        answer = self._link.post(polling.question(starts), self._dialect.gzip is not False, _NO_CACHE)
        found = polling.answers(answer, starts)
        if found is None:
            self._dialect.batch_reads = False
            return set()
        self.unread += [name for name, news in found.items() if news.denied]
        few = {name: news.few for name, news in found.items() if news.few is not None}
        for name, page in few.items():
            self._page(name, page, answer.date, self._progress(name, answer), last=True)
        return {*few, *self.unread}

    def _type(self, name: str) -> None:
        for attempt in range(2):
            try:
                self._pages(name)
                return
            except Expired:
                if attempt:
                    raise LinkFault("sync_page_expired") from None

    def _pages(self, name: str) -> None:
        answer = self._link.get(name, polling.search(self._start(name), PAGE), _NO_CACHE)
        progress = self._progress(name, answer)
        if answer.status in (400, 403, 404, 405, 501):
            refusal_of(answer)
            self.unread.append(name)
            return
        while True:
            bundle = bundle_of(answer, "searchset")
            url = bundle.link("next")
            self._page(name, bundle, answer.date, progress, last=url is None)
            if url is None or self._halted():
                return
            answer = self._next(url, progress)

    def _start(self, name: str) -> polling.Start:
        """From where to read: the newest stamp seen, less the overlap as long as older ones may still appear.

        Once none can, what has that very stamp is not asked for again: a server may give one to all of a transaction (HAPI does).
        """
        newest = _instant(self._cursors.get(name, ""))
        settled = self._cursors.get(_SEEN + name) == _SETTLED
        return polling.Start(newest if newest is None or settled else newest - OVERLAP, settled)

    def _progress(self, name: str, first: Answer) -> Progress:
        newest = _instant(self._cursors.get(name, ""))
        return Progress(newest, newest or _OLDEST, first.date)

    def _next(self, url: str, progress: Progress) -> Answer:
        here = local_address(self._link.base_url, url)
        if here in progress.links or len(progress.links) >= MAX_PAGES:
            raise LinkFault("sync_page_loop")
        progress.links.add(here)
        answer = self._link.get(here, (), _NO_CACHE)
        if answer.status in (404, 410):
            refusal_of(answer)
            raise Expired
        return answer

    def _page(self, name: str, bundle: Envelope, date: datetime | None, progress: Progress, last: bool) -> None:
        found = page_of(bundle.entries, name)
        latest = date + AHEAD if date else datetime.max.replace(tzinfo=UTC)
        for moment in (_instant(one.updated) for one in found.resources):
            if moment is not None and moment <= latest:
                progress.ordered = progress.ordered and moment >= progress.last
                progress.last = moment
                progress.newest = max(progress.newest, moment)
        moved = progress.newest > (progress.cursor or _OLDEST) and (progress.ordered or last)
        if moved:
            progress.cursor = progress.newest
            self._cursors[name] = iso(progress.newest)
            self._cursors[_SEEN + name] = iso(date) if date else ""
        settled = last and not moved and self._settles(name, progress)
        if found.resources or found.unreadable or moved or settled:
            self._apply(self._in_ours(found), json.dumps(self._cursors, sort_keys=True) if moved or settled else None, None)

    def _settles(self, name: str, progress: Progress) -> bool:
        """Read to the end, and asked a whole overlap after the newest stamp was first seen: no older row can appear any more.

        Both times are the server's, so that a clock set here changes nothing. Without it, a quiet afternoon would read the
        morning's last two minutes again and again.
        """
        seen = _instant(self._cursors.get(_SEEN + name, ""))
        if seen is None or progress.asked is None or progress.asked < seen + OVERLAP + _SECOND:
            return False
        self._cursors[_SEEN + name] = _SETTLED
        return True

    def _in_ours(self, found: Page) -> Page:
        if self._dialect.guesses_ids and shows_numbers(found):
            self._dialect.client_ids = False
        return found if self._dialect.client_ids else self._ids.told_in_ours(found)

    def _apply(self, found: Page, cursor: str | None, epoch: str | None) -> None:
        self._applied()
        self._applying = self._taker.submit(self._replica.apply, self._peer, Page(found.resources, cursor, epoch, found.unreadable))

    def _applied(self) -> None:
        """Wait for the page before this one: pages are taken in in their order, and none after one that failed."""
        if self._applying is not None:
            applying, self._applying = self._applying, None
            self.applied += applying.result()


def local_address(base: str, url: str) -> str:
    """A next link on the host we speak to: behind a proxy servers name themselves otherwise, and the token goes nowhere else."""
    parts = urlsplit(urljoin(base + "/", url))
    return urlunsplit((*urlsplit(base)[:2], parts.path, parts.query, ""))


def bundle_of(answer: Answer, kind: str) -> Envelope:
    """The Bundle of an answer. Raises LinkFault where it is none of this kind, PeerStop where a person must act."""
    if answer.status == 401:
        raise PeerStop("sync_login")
    if answer.status == 403:
        raise PeerStop("sync_forbidden")
    if answer.status != 200:
        raise LinkFault("sync_server", answer.retry_after, status=answer.status)
    try:
        bundle = envelope.read(jsontext.decode_page(answer.body))
    except BadJson:
        raise LinkFault("sync_not_fhir") from None
    if bundle.kind != kind:
        raise LinkFault("sync_bad_answer")
    return bundle


def one_of(answer: Answer, ref: Ref) -> Remote | None:
    """The resource that was asked for by its id; None where something else came."""
    try:
        text = jsontext.decode(answer.body)
        body = jsontext.loads(text)
    except BadJson:
        return None
    if not isinstance(body, dict) or (body.get("resourceType"), body.get("id")) != tuple(ref):
        return None
    return _remote(ref, Entry(text, body, {}))


def page_of(entries: Sequence[Entry], asked: str | None) -> Page:
    """The usable resources of a Bundle, and what of it is not; ``asked``: the type that was searched for."""
    found = [one for entry in entries for one in _entry(entry, asked)]
    return Page(
        tuple(one for one in found if isinstance(one, Remote)), None, unreadable=tuple(one for one in found if isinstance(one, Unreadable))
    )


def _entry(entry: Entry, asked: str | None) -> Iterator[Remote | Unreadable]:
    resource = entry.resource
    if not isinstance(resource, dict) or entry.text is None:
        yield Unreadable("sync_no_resource", {})
        return
    fhir_type, fhir_id = resource.get("resourceType"), resource.get("id")
    if fhir_type == "OperationOutcome":
        return
    if not (envelope.is_type(fhir_type) and envelope.is_id(fhir_id)):
        yield Unreadable("sync_bad_id", {})
        return
    ref = Ref(str(fhir_type), str(fhir_id))
    if asked not in (None, fhir_type) and entry.part("search").get("mode") != "include":
        yield Unreadable("sync_unasked", {"ref": str(ref)})
        return
    try:
        jsontext.check_characters(entry.text)
    except BadJson as bad:
        yield Unreadable("sync_bad_text", {"ref": str(ref), "reason": bad.reason})
        return
    yield _remote(ref, entry)


def _remote(ref: Ref, entry: Entry) -> Remote:
    meta = entry.resource.get("meta")
    said = meta if isinstance(meta, dict) else {}
    etag = entry.part("response").get("etag")
    if not isinstance(etag, str):
        etag = f'W/"{said["versionId"]}"' if isinstance(said.get("versionId"), str) else None
    marks = entry.rest.get("extension")
    superseded = any(isinstance(one, dict) and one.get("url") == SUPERSEDED for one in marks) if isinstance(marks, list) else False
    return Remote(ref, etag, str(said.get("lastUpdated", "")), (entry.text or "").encode(), superseded, entry.resource)


def _since(bundle: Envelope) -> str:
    found = parse_qs(urlsplit(bundle.link(PLACE) or "").query).get("since")
    if not found:
        raise LinkFault("sync_bad_answer")
    return found[0]


def _epoch(bundle: Envelope) -> str:
    identifier = bundle.members.get("identifier")
    if not isinstance(identifier, dict) or identifier.get("system") != EPOCH_SYSTEM or not isinstance(identifier.get("value"), str):
        raise LinkFault("sync_bad_answer")
    return str(identifier["value"])


def _cursors(text: str | None) -> dict[str, str]:
    """Per type the newest stamp seen; a cursor of another kind of feed is none."""
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return {}
    return {str(name): str(stamp) for name, stamp in found.items()} if isinstance(found, dict) else {}


def _instant(text: str) -> datetime | None:
    try:
        return instant(text)
    except (ValueError, OverflowError):
        return None
