"""POST of a bundle to the hub: a transaction is all or nothing, the entries of a batch stand alone."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from http import HTTPStatus

from sync import envelope
from sync.envelope import Entry, Envelope, compact
from sync.hub.access import Reach
from sync.hub.acts import Act, Settled, act_of, resource_of, settle
from sync.hub.outcome import Refused
from sync.hub.resources import Incoming
from sync.hub.rows import Connection, Stored
from sync.hub.store import HubStore, missing
from sync.hub.writing import Turn, current, put, turn
from sync.replica import Ref

Get = Callable[[str], str]
"""Answers a GET inside a bundle: relative address → JSON text. Raises :class:`Refused`."""

Forbidden = Callable[[Refused], None]
"""Is told of every 403 inside a batch, for the audit."""


def require_references(db: Connection, item: Incoming, inside: Container[Ref]) -> None:
    """Referential integrity: what a resource refers to is stored or comes with it. Raises :class:`Refused` 400."""
    absent = missing(db, (ref for ref in item.references if ref not in inside))
    if absent:
        raise Refused(400, f"{item.ref} refers to {absent[0]}, which is not here", code="not-found")


def exchange(store: HubStore, bundle: Envelope, reach: Reach, get: Get, forbidden: Forbidden) -> bytes:
    """Carry out a transaction or a batch; returns the response bundle.

    Raises :class:`Refused` where the bundle is neither, or a transaction fails (nothing is stored then).
    """
    if bundle.kind == "transaction":
        return envelope.bundle("transaction-response", _transaction(store, bundle.entries, reach, get))
    if bundle.kind == "batch":
        return envelope.bundle("batch-response", _batch(store, bundle.entries, reach, get, forbidden))
    raise Refused(400, "Bundle.type must be transaction or batch")


@contextmanager
def _place(index: int) -> Iterator[None]:
    try:
        yield
    except Refused as refusal:
        raise refusal.under(f"Bundle.entry[{index}]") from None


def carry_out(db: Connection, settled: Settled, turn: Turn, inside: Container[Ref]) -> Stored:
    """Store what is to be stored, or say what is there already. Raises :class:`Refused`."""
    if settled.exists:
        version, at, _ = current(db, settled.ref)
        return Stored(settled.ref, version, at, created=False, changed=False)
    item = resource_of(db, settled, turn.reach)
    require_references(db, item, inside)
    return put(db, item, turn, settled.act.if_match)


def _answer(stored: Stored) -> str:
    status = "201 Created" if stored.created else "200 OK"
    return compact(
        {"response": {"status": status, "location": stored.location, "etag": stored.etag, "lastModified": stored.at}},
    )


def _is_read(entry: Entry) -> bool:
    return bool(entry.part("request").get("method") == "GET")


def _transaction(store: HubStore, entries: Sequence[Entry], reach: Reach, get: Get) -> list[str]:
    acts: dict[int, Act] = {}
    for index, entry in enumerate(entries):
        if not _is_read(entry):
            with _place(index):
                acts[index] = act_of(entry)
    answers: dict[int, str] = {}
    if acts:
        with store.write() as db:
            now = turn(store, db, reach)
            wanted = _settled(db, acts, reach)
            inside = {one.ref for one in wanted.values()}
            # the order of R4: what is created before what is changed
            for index in sorted(wanted, key=lambda one: wanted[one].act.method != "POST"):
                with _place(index):
                    answers[index] = _answer(carry_out(db, wanted[index], now, inside))
    for index, entry in enumerate(entries):
        if index not in answers:
            with _place(index):
                answers[index] = _found(get(str(entry.part("request").get("url", ""))))
    return [answers[index] for index in range(len(entries))]


def _settled(db: Connection, acts: dict[int, Act], reach: Reach) -> dict[int, Settled]:
    """Every entry with its resource, no resource twice; entries know each other by ``fullUrl``."""
    found: dict[int, Settled] = {}
    taken: set[Ref] = set()
    named: dict[str, str] = {}
    for index, act in acts.items():
        with _place(index):
            one = settle(db, act, reach)
            if one.ref in taken:
                raise Refused(400, f"{one.ref} stands twice in the bundle", code="duplicate")
            found[index] = one
            taken.add(one.ref)
            if act.full_url.startswith("urn:"):
                named[act.full_url] = str(one.ref)
    return {index: replace(one, named=named) for index, one in found.items()} if named else found


def _batch(store: HubStore, entries: Sequence[Entry], reach: Reach, get: Get, forbidden: Forbidden) -> list[str]:
    answers: dict[int, str] = {}
    writes = [index for index, entry in enumerate(entries) if not _is_read(entry)]
    refusals: list[Refused] = []
    if writes:
        with store.write() as db:
            now = turn(store, db, reach)
            for index in writes:
                answers[index] = _alone(db, entries[index], now, refusals.append)
    for index, entry in enumerate(entries):
        if index not in answers:
            answers[index] = _read(get, str(entry.part("request").get("url", "")), refusals.append)
    for refusal in refusals:
        forbidden(refusal)
    return [answers[index] for index in range(len(entries))]


def _alone(db: Connection, entry: Entry, turn: Turn, refused: Forbidden) -> str:
    db.execute("SAVEPOINT entry")
    try:
        settled = settle(db, act_of(entry), turn.reach)
        answer = _answer(carry_out(db, settled, turn, frozenset({settled.ref})))
    except Refused as refusal:
        db.execute("ROLLBACK TO entry")
        refused(refusal)
        answer = _failure(refusal)
    db.execute("RELEASE entry")
    return answer


def _found(text: str) -> str:
    return '{"resource":' + text + ',"response":{"status":"200 OK"}}'


def _read(get: Get, url: str, refused: Forbidden) -> str:
    try:
        return _found(get(url))
    except Refused as refusal:
        refused(refusal)
        return _failure(refusal)


def _failure(refusal: Refused) -> str:
    status = f"{refusal.status} {HTTPStatus(refusal.status).phrase}"
    return compact({"response": {"status": status, "outcome": refusal.outcome()}})
