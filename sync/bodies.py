"""The clinic's records as FHIR bodies: which record a resource belongs to, its present form, and what a peer holds of it."""

from __future__ import annotations

import re
import threading
from collections import defaultdict
from collections.abc import Collection, Container, Iterable, Mapping
from dataclasses import dataclass

from app.store import outgoing, peer_records
from app.store.database import Reading, Store
from sync import authors, jsontext, outward
from sync.canonical import content_hash
from sync.fhir.build import Json
from sync.fhir.overlay import laid_over
from sync.outward import Owner
from sync.packing import pack, unpack
from sync.replica import Known, Ref
from sync.understood import understood

_REMEMBERED = 2_000
_FOUND = 50_000
_REFERENCE = re.compile(r'"reference":"([A-Z][A-Za-z]+)/([A-Za-z0-9.-]{1,64})"')
"""In text as :func:`sync.jsontext.dumps` writes it; inside a string every quotation mark stands behind a backslash."""

_TYPES: Mapping[str, tuple[str, ...]] = {
    fhir_type: tuple(record for record, resource in outgoing.FHIR_TYPES.items() if resource == fhir_type)
    for fhir_type in outgoing.FHIR_TYPES.values()
}


@dataclass(frozen=True, slots=True)
class Form:
    """A resource as it would be sent, and packed to be kept once a peer took it; its content hash; what it refers to that can be sent too."""

    body: bytes
    packed: bytes
    hash: str
    references: tuple[Ref, ...]


class Bodies:
    """Makes forms, each once while no record changes. From any thread."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._owners: dict[Ref, Owner] = {}
        self._further: dict[Ref, Owner] = {}
        self._forms: dict[Ref, tuple[int, Form | None]] = {}
        self._new: set[Ref] = set()

    def form(self, ref: Ref) -> Form | None:
        """The present form; None for what is no record here and for a record without one."""
        found, form = self._kept(ref)
        return form if found else self.read([ref])[ref]

    def _kept(self, ref: Ref) -> tuple[bool, Form | None]:
        with self._lock:
            stamp, form = self._forms.get(ref, (-1, None))
        return stamp == self._store.edits, form

    def read(self, refs: Collection[Ref]) -> dict[Ref, Form | None]:
        """The forms of some resources, those that are not known yet read in one snapshot."""
        kept = {ref: form for ref in refs for found, form in [self._kept(ref)] if found}
        stamp = self._store.edits
        wanted = [ref for ref in refs if ref not in kept]
        if not wanted:
            return kept
        with self._store.reading() as conn:
            made = self._made(conn, wanted)
        with self._lock:
            if len(self._forms) + len(wanted) > _REMEMBERED:
                self._forms.clear()
            self._forms.update((ref, (stamp, made.get(ref))) for ref in wanted)
        return {ref: kept[ref] if ref in kept else made.get(ref) for ref in refs}

    def _made(self, conn: Reading, refs: Collection[Ref]) -> dict[Ref, Form]:
        found = authors.marked(conn, self.jsons(conn, refs))
        texts = {ref: jsontext.dumps(body) for ref, body in found.items()}
        told = {ref: [Ref(*pair) for pair in dict.fromkeys(_REFERENCE.findall(text))] for ref, text in texts.items()}
        here = self.owners(conn, {one for targets in told.values() for one in targets})
        forms: dict[Ref, Form] = {}
        for ref, text in texts.items():
            body = text.encode()
            forms[ref] = Form(body, pack(body, level=1), content_hash(found[ref]), tuple(one for one in told[ref] if one in here))
        return forms

    def packed(self, ref: Ref, body: bytes) -> bytes:
        """``body``, which a peer took, as it is kept: packed already where it is the form that was read."""
        with self._lock:
            _, form = self._forms.get(ref, (0, None))
        return form.packed if form is not None and form.body == body else pack(body, level=1)

    def json(self, conn: Reading, ref: Ref) -> Json | None:
        """:meth:`jsons` of one."""
        return self.jsons(conn, [ref]).get(ref)

    def jsons(self, conn: Reading, refs: Collection[Ref]) -> dict[Ref, Json]:
        """Our records as FHIR, laid over the forms last agreed on, so that a stranger's additions stay."""
        owners = self.owners(conn, refs)
        made = outward.jsons_of(conn, owners.values())
        ours = self._with_known_performers(conn, {ref: made[owner] for ref, owner in owners.items() if owner in made})
        for fhir_type in {ref.fhir_type for ref in ours}:
            bases = peer_records.bases(
                conn, fhir_type, [ref.fhir_id for ref in ours if ref.fhir_type == fhir_type and ref not in self._new]
            )
            for fhir_id, base in bases.items():
                ref = Ref(fhir_type, fhir_id)
                ours[ref] = _laid_over_agreed(conn, loaded(unpack(base)), ours[ref])
        return ours

    def _with_known_performers(self, conn: Reading, bodies: dict[Ref, Json]) -> dict[Ref, Json]:
        """Whoever measured may be nobody's record here: a reference to nothing would have the whole bundle refused."""
        told = {one["reference"] for body in bodies.values() for one in body.get("performer", ()) if "reference" in one}
        here = {str(ref) for ref in self.owners(conn, {Ref(*text.split("/")) for text in told})}
        if told <= here:
            return bodies
        return {ref: _with_performers(body, here) for ref, body in bodies.items()}

    def owners(self, conn: Reading, refs: Collection[Ref]) -> dict[Ref, Owner]:
        """The records resources are made of; without those that are none here."""
        found: dict[Ref, Owner] = {}
        unknown: list[Ref] = []
        for ref in refs:
            owner = self._owners.get(ref) or self._further.get(ref)
            if owner is None:
                unknown.append(ref)
            else:
                found[ref] = owner
        if unknown:
            more = outward.owners_of(conn, unknown)
            self._belong(more)
            found |= more
        return found

    def owner(self, conn: Reading, ref: Ref) -> Owner | None:
        """The record a resource is made of."""
        return self.owners(conn, [ref]).get(ref)

    def met(self, found: Mapping[Ref, Owner]) -> None:
        """Resources met in the change log. What is no record's own cannot be found by its id later on, and is remembered for good."""
        self._further.update((ref, owner) for ref, owner in found.items() if owner.part)
        self._belong({ref: owner for ref, owner in found.items() if not owner.part})

    def _belong(self, owners: Mapping[Ref, Owner]) -> None:
        if len(self._owners) > _FOUND:
            self._owners.clear()
        self._owners.update(owners)

    def met_first(self, refs: Iterable[Ref]) -> None:
        """Resources that no peer ever held: no agreed form need be looked for."""
        self._new.update(refs)

    def parted(self, refs: Iterable[Ref]) -> tuple[list[Ref], list[Ref]]:
        """Those that no peer ever held, and the others."""
        found: tuple[list[Ref], list[Ref]] = [], []
        for ref in refs:
            found[ref not in self._new].append(ref)
        return found

    def agreed(self, refs: Collection[Ref] | None) -> None:
        """A peer holds these now, or (None) something came in: the forms last agreed on changed, and ours with them."""
        with self._lock:
            if refs is None:
                self._forms.clear()
                self._new.clear()
            else:
                for ref in refs:
                    self._forms.pop(ref, None)
                self._new.difference_update(refs)

    def newest(self, conn: Reading, refs: Collection[Ref]) -> dict[Ref, int]:
        """Number of the last local change of the record behind each resource, 0 where nothing was written here."""
        alike: dict[tuple[str, ...], dict[Ref, str]] = defaultdict(dict)
        for ref in refs:
            owner = self._owners.get(ref) or self._further.get(ref)
            if owner is None:
                alike[_TYPES.get(ref.fhir_type, ())][ref] = ref.fhir_id
            else:
                alike[(owner.type,)][ref] = owner.id
        found: dict[Ref, int] = {}
        for types, ids in alike.items():
            newest = outgoing.newest(conn, types, ids.values())
            found |= {ref: newest.get(record_id, 0) for ref, record_id in ids.items()}
        return found


def _with_performers(body: Json, here: Container[str]) -> Json:
    told = body.get("performer", ())
    known = [one for one in told if "reference" not in one or one["reference"] in here]
    if len(known) == len(told):
        return body
    return body | {"performer": known} if known else {name: value for name, value in body.items() if name != "performer"}


def _laid_over_agreed(conn: Reading, agreed: Json, ours: Json) -> Json:
    seen = understood(conn, agreed)
    if seen is None:
        return ours
    whole = laid_over(agreed, outward.parsed(seen), outward.parsed(ours))
    if content_hash(whole) != content_hash(agreed):
        whole.pop("text", None)  # a narrative of the form before must not tell the old story
    return whole


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


_NOTHING = Held()


def held(conn: Reading, peer: str, ref: Ref) -> Held:
    """What a peer is known to hold."""
    row = peer_records.known(conn, peer, ref.fhir_type, ref.fhir_id)
    if row is None:
        return Held()
    return Held(Known(row["hash"], row["etag"], row["remote_id"]) if row["hash"] else None, row["answered_seq"], row["base"])


def standing(conn: Reading, peer: str, refs: Iterable[Ref]) -> dict[Ref, Held]:
    """:func:`held` of many, without the agreed forms."""
    found: dict[Ref, Held] = {}
    for fhir_type, ids in by_type(refs).items():
        rows = peer_records.several(conn, peer, fhir_type, ids)
        for fhir_id in ids:
            row = rows.get(fhir_id)
            known = Known(row["hash"], row["etag"], row["remote_id"]) if row is not None and row["hash"] else None
            found[Ref(fhir_type, fhir_id)] = Held(known, row["answered_seq"]) if row is not None else _NOTHING
    return found


def by_type(refs: Iterable[Ref]) -> dict[str, list[str]]:
    """Ids by resource type."""
    found: dict[str, list[str]] = defaultdict(list)
    for ref in refs:
        found[ref.fhir_type].append(ref.fhir_id)
    return found
