"""What a site sends by hand and what a receipt settles.

A file carries everything that has no receipt yet, so a lost stick costs nothing: the next file carries it again, and the addressee
meets the same ids with the same content. Rows stay pending until the receipt names them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sync import envelope, jsontext
from sync.courier.container import Packer
from sync.outbox import Item, Outbox, bundle_of
from sync.replica import InFlight, Outcome, Page, Ref, Remote, Replica, Sent, Verdict

MAX_PACKED = 8 * 1024 * 1024
"""Packed bytes of one file's rows, some 13,000 visits; what does not fit goes with the next one."""

ENTRIES = 100
"""Resources in a bundle."""

_AT_ONCE = 500

RECEIPT_LINE = b'{"receipt":'
TAKEN, REFUSED, WAITS, CONFLICT = "taken", "refused", "waits", "conflict"


class Carrier(Replica, Protocol):
    """A replica that several files may be on their way from."""

    def carry(self, peer: str, seq: int, flight: InFlight, keep: int) -> None:
        """Keep what file ``seq`` carries, durably, before it is written; of older files at most ``keep``."""
        ...

    def carried(self, peer: str, seq: int) -> InFlight | None:
        """What file ``seq`` carries; None where it was answered, or a newer one was."""
        ...

    def let_go(self, peer: str, seq: int) -> None:
        """File ``seq`` is answered, and those before it with it."""
        ...


@dataclass(frozen=True, slots=True)
class Settled:
    """What a receipt said of the rows of one file."""

    taken: int = 0
    refused: int = 0
    waiting: int = 0
    conflicts: int = 0

    def __add__(self, other: Settled) -> Settled:
        return Settled(
            self.taken + other.taken, self.refused + other.refused, self.waiting + other.waiting, self.conflicts + other.conflicts
        )


def load(replica: Carrier, peer: str, packer: Packer) -> InFlight:
    """Put everything that waits into ``packer``, urgent units first, references before what refers to them."""
    outbox = Outbox(replica, peer)
    outbox.refresh()
    lines: list[bytes] = []
    covers: list[Sent] = []
    while packer.size < MAX_PACKED:
        batch = outbox.compose(ENTRIES)
        if batch.outcomes:
            replica.settle(peer, batch.outcomes, keep_in_flight=True)
        if batch.items:
            bundle = bundle_of(batch.items)
            packer.add(bundle.body)
            lines.append(bundle.body)
            covers += bundle.covers
            for item in batch.items:
                outbox.answered(item.ref, item.seq)
        elif not batch.outcomes:
            break
    return InFlight(b"\n".join(lines), tuple(covers))


def settle(replica: Carrier, peer: str, seq: int, entries: Iterable[Mapping[str, Any]]) -> Settled:
    """Write down what a receipt says of exactly the rows that file ``seq`` carried: same resource, same content.

    The file is not let go yet: a receipt may have come with news that is still to be taken in.
    """
    flight = replica.carried(peer, seq)
    if flight is None:
        return Settled()
    items = {str(item.ref): item for item in _items(flight)}
    total = Settled()
    outcomes: list[Outcome] = []
    theirs: list[Remote] = []
    for entry in entries:
        item = items.get(str(entry.get("ref")))
        if item is None or entry.get("hash") != item.hash:
            continue
        total += _heard(item, entry, outcomes, theirs)
    for start in range(0, len(outcomes), _AT_ONCE):
        replica.settle(peer, outcomes[start : start + _AT_ONCE], keep_in_flight=True)
    if theirs:
        applied = replica.apply(peer, Page(tuple(theirs), None))
        total += Settled(conflicts=applied.conflicts)
    return total


def _heard(item: Item, entry: Mapping[str, Any], outcomes: list[Outcome], theirs: list[Remote]) -> Settled:
    etag = entry["etag"] if isinstance(entry.get("etag"), str) else None
    match entry.get("is"):
        case "taken":
            outcomes.append(Outcome(item.ref, item.seq, Verdict.ACKED, item.hash, etag, item.ref.fhir_id, item.text.encode()))
            return Settled(taken=1)
        case "refused":
            code = entry["code"] if isinstance(entry.get("code"), str) else "sync_refused"
            outcomes.append(Outcome(item.ref, item.seq, Verdict.PARKED, item.hash, code=code, facts=_facts(entry.get("facts"))))
            return Settled(refused=1)
        case "conflict":
            resource = entry.get("resource")
            if isinstance(resource, dict) and resource.get("resourceType") == item.ref.fhir_type and resource.get("id") == item.ref.fhir_id:
                theirs.append(Remote(item.ref, etag, "", jsontext.dumps(resource).encode()))
    return Settled(waiting=1)


def _facts(found: object) -> dict[str, str]:
    return {str(name)[:40]: str(value)[:400] for name, value in found.items()} if isinstance(found, dict) else {}


def _items(flight: InFlight) -> list[Item]:
    """The items of every line, with what each answers for."""
    items: list[Item] = []
    covers = iter(flight.covers)  # asked second: a line that ends takes none of the next one's
    for line in flight.body.splitlines():
        entries = envelope.read(line.decode()).entries
        items += [Item(sent.ref, sent.seq, sent.hash, entry.text or "") for entry, sent in zip(entries, covers, strict=False)]
    return items


def receipt_lines(file: str, seq: int, entries: Sequence[Mapping[str, Any]]) -> list[bytes]:
    """What became of a file's rows, as lines of a file."""
    parts = [entries[start : start + _AT_ONCE] for start in range(0, len(entries), _AT_ONCE)] or [[]]
    return [RECEIPT_LINE + jsontext.dumps({"file": file, "seq": seq, "entries": list(part)}).encode() + b"}" for part in parts]


def read_receipt(line: bytes) -> tuple[int, list[dict[str, Any]]]:
    """File number and entries of a receipt line. Raises :class:`sync.jsontext.BadJson` or ValueError."""
    found = jsontext.loads(line.decode())["receipt"]
    if not isinstance(found, dict) or type(found.get("seq")) is not int or not isinstance(found.get("entries"), list):
        raise ValueError("not a receipt")
    return found["seq"], [one for one in found["entries"] if isinstance(one, dict)]


def entry_of(ref: Ref, digest: str, state: str, **more: object) -> dict[str, Any]:
    """One answer in a receipt."""
    return {"ref": str(ref), "hash": digest, "is": state, **more}
