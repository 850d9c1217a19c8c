"""What waits for one peer, put into the order of sending: whole local transactions, urgent ones first, references before what refers."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from app.errors import KnownError
from sync import envelope, jsontext
from sync.jsontext import BadJson
from sync.order import clusters, dependants, in_turn
from sync.replica import InFlight, Lane, Outcome, Pending, Ref, Replica, Sent, Verdict

MAX_BUNDLE_BYTES = 512 * 1024
_READ = 2_000
_SETTLE_AT = 500
_READ_AGAIN = 5
_ENVELOPE = 100
"""Bytes of an entry around its resource, about."""

UNSENDABLE = "sync_unsendable"
"""Message code: our own record gave no usable JSON."""

WAITS = "sync_waits"
"""Message code: refers to something that the peer refused."""


@dataclass(frozen=True, slots=True)
class Item:
    """A resource as it will be sent: the change rows it answers for, its text and its hash.

    ``provisional``: goes ahead of what it refers to and once more afterwards; its answer settles nothing.
    """

    ref: Ref
    seq: int
    hash: str
    text: str
    if_match: str | None = None
    provisional: bool = False

    def references(self) -> set[Ref]:
        """What the text refers to by ``Type/id``."""
        found = set()
        for text in jsontext.strings(jsontext.loads(self.text), "reference"):
            fhir_type, _, fhir_id = text.partition("/")
            if envelope.is_type(fhir_type) and envelope.is_id(fhir_id):
                found.add(Ref(fhir_type, fhir_id))
        return found


def bundle_of(items: Iterable[Item]) -> InFlight:
    """The transaction that stores ``items``, as exact bytes."""
    items = list(items)
    entries = [envelope.put(str(item.ref), item.text, item.if_match) for item in items]
    return InFlight(envelope.bundle("transaction", entries), tuple(Sent(item.ref, item.seq, item.hash) for item in items))


def items_of(bundle: InFlight) -> list[Item]:
    """The items of a bundle that was kept."""
    entries = envelope.read(bundle.body.decode()).entries
    return [
        Item(sent.ref, sent.seq, sent.hash, entry.text or "", entry.part("request").get("ifMatch"))
        for sent, entry in zip(bundle.covers, entries, strict=True)
    ]


_Place = tuple[int, int, tuple[str, bool]]
"""Of a unit in the queue: its lane, its first row, and its name (transaction; waveforms and documents)."""


@dataclass
class Batch:
    """What to do next: items to send, and answers that need no sending."""

    items: list[Item] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    refs: set[Ref] = field(default_factory=set)
    size: int = 0
    units: list[tuple[_Place, list[Ref]]] = field(default_factory=list)
    """Whole units that are in it: their places in the queue and their members, for :meth:`Outbox.put_back`."""

    def room_for(self, items: list[Item], entries: int, max_bytes: int) -> bool:
        """Whether the bundle stays within its limits with ``items`` added."""
        return len(self.items) + len(items) <= entries and self.size + sum(map(_size, items)) <= max_bytes

    def add(self, items: list[Item]) -> None:
        """Put ``items`` at the end."""
        self.items += items
        self.refs.update(item.ref for item in items)
        self.size += sum(map(_size, items))


def _size(item: Item) -> int:
    return len(item.text.encode()) + _ENVELOPE


class Outbox:
    """The units waiting for one peer. Reads the change log once, then only what was added.

    A unit is one local transaction; its waveforms and documents are a unit of their own. A resource changed in
    several units is sent once, with the first of them, in its present form.
    """

    def __init__(self, replica: Replica, peer: str) -> None:
        self._replica, self._peer = replica, peer
        self._read_to = 0
        self._waiting: dict[Ref, int] = {}
        self._members: dict[tuple[str, bool], list[Ref]] = {}
        self._queue: list[_Place] = []
        self._settled: set[Ref] = set()
        self._out: dict[Ref, str] = {}
        self._ready: set[tuple[str, bool]] = set()

    @property
    def left_out(self) -> dict[Ref, str]:
        """Resources that this run does not send, each with the message code of its reason."""
        return dict(self._out)

    def refresh(self) -> bool:
        """Take in the change rows written since the last look; whether there were any."""
        units: dict[tuple[str, bool], list[Pending]] = defaultdict(list)
        while page := self._replica.pending(self._peer, self._read_to, _READ):
            self._read_to = page[-1].seq
            for row in page:
                units[row.tx, row.lane >= Lane.BULK].append(row)
                self._waiting[row.ref] = row.seq
                self._settled.discard(row.ref)
                self._out.pop(row.ref, None)
        for key, rows in units.items():
            self._members[key] = list(dict.fromkeys([*self._members.get(key, []), *(row.ref for row in rows)]))
            heapq.heappush(self._queue, (min(row.lane for row in rows), rows[0].seq, key))
        return bool(units)

    def answered(self, ref: Ref, seq: int) -> None:
        """The peer holds ``ref`` as of ``seq``."""
        if self._waiting.get(ref, 0) <= seq:
            self._waiting.pop(ref, None)
            self._settled.add(ref)
        self._out.pop(ref, None)

    def again(self, ref: Ref) -> None:
        """Send ``ref`` once more in this run, in its present form."""
        key = f"again {ref}", False
        self._members[key] = [ref]
        heapq.heappush(self._queue, (Lane.URGENT, self._waiting.get(ref, 0), key))

    def leave_out(self, ref: Ref, code: str) -> None:
        """Do not send ``ref``, nor what cannot go without it, in this run; an edit brings it back."""
        self._out[ref] = code

    def is_out(self, ref: Ref) -> bool:
        """Whether ``ref`` is not sent: left out of this run, or refused earlier and not edited since."""
        return ref in self._out or (ref not in self._waiting and self._replica.is_parked(self._peer, ref))

    def blocks(self, ref: Ref) -> bool:
        """Whether what refers to ``ref`` must wait for it: it is not sent, and the peer has no earlier version of it either."""
        return self.is_out(ref) and self._replica.known(self._peer, ref) is None

    def compose(self, entries: int, max_bytes: int = MAX_BUNDLE_BYTES, on_its_way: Iterable[Ref] = ()) -> Batch:
        """The next bundle: as many whole units as fit; a unit too large for any bundle goes in parts, references first.

        ``on_its_way``: what is taken for sent although it has no answer yet; where it turns out otherwise, :meth:`put_back`.
        """
        batch = Batch(refs=set(on_its_way))
        while self._queue and len(batch.outcomes) < _SETTLE_AT:
            key = self._queue[0][2]
            if key not in self._ready:
                self._replica.ready(self._peer, self.coming(entries))
            groups = self._unit(key, batch)
            items = [item for group in groups for item in group]
            if batch.room_for(items, entries, max_bytes):
                batch.units.append((heapq.heappop(self._queue), self._members.pop(key, [])))
                batch.add(items)
                continue
            if not batch.items:
                batch.add(_part(groups, entries, max_bytes))
            return batch
        return batch

    def put_back(self, batch: Batch) -> None:
        """A bundle that is not sent: its units wait again, in their places."""
        for place, members in batch.units:
            heapq.heappush(self._queue, place)
            self._members[place[2]] = list(dict.fromkeys([*members, *self._members.get(place[2], [])]))

    def coming(self, entries: int) -> list[Ref]:
        """What will fill the next bundle, for :meth:`Replica.ready`: :meth:`compose` takes it as read."""
        refs: dict[Ref, None] = {}
        self._ready.clear()
        for _, _, key in in_turn(self._queue):
            refs |= dict.fromkeys(ref for ref in self._members.get(key, ()) if ref in self._waiting)
            self._ready.add(key)
            if len(refs) >= entries or key[1]:
                break
        return list(refs)

    def _unit(self, key: tuple[str, bool], batch: Batch) -> list[list[Item]]:
        """The items of a unit and of what it needs, in groups that refer to each other; what needs no sending goes into the batch.

        The clinic writes on while this is read: where a form refers to something else by now than what was gone after, it begins anew.
        """
        groups: list[list[Item]] = []
        for _ in range(_READ_AGAIN):
            groups, edges = self._unit_now(key, batch)
            if all(set(self._replica.references(item.ref)) == edges[item.ref] for group in groups for item in group):
                break
        return groups

    def _unit_now(self, key: tuple[str, bool], batch: Batch) -> tuple[list[list[Item]], dict[Ref, set[Ref]]]:
        """A unit as it is read now, and what its forms referred to when that was gone after."""
        chosen = batch.refs
        roots = [ref for ref in self._members.get(key, []) if ref in self._waiting and ref not in chosen and ref not in self._out]
        told: dict[Ref, set[Ref]] = {}
        edges = self._graph(roots, chosen, told)
        held = dependants({ref for ref in edges if self.blocks(ref)}, edges)
        for ref in held - self._out.keys():
            if ref in self._waiting:
                self.leave_out(ref, WAITS)
        groups = clusters([ref for ref in roots if ref not in held], edges.__getitem__)
        made = [[item for ref in group if (item := self._item(ref, batch)) is not None] for group in groups]
        return [group for group in made if group], told

    def _graph(self, roots: list[Ref], chosen: set[Ref], told: dict[Ref, set[Ref]]) -> dict[Ref, list[Ref]]:
        """What must go along with what; ``told`` takes in all that the forms refer to."""
        edges: dict[Ref, list[Ref]] = {}
        stack = list(roots)
        while stack:
            ref = stack.pop()
            if ref not in edges:
                references = [] if self.is_out(ref) else self._replica.references(ref)
                told[ref], edges[ref] = set(references), [one for one in references if self._needed(one, chosen)]
                stack += edges[ref]
        return edges

    def _needed(self, ref: Ref, chosen: set[Ref]) -> bool:
        if ref in chosen or ref in self._settled:
            return False
        if self.is_out(ref):
            return self.blocks(ref)
        if ref not in self._waiting and self._replica.is_settled(self._peer, ref):
            self._settled.add(ref)
            return False
        return True

    def _item(self, ref: Ref, batch: Batch) -> Item | None:
        seq = self._waiting.get(ref, 0)
        try:
            made = self._made(ref, seq)
        except BadJson as bad:
            made = Outcome(ref, seq, Verdict.PARKED, code=UNSENDABLE, facts={"reason": bad.reason})
        except KnownError as fault:
            made = Outcome(ref, seq, Verdict.PARKED, code=fault.code, facts={name: str(value) for name, value in fault.facts.items()})
        if isinstance(made, Item):
            return made
        if seq:
            batch.outcomes.append(made)
        if made.verdict is Verdict.PARKED:
            self.leave_out(ref, made.code)
        else:
            self.answered(ref, seq)
        return None

    def _made(self, ref: Ref, seq: int) -> Item | Outcome:
        digest, body = self._replica.digest(ref), self._replica.body(ref)
        if self._replica.digest(ref) != digest:  # written between the two: the hash of one form is never kept for the bytes of another
            return self._made(ref, seq)
        if body is None or digest is None:
            return Outcome(ref, seq, Verdict.NOTHING)
        known = self._replica.known(self._peer, ref)
        if known is not None and known.hash == digest:
            return Outcome(ref, seq, Verdict.SAME, known.hash, known.etag, known.remote_id, body)
        return Item(ref, seq, digest, body.decode(), known.etag if known else None)


def _part(groups: list[list[Item]], entries: int, max_bytes: int) -> list[Item]:
    taken = Batch()
    for group in groups:
        if taken.items and not taken.room_for(group, entries, max_bytes):
            break
        taken.add(group)
    return taken.items
