"""Tables of the hub's database."""

from __future__ import annotations

SCHEMA = 2

CHOICES = """
CREATE TABLE choice (
    peer TEXT NOT NULL, type TEXT NOT NULL, id TEXT NOT NULL, ours INTEGER NOT NULL, seq INTEGER NOT NULL, other TEXT NOT NULL,
    at TEXT NOT NULL, PRIMARY KEY (peer, type, id)) WITHOUT ROWID;
"""
"""Since schema 2: the form that was not chosen in a clash, which can be taken back while ``seq`` is still the newest."""

TABLES = (
    """
CREATE TABLE site (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE version (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, type TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL,
    owner_org TEXT NOT NULL, client TEXT NOT NULL, at TEXT NOT NULL, json TEXT NOT NULL,
    tx INTEGER NOT NULL, lane INTEGER NOT NULL,
    UNIQUE (type, id, version));
CREATE TABLE latest (
    type TEXT NOT NULL, id TEXT NOT NULL, seq INTEGER NOT NULL REFERENCES version, version INTEGER NOT NULL,
    at TEXT NOT NULL, hash TEXT NOT NULL, owner_org TEXT NOT NULL, person TEXT NOT NULL, PRIMARY KEY (type, id)) WITHOUT ROWID;
CREATE INDEX latest_at ON latest (type, at, id);
CREATE TABLE term (
    type TEXT NOT NULL, param TEXT NOT NULL, value TEXT NOT NULL, id TEXT NOT NULL,
    PRIMARY KEY (type, param, value, id)) WITHOUT ROWID;
CREATE INDEX term_id ON term (type, id);
CREATE TABLE addressed (
    type TEXT NOT NULL, id TEXT NOT NULL, org TEXT NOT NULL, person TEXT NOT NULL, starts TEXT NOT NULL, ends TEXT NOT NULL,
    PRIMARY KEY (type, id, org)) WITHOUT ROWID;
CREATE INDEX addressed_to ON addressed (org, person);

CREATE TABLE institution (id TEXT PRIMARY KEY, code TEXT NOT NULL, name TEXT NOT NULL, parent TEXT) WITHOUT ROWID;
CREATE TABLE invitation (
    secret TEXT PRIMARY KEY, org TEXT NOT NULL, seat TEXT NOT NULL, made_at TEXT NOT NULL, ends TEXT NOT NULL,
    used_at TEXT, device TEXT) WITHOUT ROWID;
CREATE TABLE device (
    id TEXT PRIMARY KEY, org TEXT NOT NULL, seat TEXT NOT NULL, name TEXT NOT NULL, instance TEXT NOT NULL, jwk TEXT NOT NULL,
    enrolled_at TEXT NOT NULL, revoked_at TEXT, last_seen_at TEXT, read_seq INTEGER NOT NULL DEFAULT 0,
    beat TEXT NOT NULL DEFAULT '{}') WITHOUT ROWID;
CREATE TABLE token (hash TEXT PRIMARY KEY, device TEXT NOT NULL REFERENCES device, ends TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE assertion (jti TEXT PRIMARY KEY, ends TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, client TEXT NOT NULL, org TEXT NOT NULL, action TEXT NOT NULL,
    target TEXT NOT NULL, outcome TEXT NOT NULL, reason TEXT NOT NULL);

CREATE TABLE peer (
    id TEXT PRIMARY KEY, url TEXT NOT NULL, secret TEXT NOT NULL, epoch TEXT, dialect TEXT, cursor TEXT,
    sent_seq INTEGER NOT NULL DEFAULT 0, added_at TEXT NOT NULL, last_ok_at TEXT, report TEXT NOT NULL DEFAULT '{}',
    compared TEXT NOT NULL DEFAULT '{}') WITHOUT ROWID;
CREATE TABLE peer_record (
    peer TEXT NOT NULL, type TEXT NOT NULL, id TEXT NOT NULL, remote_id TEXT, etag TEXT, hash TEXT NOT NULL DEFAULT '',
    agreed INTEGER NOT NULL DEFAULT 0, answered_seq INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (peer, type, id)) WITHOUT ROWID;
CREATE INDEX peer_record_remote ON peer_record (peer, type, remote_id);
CREATE TABLE in_flight (peer TEXT PRIMARY KEY, body BLOB NOT NULL, covers TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE parked (
    peer TEXT NOT NULL, type TEXT NOT NULL, id TEXT NOT NULL, seq INTEGER NOT NULL, code TEXT NOT NULL, facts TEXT NOT NULL,
    at TEXT NOT NULL, PRIMARY KEY (peer, type, id)) WITHOUT ROWID;
CREATE TABLE conflict (
    peer TEXT NOT NULL, type TEXT NOT NULL, id TEXT NOT NULL, fields TEXT NOT NULL, theirs TEXT NOT NULL, etag TEXT, at TEXT NOT NULL,
    PRIMARY KEY (peer, type, id)) WITHOUT ROWID;
CREATE TABLE set_aside (
    id INTEGER PRIMARY KEY AUTOINCREMENT, peer TEXT NOT NULL, code TEXT NOT NULL, facts TEXT NOT NULL, at TEXT NOT NULL);
"""
    + CHOICES
)
"""``version`` holds every version in the order of commits; ``tx`` is the first ``seq`` of its transaction, ``client`` who wrote it (the
peer's id with ``from:`` before it where it was pulled). ``person`` names the resident a resource is about. ``agreed`` is the hub's version
that a peer is known to hold."""
