"""The clinic's records as FHIR bodies: which record a resource belongs to, its present form, and what a peer holds of it."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass

from app.store import outgoing, peer_records
from app.store.database import Reading, Store
from sync import inward, jsontext, outward
from sync.canonical import content_hash
from sync.fhir.build import Json
from sync.fhir.overlay import laid_over
from sync.outward import Owner
from sync.packing import unpack
from sync.replica import Known, Ref

_REMEMBERED = 10_000
_TYPES: Mapping[str, tuple[str, ...]] = {
    fhir_type: tuple(record for record, resource in outgoing.FHIR_TYPES.items() if resource == fhir_type)
    for fhir_type in outgoing.FHIR_TYPES.values()
}


@dataclass(frozen=True, slots=True)
class Form:
    """A resource as it would be sent, and what it refers to that can be sent too."""

    body: bytes
    references: tuple[Ref, ...]


class Bodies:
    """Makes forms, each once while nothing is written. From any thread."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._owners: dict[Ref, Owner] = {}
        self._forms: dict[Ref, tuple[int, Form | None]] = {}
        self._new: set[Ref] = set()

    def form(self, ref: Ref) -> Form | None:
        """The present form; None for what is no record here and for a record without one."""
        stamp = self._store.commits
        with self._lock:
            kept = self._forms.get(ref)
        if kept is not None and kept[0] == stamp:
            return kept[1]
        with self._store.reading() as conn:
            made = self._made(conn, ref)
        with self._lock:
            if len(self._forms) >= _REMEMBERED:
                self._forms.clear()
            self._forms[ref] = stamp, made
        return made

    def _made(self, conn: Reading, ref: Ref) -> Form | None:
        found = self.json(conn, ref)
        if found is None:
            return None
        told = [text for text in dict.fromkeys(jsontext.strings(found, "reference")) if text.count("/") == 1]
        targets = [Ref(*text.split("/")) for text in told]
        here = tuple(one for one in targets if self.owner(conn, one) is not None)
        return Form(jsontext.dumps(found).encode(), here)

    def json(self, conn: Reading, ref: Ref) -> Json | None:
        """Our record as FHIR, laid over the form last agreed on, so that a stranger's additions stay."""
        owner = self.owner(conn, ref)
        ours = None if owner is None else self._with_known_performers(conn, outward.json_of(conn, owner))
        base = None if ours is None or ref in self._new else peer_records.base(conn, ref.fhir_type, ref.fhir_id)
        if ours is None or base is None:
            return ours
        agreed = loaded(unpack(base))
        seen = inward.understood(conn, agreed)
        if seen is None:
            return ours
        whole = laid_over(agreed, outward.parsed(seen), outward.parsed(ours))
        if content_hash(whole) != content_hash(agreed):
            whole.pop("text", None)  # a narrative of the form before must not tell the old story
        return whole

    def _with_known_performers(self, conn: Reading, body: Json | None) -> Json | None:
        """Whoever measured may be nobody's record here: a reference to nothing would have the whole bundle refused."""
        told = body.get("performer") if body else None
        if body is None or not told:
            return body
        known = [one for one in told if "reference" not in one or self.owner(conn, Ref(*one["reference"].split("/"))) is not None]
        return body | {"performer": known} if known else {name: value for name, value in body.items() if name != "performer"}

    def owner(self, conn: Reading, ref: Ref) -> Owner | None:
        """The record a resource is made of."""
        found = self._owners.get(ref) or outward.owner_of(conn, ref)
        if found is not None:
            self._owners[ref] = found
        return found

    def belongs(self, ref: Ref, owner: Owner, new: bool) -> None:
        """A resource met in the change log. ``new``: no peer ever held it, so that no agreed form need be looked for."""
        self._owners[ref] = owner
        (self._new.add if new else self._new.discard)(ref)

    def agreed(self, ref: Ref) -> None:
        """A peer holds it now."""
        self._new.discard(ref)

    def forget_new(self) -> None:
        """Something came in: nothing counts as never held."""
        self._new.clear()

    def newest(self, conn: Reading, ref: Ref) -> int:
        """Number of the last local change of the record behind a resource, 0 where nothing was written here."""
        owner = self._owners.get(ref)
        if owner is not None:
            return outgoing.newest(conn, [owner.type], owner.id)
        return outgoing.newest(conn, _TYPES.get(ref.fhir_type, ()), ref.fhir_id)


def loaded(body: bytes) -> Json:
    """A resource of ours or of a peer's feed, whose text was checked when it came."""
    found: Json = jsontext.loads(body.decode())
    return found


@dataclass(frozen=True, slots=True)
class Held:
    """What a peer is known to hold of a resource, the form last agreed on, and the local change it answered for."""

    known: Known | None = None
    answered: int = 0
    base: bytes | None = None

    def agreed(self) -> Json | None:
        """The form last agreed on."""
        return None if self.base is None else loaded(unpack(self.base))


def held(conn: Reading, peer: str, ref: Ref) -> Held:
    """What a peer is known to hold."""
    row = peer_records.known(conn, peer, ref.fhir_type, ref.fhir_id)
    if row is None:
        return Held()
    return Held(Known(row["hash"], row["etag"], row["remote_id"]) if row["hash"] else None, row["answered_seq"], row["base"])
