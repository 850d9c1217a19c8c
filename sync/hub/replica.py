"""The hub's tables as push and pull see them: what seats wrote goes up, what comes down seats read from the feed; the engine is the same."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from app.clock import instant
from app.errors import KnownError
from sync import jsontext
from sync.asking import Asked
from sync.canonical import content_hash
from sync.envelope import compact
from sync.hub import peer_tables as tables
from sync.hub.access import CONTENT, Reach
from sync.hub.outcome import Refused
from sync.hub.peer_tables import FROM, Held
from sync.hub.resources import incoming, local_reference
from sync.hub.rows import Client, Connection
from sync.hub.store import HubStore
from sync.hub.writing import Turn, put, turn
from sync.jsontext import BadJson, strings
from sync.merge import PUT_TOGETHER, Clash, Decision, decide, three_way
from sync.replica import Applied, Backlog, InFlight, Known, Outcome, Page, Pending, Ref, Remote, Verdict

MERGED = "hub"
"""Who wrote what was put together from both sides: it goes both ways."""

_STAMP = re.compile(r'"meta":\{"versionId":"\d+","lastUpdated":"[^"]*"(,)?')
_UPSTREAM_WINS = frozenset({"Organization", "Practitioner", "PractitionerRole", "Device"})
_TAKEN = frozenset({Verdict.ACKED, Verdict.SAME})
_LACKING = """SELECT t.value FROM term t JOIN latest l ON l.type = t.type AND l.id = t.id JOIN version v USING (seq)
 WHERE t.type = 'Library' AND t.param = ? AND v.client = ?
 AND NOT EXISTS (SELECT 1 FROM latest b WHERE b.type = 'Binary' AND 'Binary/' || b.id = t.value)"""


def add_peer(store: HubStore, peer: str, url: str, secret: str = "") -> None:
    """Take up the one upstream, or move it to another address; what is known of it stays."""
    with store.write() as db:
        db.execute(
            "INSERT INTO peer (id, url, secret, added_at) VALUES (?,?,?,?)"
            " ON CONFLICT (id) DO UPDATE SET url=excluded.url, secret=excluded.secret, dialect=NULL",
            (peer, url, secret, store.now(db)),
        )


class HubReplica:
    """See :class:`sync.replica.Replica`. ``organization`` owns what is pulled and names no owner of its own."""

    def __init__(self, store: HubStore, organization: str) -> None:
        self._store, self._organization = store, organization
        self._asked = Asked()

    # ---- what waits

    def pending(self, peer: str, after: int, limit: int) -> list[Pending]:
        """See :meth:`Replica.pending`: what seats wrote, and what was merged here."""
        with self._store.read() as db:
            return tables.pending(db, peer, after, limit)

    def ready(self, peer: str, refs: Collection[Ref]) -> None:
        """Every read is one look-up by key."""

    def body(self, ref: Ref) -> bytes | None:
        """See :meth:`Replica.body`; without the version and stamp the hub gave."""
        with self._store.read() as db:
            text = _text(db, ref)
        return None if text is None else _bare(text).encode()

    def digest(self, ref: Ref) -> str | None:
        """See :meth:`Replica.digest`."""
        with self._store.read() as db:
            text = _text(db, ref)
        return None if text is None else _hash(text)

    def references(self, ref: Ref) -> list[Ref]:
        """See :meth:`Replica.references`."""
        with self._store.read() as db:
            text = _text(db, ref)
            if text is None:
                return []
            named = dict.fromkeys(one for part in strings(jsontext.loads(text), "reference") for one in local_reference(part))
            return [one for one in named if _text(db, one) is not None]

    # ---- what the peer holds

    def known(self, peer: str, ref: Ref) -> Known | None:
        """See :meth:`Replica.known`."""
        with self._store.read() as db:
            return tables.held(db, peer, ref).known

    def remote_ids(self, peer: str, refs: Collection[Ref]) -> dict[Ref, str]:
        """See :meth:`Replica.remote_ids`."""
        with self._store.read() as db:
            return tables.remote_ids(db, peer, refs)

    def local_ids(self, peer: str, refs: Collection[Ref]) -> dict[Ref, str]:
        """See :meth:`Replica.local_ids`."""
        with self._store.read() as db:
            return tables.local_ids(db, peer, refs)

    def put_remote_ids(self, peer: str, ids: Mapping[Ref, str]) -> None:
        """See :meth:`Replica.put_remote_ids`."""
        with self._store.write() as db:
            tables.put_remote_ids(db, peer, ids)

    def is_settled(self, peer: str, ref: Ref) -> bool:
        """See :meth:`Replica.is_settled`."""
        with self._store.read() as db:
            there = tables.held(db, peer, ref)
            row = _latest(db, ref)
        return there.known is not None and row is not None and row[0] <= there.answered

    def is_parked(self, peer: str, ref: Ref) -> bool:
        """See :meth:`Replica.is_parked`."""
        with self._store.read() as db:
            row = db.execute("SELECT seq FROM parked WHERE peer=? AND type=? AND id=?", (peer, *ref)).fetchone()
            latest = _latest(db, ref)
        return row is not None and (latest is None or latest[0] <= row[0])

    # ---- what is on its way

    def in_flight(self, peer: str) -> InFlight | None:
        """See :meth:`Replica.in_flight`."""
        with self._store.read() as db:
            return tables.flight(db, peer)

    def put_in_flight(self, peer: str, bundle: InFlight) -> None:
        """See :meth:`Replica.put_in_flight`."""
        with self._store.write() as db:
            tables.put_flight(db, peer, bundle)

    def settle(self, peer: str, outcomes: Sequence[Outcome], keep_in_flight: bool = False) -> None:
        """See :meth:`Replica.settle`."""
        with self._store.write() as db:
            at = self._store.now(db)
            for one in outcomes:
                if one.verdict in _TAKEN:
                    tables.keep_held(db, peer, one.ref, _agreed(db, one))
                else:
                    tables.keep_held(db, peer, one.ref, replace(tables.held(db, peer, one.ref), answered=one.seq))
                if one.verdict is Verdict.PARKED:
                    tables.park(db, peer, one.ref, one.seq, one.code, one.facts, at)
                else:
                    tables.unpark(db, peer, one.ref)
            if not keep_in_flight:
                tables.drop_flight(db, peer)
            tables.advance(db, peer)

    # ---- what comes in

    def wanted(self, peer: str) -> list[Ref]:
        """See :meth:`Replica.wanted`: seats ask this hub for it in their turn."""
        with self._store.read() as db:
            lacking = [Ref("Binary", row[0].removeprefix("Binary/")) for row in db.execute(_LACKING, (CONTENT, FROM + peer)).fetchall()]
        return self._asked.due(lacking, self._store.clock.now())

    def cursor(self, peer: str) -> str | None:
        """See :meth:`Replica.cursor`."""
        return self._column(peer, "cursor")

    def apply(self, peer: str, page: Page) -> Applied:
        """See :meth:`Replica.apply`: what is new becomes a version like any other, which seats read from the feed."""
        with self._store.write() as db:
            before = tables.column(db, peer, "epoch")
            fresh = page.epoch is not None and before not in (None, page.epoch)
            if fresh:
                tables.forget(db, peer)
            taker = _Taker(db, peer, turn(self._store, db, _everything(FROM + peer, "")), self._organization)
            for entry in page.unreadable:
                tables.set_aside(db, peer, entry.code, entry.facts, taker.turn.at)
            total = Applied(new_epoch=fresh, set_aside=len(page.unreadable))
            for remote in page.resources:
                total += taker.take(remote)
            if page.epoch is not None:
                tables.note(db, peer, epoch=page.epoch)
            if page.cursor is not None:
                tables.note(db, peer, cursor=page.cursor)
        return total

    # ---- what was learnt

    def dialect(self, peer: str) -> str | None:
        """See :meth:`Replica.dialect`."""
        return self._column(peer, "dialect")

    def put_dialect(self, peer: str, text: str) -> None:
        """See :meth:`Replica.put_dialect`."""
        with self._store.write() as db:
            tables.note(db, peer, dialect=text)

    def backlog(self, peer: str) -> Backlog:
        """See :meth:`Replica.backlog`."""
        with self._store.read() as db:
            waiting, oldest, parked = tables.backlog(db, peer)
            newest = db.execute("SELECT ifnull(max(seq), 0) FROM version").fetchone()[0]
        return Backlog(waiting, instant(oldest) if oldest else None, parked, newest)

    def _column(self, peer: str, name: str) -> str | None:
        with self._store.read() as db:
            return tables.column(db, peer, name)


class _Taker:
    """One page's resources in one turn."""

    def __init__(self, db: Connection, peer: str, turn: Turn, organization: str) -> None:
        self._db, self._peer, self.turn, self._organization = db, peer, turn, organization

    def take(self, remote: Remote) -> Applied:
        """Decide about one resource and do it."""
        db, ref = self._db, remote.ref
        value = remote.parsed if remote.parsed is not None else jsontext.loads(remote.body.decode())
        theirs, before, latest = content_hash(value), tables.held(db, self._peer, ref), _latest(db, ref)
        if remote.superseded and (before.hash or latest is not None):
            return Applied(same=1)
        if before.hash == theirs and before.etag == remote.etag:
            return Applied(same=1)
        base = before.hash or None
        ours = None if latest is None else base if latest[0] <= before.answered and base else _hash(latest[2])
        decision = decide(base, ours, theirs)
        there = Held(theirs, remote.etag, before.remote_id or ref.fhir_id, before.agreed, before.answered)
        if decision is Decision.CLASH and ref.fhir_type in _UPSTREAM_WINS:
            decision = Decision.THEIRS
        if decision is Decision.THEIRS:
            return self._write(remote, value, there)
        if decision is Decision.CLASH and latest is not None:
            return self._merge(remote, value, there, latest)
        if decision is Decision.SAME and latest is not None:
            there = replace(there, agreed=latest[1], answered=latest[0])
        tables.keep_held(db, self._peer, ref, there)
        return Applied(same=1)

    def _write(self, remote: Remote, value: dict[str, Any], there: Held) -> Applied:
        """Their form as a version; what the hub does not keep is set aside."""
        db, ref = self._db, remote.ref
        try:
            item = incoming(remote.body.decode(), value, ref)
        except Refused as refusal:
            tables.set_aside(db, self._peer, "sync_bad_shape", {"ref": str(ref), "reason": refusal.text}, self.turn.at)
            tables.keep_held(db, self._peer, ref, there)
            return Applied(set_aside=1)
        owner = _owner(db, value, self._organization)
        stored = put(db, item, replace(self.turn, reach=_everything(FROM + self._peer, owner)))
        seq = _latest(db, ref)
        tables.keep_held(db, self._peer, ref, replace(there, agreed=stored.version, answered=seq[0] if seq else 0))
        tables.unpark(db, self._peer, ref)
        return Applied(changed=int(stored.changed), same=int(not stored.changed))

    def _merge(self, remote: Remote, value: dict[str, Any], there: Held, latest: tuple[int, int, str]) -> Applied:
        """Both changed: theirs becomes a version, and what both changed one upon it, which is then sent; a true clash waits for a person."""
        ref = remote.ref
        base: dict[str, Any] = next(
            (jsontext.loads(text) for _, version, text in tables.versions_down(self._db, ref) if version == there.agreed), {}
        )
        merged = three_way(_plain(base), _plain(jsontext.loads(latest[2])), _plain(value))
        if merged.clashes and ref.fhir_type not in PUT_TOGETHER:
            return self._clash(remote, there, latest, merged.clashes)
        applied = self._write(remote, value, there)
        if applied.set_aside:
            return applied
        text = jsontext.dumps(merged.body)
        put(self._db, incoming(text, jsontext.loads(text), ref), replace(self.turn, reach=_everything(MERGED, "")))
        return applied

    def _clash(self, remote: Remote, there: Held, latest: tuple[int, int, str], clashes: Sequence[Clash]) -> Applied:
        """Ours stays and is not sent, theirs is kept beside it (H7)."""
        db, ref = self._db, remote.ref
        fields = [{"label": one.path, "here": one.here, "there": one.there} for one in clashes]
        row = (self._peer, *ref, compact(fields), remote.body.decode(), remote.etag, self.turn.at)
        db.execute("INSERT OR REPLACE INTO conflict VALUES (?,?,?,?,?,?,?)", row)
        tables.keep_held(db, self._peer, ref, replace(there, answered=latest[0]))
        tables.park(db, self._peer, ref, latest[0], "sync_conflict", {}, self.turn.at)
        return Applied(conflicts=1)


def settle_conflict(store: HubStore, peer: str, ref: Ref, ours: bool, organization: str) -> bool:
    """A person decided which form stands: ours is sent again, theirs is written here. False where nothing is open."""
    with store.write() as db:
        row = db.execute("SELECT theirs, etag FROM conflict WHERE peer=? AND type=? AND id=?", (peer, *ref)).fetchone()
        if row is None:
            return False
        db.execute("DELETE FROM conflict WHERE peer=? AND type=? AND id=?", (peer, *ref))
        tables.unpark(db, peer, ref)
        other = row[0] if ours else _bare(_text(db, ref) or "")
        if ours:
            db.execute("UPDATE peer_record SET answered_seq=0 WHERE peer=? AND type=? AND id=?", (peer, *ref))
            db.execute("UPDATE peer SET sent_seq=0 WHERE id=?", (peer,))
        else:
            taker = _Taker(db, peer, turn(store, db, _everything(FROM + peer, "")), organization)
            body = row[0].encode()
            there = replace(tables.held(db, peer, ref), etag=row[1])
            taker._write(Remote(ref, row[1], "", body), jsontext.loads(row[0]), there)
        _remember(db, peer, ref, ours, other, store.now(db))
    return True


def _remember(db: Connection, peer: str, ref: Ref, ours: bool, other: str, at: str) -> None:
    """Keep the form that was not chosen, where the hub could store it."""
    latest = _latest(db, ref)
    try:
        incoming(other, jsontext.loads(other), ref)
    except (Refused, BadJson):
        return
    if latest is not None:
        db.execute("INSERT OR REPLACE INTO choice VALUES (?,?,?,?,?,?,?)", (peer, *ref, int(ours), latest[0], other, at))


def take_back(store: HubStore, peer: str, ref: Ref) -> None:
    """The form that was not chosen stands after all: it becomes the newest version, which goes up like any other.

    KnownError ``hub_conflict_unknown`` where nothing was chosen, ``conflict_moved_on`` where the record was written since.
    """
    with store.write() as db:
        row = db.execute("SELECT seq, other FROM choice WHERE peer=? AND type=? AND id=?", (peer, *ref)).fetchone()
        if row is None:
            raise KnownError("hub_conflict_unknown", ref=str(ref))
        latest = _latest(db, ref)
        if latest is None or latest[0] != row[0]:
            raise KnownError("conflict_moved_on")
        put(db, incoming(row[1], jsontext.loads(row[1]), ref), turn(store, db, _everything(MERGED, "")))
        db.execute("DELETE FROM choice WHERE peer=? AND type=? AND id=?", (peer, *ref))


def _everything(name: str, owner: str) -> Reach:
    return Reach(Client(name, owner), None, "")


def _latest(db: Connection, ref: Ref) -> tuple[int, int, str] | None:
    """(seq, version, json) of the present version."""
    row = db.execute("SELECT l.seq, l.version, v.json FROM latest l JOIN version v USING (seq) WHERE l.type=? AND l.id=?", ref).fetchone()
    return None if row is None else (row[0], row[1], row[2])


def _text(db: Connection, ref: Ref) -> str | None:
    row = _latest(db, ref)
    return None if row is None else row[2]


def _bare(text: str) -> str:
    """Without the version and the stamp that a hub of ours wrote first into ``meta``."""
    stripped = _STAMP.sub('"meta":{', text, count=1)
    return stripped.replace('"meta":{},', "", 1).replace(',"meta":{}', "", 1) if stripped is not text else text


@lru_cache(maxsize=2_000)
def _hash(text: str) -> str:
    return content_hash(jsontext.loads(text))


def _plain(value: dict[str, Any]) -> dict[str, Any]:
    meta = {name: part for name, part in value.get("meta", {}).items() if name not in ("versionId", "lastUpdated")}
    return {name: part for name, part in value.items() if name != "meta"} | ({"meta": meta} if meta else {})


def _agreed(db: Connection, one: Outcome) -> Held:
    """Which version of ours the peer now holds: the newest with the content that was sent."""
    agreed, seq = 0, one.seq
    for number, version, text in tables.versions_down(db, one.ref):
        try:
            same = _hash(text) == one.hash
        except BadJson:
            same = False
        if same:
            agreed, seq = version, max(seq, number)
            break
    return Held(one.hash, one.etag, one.remote_id, agreed, seq)


def _owner(db: Connection, value: dict[str, Any], otherwise: str) -> str:
    """Whose a pulled resource is: the institution it names, else that of its visit or its resident, else the hub's own."""
    if value["resourceType"] == "Organization":
        return str(value["id"])
    for name in ("managingOrganization", "serviceProvider", "organization"):
        key = _referred(value.get(name), "Organization")
        if key:
            return key
    for name, kind in (("encounter", "Encounter"), ("subject", "Patient"), ("patient", "Patient"), ("for", "Patient")):
        key = _referred(value.get(name), kind)
        row = db.execute("SELECT owner_org FROM latest WHERE type=? AND id=?", (kind, key)).fetchone() if key else None
        if row:
            return str(row[0])
    return otherwise


def _referred(node: object, kind: str) -> str:
    text = node.get("reference") if isinstance(node, dict) else None
    return text.removeprefix(kind + "/") if isinstance(text, str) and text.startswith(kind + "/") else ""
