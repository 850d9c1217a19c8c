"""How items are put to a peer: one transaction under our ids, or what a lesser server takes, bundle by bundle and reference by reference.

A server that numbers resources itself is given conditional updates, and one that runs no transactions gets batches. In both what is
referred to goes in a bundle before what refers to it. In a circle one member goes first with its references to the others by
identifier alone, and once more when they are there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sync import envelope, jsontext
from sync.answers import Judgement, Kind, body_of
from sync.dialect import Dialect
from sync.id_map import IdMap, matches
from sync.link import Answer, Link, LinkFault
from sync.order import clusters
from sync.outbox import Item, bundle_of
from sync.pull import TYPES
from sync.renaming import asked, outward, search_of
from sync.replica import Ref, Remote, Replica

_RANK = {name: place for place, name in enumerate(TYPES)}


class Wire:
    """One peer's way of being written to; follows what the dialect learns."""

    def __init__(self, replica: Replica, peer: str, link: Link, dialect: Dialect) -> None:
        self._replica, self._peer, self._link, self._dialect = replica, peer, link, dialect
        self._ids = IdMap(replica, peer, link)

    @property
    def whole(self) -> bool:
        """Whether the peer takes a bundle as one transaction under our ids."""
        return self._dialect.client_ids and self._dialect.transactions

    def wave(self, items: list[Item]) -> tuple[list[Item], list[Item]]:
        """What of these may go in one bundle now, and what must wait for it."""
        if self.whole:
            return items, []
        mine = {item.ref for item in items}
        edges = {item.ref: item.references() - {item.ref} for item in items}
        self._ids.expect(mine.union(*edges.values()))
        open_ = {ref: {one for one in needs if one in mine and self._ids.there(one) is None} for ref, needs in edges.items()}
        now = [item for item in items if not open_[item.ref]]
        if now or not items:
            return now, [item for item in items if open_[item.ref]]
        circle = clusters(open_, open_.__getitem__)[0]
        first = min(circle, key=lambda ref: (_RANK.get(ref.fhir_type, len(_RANK)), ref))
        return [replace(item, provisional=True) for item in items if item.ref == first], items

    def body(self, items: Sequence[Item]) -> bytes:
        """The bundle, as exact bytes: the same for the same items and the same map."""
        if self.whole:
            return bundle_of(items).body
        return envelope.bundle("batch", [self._entry(item) for item in items])

    def _entry(self, item: Item) -> str:
        body, there = jsontext.loads(item.text), self._ids.there(item.ref)
        if self._dialect.client_ids:
            text = jsontext.dumps(outward(body, item.ref, item.ref.fhir_id, self._under_our_id)) if item.provisional else item.text
            return envelope.put(str(item.ref), text, item.if_match)
        told = jsontext.dumps(outward(body, item.ref, there, self._ids.there))
        if there is None:
            return envelope.put(search_of(item.ref), told)
        return envelope.put(f"{item.ref.fhir_type}/{there}", told, item.if_match)

    def _under_our_id(self, ref: Ref) -> str | None:
        return ref.fhir_id if self._ids.there(ref) is not None else None

    def recall(self, items: Sequence[Item]) -> bool:
        """See :meth:`IdMap.recall`."""
        return self._ids.recall([item.ref for item in items])

    def resume(self, items: Sequence[Item]) -> None:
        """Before what is in flight is put in another form than it may have been sent in."""
        if not self._dialect.client_ids:
            self.recall(items)

    # ---- what the answers say

    def heard(self, items: Sequence[Item], judged: Sequence[Judgement]) -> list[Judgement]:
        """Learn the peer's ids from answers; every entry that was taken has one afterwards. Raises LinkFault where it must be asked for."""
        if self.whole:
            return list(judged)
        told = [self._with_id(item, one) for item, one in zip(items, judged, strict=True)]
        noted = {item.ref: one.remote_id for item, one in zip(items, told, strict=True) if item.provisional and one.remote_id}
        if noted:
            self._replica.put_remote_ids(self._peer, noted)
        return told

    def _with_id(self, item: Item, judged: Judgement) -> Judgement:
        if judged.kind is not Kind.TAKEN:
            return judged
        there = item.ref.fhir_id if self._dialect.client_ids else self._ids.there(item.ref) or judged.remote_id
        if there is None:
            found = self._found(item)
            if len(found) != 1:
                raise LinkFault("sync_bad_answer")
            there = found[0]
        self._ids.learnt(item.ref, there)
        return replace(judged, remote_id=there)

    def is_doubled(self, item: Item) -> bool:
        """Whether the peer holds more than one resource under this id of ours: it must not choose, nor we."""
        if self._dialect.client_ids:
            return False
        self._ids.expect([item.ref])
        return self._ids.there(item.ref) is None and len(self._found(item)) > 1

    def was_there(self, item: Item) -> bool:
        """Whether the peer is known to have held the resource, also under an id of its own."""
        self._ids.expect([item.ref])
        return not self._dialect.client_ids and self._ids.there(item.ref) is not None

    def _found(self, item: Item) -> list[str]:
        query = [asked(item.ref.fhir_type, [item.ref.fhir_id]), ("_count", "2")]
        return [str(one.get("id")) for one in matches(self._link, item.ref.fhir_type, query)]

    # ---- reading one resource

    def read(self, item: Item) -> Answer:
        """The peer's present form of an item; 404 where it has none."""
        if self._dialect.client_ids:
            return self._link.get(str(item.ref))
        self._ids.expect([item.ref])
        there = self._ids.there(item.ref) or next(iter(self._found(item)), None)
        return self._link.get(f"{item.ref.fhir_type}/{there or item.ref.fhir_id}")

    def remote(self, ref: Ref, answer: Answer) -> Remote:
        """The resource in the answer to :meth:`read`, in our ids. Raises LinkFault where it is none."""
        if answer.status != 200:
            raise LinkFault("sync_server", answer.retry_after, status=answer.status)
        there = ref.fhir_id if self._dialect.client_ids else self._ids.there(ref)
        found = body_of(answer, ref.fhir_type, there)
        if found is None:
            raise LinkFault("sync_not_fhir")
        meta = found.get("meta")
        said = meta if isinstance(meta, dict) else {}
        etag = answer.headers.get("etag") or (f'W/"{said["versionId"]}"' if "versionId" in said else None)
        remote = Remote(Ref(ref.fhir_type, str(found["id"])), etag, str(said.get("lastUpdated", "")), answer.body)
        if self._dialect.client_ids:
            return remote
        told = self._ids.one_in_ours(remote)
        if told is None or told.ref != ref:
            raise LinkFault("sync_not_fhir")
        return told
