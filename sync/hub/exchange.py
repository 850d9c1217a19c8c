"""POST of a bundle to the hub: a transaction is all or nothing, the entries of a batch stand alone."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from contextlib import contextmanager
from http import HTTPStatus

from sync import envelope
from sync.envelope import Entry, Envelope, compact
from sync.hub.outcome import Refused
from sync.hub.resources import Incoming, incoming
from sync.hub.store import Client, Connection, HubStore, Stored, missing, put
from sync.replica import Ref

Get = Callable[[str], str]
"""Answers a GET inside a batch: relative address → JSON text. Raises :class:`Refused`."""


def version_of(etag: object) -> str | None:
    """The version id in ``W/"3"`` or ``"3"``; None where no tag was given. Raises :class:`Refused` 400."""
    if etag is None:
        return None
    bare = str(etag).removeprefix("W/")
    if len(bare) < 3 or bare[0] != '"' or bare[-1] != '"':
        raise Refused(400, "malformed entity tag")
    return bare[1:-1]


def require_references(db: Connection, item: Incoming, inside: Container[Ref]) -> None:
    """Referential integrity: what a resource refers to is stored or comes with it. Raises :class:`Refused` 400."""
    absent = missing(db, (ref for ref in item.references if ref not in inside))
    if absent:
        raise Refused(400, f"{item.ref} refers to {absent[0]}, which is not here", code="not-found")


def exchange(store: HubStore, bundle: Envelope, client: Client, get: Get) -> bytes:
    """Carry out a transaction or a batch; returns the response bundle.

    Raises :class:`Refused` where the bundle is neither, or a transaction fails (nothing is stored then).
    """
    if bundle.kind == "transaction":
        return envelope.bundle("transaction-response", _transaction(store, bundle.entries, client))
    if bundle.kind == "batch":
        return envelope.bundle("batch-response", _batch(store, bundle.entries, client, get))
    raise Refused(400, "Bundle.type must be transaction or batch")


@contextmanager
def _place(index: int) -> Iterator[None]:
    try:
        yield
    except Refused as refusal:
        raise refusal.under(f"Bundle.entry[{index}]") from None


def _accepted(entry: Entry) -> tuple[Incoming, str | None]:
    request = entry.part("request")
    if request.get("method") != "PUT":
        raise Refused(400, "only PUT to a client's id is taken here", code="not-supported")
    fhir_type, _, fhir_id = str(request.get("url", "")).partition("/")
    if not (envelope.is_type(fhir_type) and envelope.is_id(fhir_id)):
        raise Refused(400, "request.url must be Type/id")
    if entry.text is None:
        raise Refused(400, "entry without a resource", code="required")
    return incoming(entry.text, entry.resource, Ref(fhir_type, fhir_id)), version_of(request.get("ifMatch"))


def _answer(stored: Stored) -> str:
    status = "201 Created" if stored.created else "200 OK"
    return compact(
        {"response": {"status": status, "location": stored.location, "etag": stored.etag, "lastModified": stored.at}},
    )


def _transaction(store: HubStore, entries: tuple[Entry, ...], client: Client) -> list[str]:
    wanted: dict[Ref, tuple[Incoming, str | None]] = {}
    for index, entry in enumerate(entries):
        with _place(index):
            item, match = _accepted(entry)
            if item.ref in wanted:
                raise Refused(400, f"{item.ref} stands twice in the bundle", code="duplicate")
            wanted[item.ref] = item, match
    with store.write() as db:
        at = store.now(db)
        stored = []
        for index, (item, match) in enumerate(wanted.values()):
            with _place(index):
                require_references(db, item, wanted.keys())
                stored.append(put(db, item, at, client, match))
    return [_answer(one) for one in stored]


def _batch(store: HubStore, entries: tuple[Entry, ...], client: Client, get: Get) -> list[str]:
    answers: dict[int, str] = {}
    writes = [index for index, entry in enumerate(entries) if entry.part("request").get("method") != "GET"]
    if writes:
        with store.write() as db:
            at = store.now(db)
            for index in writes:
                answers[index] = _alone(db, entries[index], at, client)
    for index, entry in enumerate(entries):
        if index not in answers:
            answers[index] = _read(get, str(entry.part("request").get("url", "")))
    return [answers[index] for index in range(len(entries))]


def _alone(db: Connection, entry: Entry, at: str, client: Client) -> str:
    db.execute("SAVEPOINT entry")
    try:
        item, match = _accepted(entry)
        require_references(db, item, frozenset())
        answer = _answer(put(db, item, at, client, match))
    except Refused as refusal:
        db.execute("ROLLBACK TO entry")
        answer = _failure(refusal)
    db.execute("RELEASE entry")
    return answer


def _read(get: Get, url: str) -> str:
    try:
        return '{"resource":' + get(url) + ',"response":{"status":"200 OK"}}'
    except Refused as refusal:
        return _failure(refusal)


def _failure(refusal: Refused) -> str:
    status = f"{refusal.status} {HTTPStatus(refusal.status).phrase}"
    return compact({"response": {"status": status, "outcome": refusal.outcome()}})
