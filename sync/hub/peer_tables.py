"""What the hub's own upstream is known to hold, what is on its way there, and what a person must decide: rows, no rules."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from sync.hub.rows import Connection
from sync.replica import InFlight, Known, Pending, Ref, Sent

FROM = "from:"
"""Stands before the peer's id where a version was pulled: what came from there is not sent back."""

_COLUMNS = ("url", "secret", "epoch", "dialect", "cursor", "last_ok_at", "report", "compared")
_UNANSWERED = """FROM version v LEFT JOIN peer_record r ON r.peer = ? AND r.type = v.type AND r.id = v.id
 WHERE v.seq > max(?, (SELECT ifnull(max(sent_seq), 0) FROM peer WHERE id = ?)) AND v.client <> ? AND v.seq > ifnull(r.answered_seq, 0)"""


@dataclass(frozen=True, slots=True)
class Held:
    """What a peer holds of a resource. ``agreed``: the hub's version with that content, 0 = none; ``answered``: changes up to here."""

    hash: str
    etag: str | None
    remote_id: str | None
    agreed: int
    answered: int

    @property
    def known(self) -> Known | None:
        """As push and pull want it; None where nothing was ever taken or given."""
        return Known(self.hash, self.etag, self.remote_id) if self.hash else None


NOTHING = Held("", None, None, 0, 0)


def held(db: Connection, peer: str, ref: Ref) -> Held:
    """What the peer holds."""
    row = db.execute("SELECT hash, etag, remote_id, agreed, answered_seq FROM peer_record WHERE peer=? AND type=? AND id=?", (peer, *ref))
    found = row.fetchone()
    return NOTHING if found is None else Held(*found)


def keep_held(db: Connection, peer: str, ref: Ref, now: Held) -> None:
    """Note it; answers never go back."""
    db.execute(
        "INSERT INTO peer_record (peer, type, id, hash, etag, remote_id, agreed, answered_seq) VALUES (?,?,?,?,?,?,?,?)"
        " ON CONFLICT (peer, type, id) DO UPDATE SET hash=excluded.hash, etag=excluded.etag, remote_id=coalesce(excluded.remote_id, remote_id),"
        " agreed=excluded.agreed, answered_seq=max(answered_seq, excluded.answered_seq)",
        (peer, *ref, now.hash, now.etag, now.remote_id, now.agreed, now.answered),
    )


def pending(db: Connection, peer: str, after: int, limit: int) -> list[Pending]:
    """Versions that others wrote and the peer has not answered for, in order."""
    query = " ".join(("SELECT v.seq, v.tx, v.type, v.id, v.lane", _UNANSWERED, "ORDER BY v.seq LIMIT ?"))
    rows = db.execute(query, (peer, after, peer, FROM + peer, limit)).fetchall()
    return [Pending(seq, str(tx), Ref(kind, key), lane) for seq, tx, kind, key, lane in rows]


def backlog(db: Connection, peer: str) -> tuple[int, str | None, int]:
    """Resources waiting, the stamp of the oldest, resources refused."""
    query = " ".join(("SELECT count(DISTINCT v.type || '/' || v.id), min(v.at)", _UNANSWERED))
    waiting, oldest = db.execute(query, (peer, 0, peer, FROM + peer)).fetchone()
    return waiting, oldest, db.execute("SELECT count(*) FROM parked WHERE peer=?", (peer,)).fetchone()[0]


def advance(db: Connection, peer: str) -> None:
    """Everything before the first unanswered version need not be looked at again."""
    first = pending(db, peer, 0, 1)
    last = first[0].seq - 1 if first else db.execute("SELECT ifnull(max(seq), 0) FROM version").fetchone()[0]
    db.execute("UPDATE peer SET sent_seq=? WHERE id=?", (last, peer))


def flight(db: Connection, peer: str) -> InFlight | None:
    """The bundle on its way."""
    row = db.execute("SELECT body, covers FROM in_flight WHERE peer=?", (peer,)).fetchone()
    if row is None:
        return None
    return InFlight(row[0], tuple(Sent(Ref(kind, key), seq, digest) for kind, key, seq, digest in json.loads(row[1])))


def put_flight(db: Connection, peer: str, bundle: InFlight) -> None:
    """Keep the exact bytes."""
    covers = json.dumps([[*one.ref, one.seq, one.hash] for one in bundle.covers])
    db.execute("INSERT OR REPLACE INTO in_flight VALUES (?,?,?)", (peer, bundle.body, covers))


def drop_flight(db: Connection, peer: str) -> None:
    """Every entry has its answer."""
    db.execute("DELETE FROM in_flight WHERE peer=?", (peer,))


def park(db: Connection, peer: str, ref: Ref, seq: int, code: str, facts: Mapping[str, str], at: str) -> None:
    """A person must decide."""
    db.execute(
        "INSERT OR REPLACE INTO parked VALUES (?,?,?,?,?,?,?)", (peer, *ref, seq, code, json.dumps(dict(facts), ensure_ascii=False), at)
    )


def unpark(db: Connection, peer: str, ref: Ref) -> None:
    """The refusal is past."""
    db.execute("DELETE FROM parked WHERE peer=? AND type=? AND id=?", (peer, *ref))


def set_aside(db: Connection, peer: str, code: str, facts: Mapping[str, str], at: str) -> None:
    """An entry of the feed is unusable; it is written down."""
    db.execute("INSERT INTO set_aside (peer, code, facts, at) VALUES (?,?,?,?)", (peer, code, json.dumps(dict(facts)), at))


def forget(db: Connection, peer: str) -> None:
    """The peer's database is another one: everything is offered again."""
    for table in ("peer_record", "in_flight", "parked"):
        db.execute(f"DELETE FROM {table} WHERE peer=?", (peer,))  # noqa: S608
    db.execute("UPDATE peer SET sent_seq=0, cursor=NULL WHERE id=?", (peer,))


def count_held(db: Connection, peer: str, kind: str) -> int:
    """How many resources of a type the peer is known to hold."""
    return int(db.execute("SELECT count(*) FROM peer_record WHERE peer=? AND type=? AND hash<>''", (peer, kind)).fetchone()[0])


def list_held(db: Connection, peer: str, kind: str) -> dict[str, tuple[str, str | None]]:
    """The peer's id → ours, and the version it is known to hold."""
    rows = db.execute("SELECT ifnull(remote_id, id), id, etag FROM peer_record WHERE peer=? AND type=? AND hash<>''", (peer, kind))
    return {theirs: (ours, etag) for theirs, ours, etag in rows}


def written_here(db: Connection, kind: str, keys: Collection[str]) -> set[str]:
    """Those of some resources that have a version which was not pulled."""
    query = "SELECT DISTINCT id FROM version WHERE type=? AND id IN (SELECT value FROM json_each(?)) AND client NOT LIKE ?"
    return {row[0] for row in db.execute(query, (kind, json.dumps(list(keys)), FROM + "%"))}


def offer_again(db: Connection, peer: str, kind: str, keys: Collection[str]) -> None:
    """The peer does not hold these any more: they wait again."""
    query = "UPDATE peer_record SET hash='', etag=NULL, remote_id=NULL, agreed=0, answered_seq=0 WHERE peer=? AND type=? AND id=?"
    db.executemany(query, [(peer, kind, key) for key in keys])
    db.execute("UPDATE peer SET sent_seq=0 WHERE id=?", (peer,))


def column(db: Connection, peer: str, name: str) -> str | None:
    """One column of the peer's row, None where there is neither."""
    row = db.execute(f"SELECT {', '.join(_COLUMNS)} FROM peer WHERE id=?", (peer,)).fetchone()  # noqa: S608  # names of ours
    return None if row is None else dict(zip(_COLUMNS, row, strict=True))[name]


def note(db: Connection, peer: str, **columns: object) -> None:
    """Set columns of the peer's row."""
    for name, value in columns.items():
        db.execute(f"UPDATE peer SET {name}=? WHERE id=?", (value, peer))  # noqa: S608  # names are keywords of ours


def remote_ids(db: Connection, peer: str, refs: Iterable[Ref]) -> dict[Ref, str]:
    """What the peer calls resources of ours."""
    query = "SELECT remote_id FROM peer_record WHERE peer=? AND type=? AND id=? AND remote_id IS NOT NULL"
    found = {ref: db.execute(query, (peer, *ref)).fetchone() for ref in refs}
    return {ref: str(row[0]) for ref, row in found.items() if row}


def local_ids(db: Connection, peer: str, refs: Iterable[Ref]) -> dict[Ref, str]:
    """The other way round: what we call resources of the peer."""
    query = "SELECT id FROM peer_record WHERE peer=? AND type=? AND remote_id=?"
    found = {ref: db.execute(query, (peer, *ref)).fetchone() for ref in refs}
    return {ref: str(row[0]) for ref, row in found.items() if row}


def put_remote_ids(db: Connection, peer: str, ids: Mapping[Ref, str]) -> None:
    """Note what the peer calls resources, and nothing else."""
    rows = [(peer, *ref, remote_id) for ref, remote_id in ids.items()]
    db.executemany(
        "INSERT INTO peer_record (peer, type, id, remote_id) VALUES (?,?,?,?)"
        " ON CONFLICT (peer, type, id) DO UPDATE SET remote_id=excluded.remote_id",
        rows,
    )


def versions_down(db: Connection, ref: Ref) -> Iterator[tuple[int, int, str]]:
    """(seq, version, json) of a resource, newest first."""
    yield from (tuple(row) for row in db.execute("SELECT seq, version, json FROM version WHERE type=? AND id=? ORDER BY version DESC", ref))
