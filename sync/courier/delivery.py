"""Puts carried rows into a server by the ordinary way of sending: every entry checked, the poisoned one found, the rest taken."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sync import envelope, jsontext
from sync.canonical import content_hash
from sync.courier.rows import CONFLICT, REFUSED, TAKEN, WAITS, entry_of
from sync.dialect import Dialect
from sync.jsontext import BadJson
from sync.link import Link, PeerStop
from sync.outbox import Item
from sync.push import Push
from sync.replica import Applied, Backlog, InFlight, Known, Lane, Outcome, Page, Pending, Ref, Remote, Verdict

PEER = "addressee"
_ALL_REFUSED = "sync_refuses_all"


class Delivery:
    """Rows of one file on their way into a server; ``entries`` is what its receipt will say."""

    def __init__(self, link: Link, dialect: Dialect) -> None:
        self._link, self._dialect = link, dialect
        self._stopped: set[Ref] = set()
        self.entries: list[dict[str, Any]] = []
        self.counts = dict.fromkeys((TAKEN, REFUSED, WAITS, CONFLICT), 0)

    def line(self, line: bytes) -> None:
        """One bundle. Raises LinkFault or PeerStop where the server cannot be used; BadJson where the line is no bundle of rows."""
        items = _items(line)
        carried = CarriedRows(items, self._stopped)
        push = Push(carried, PEER, self._link, self._dialect, lambda: False)
        try:
            push.run()
        except PeerStop as stop:
            if stop.code != _ALL_REFUSED:
                raise
        for item in items:
            self._note(item, carried, push.left_out.get(item.ref))

    def _note(self, item: Item, carried: CarriedRows, left_out: str | None) -> None:
        outcome, theirs = carried.outcomes.get(item.ref), carried.theirs.get(item.ref)
        if outcome is not None and outcome.verdict in (Verdict.ACKED, Verdict.SAME):
            self._add(item, TAKEN, etag=outcome.etag)
        elif theirs is not None:
            self._stopped.add(item.ref)
            self._add(item, CONFLICT, etag=theirs.etag, resource=jsontext.loads(theirs.body.decode()))
        elif outcome is not None or left_out == "sync_refused":
            self._stopped.add(item.ref)
            self._add(item, REFUSED, code=outcome.code if outcome else left_out, facts=dict(outcome.facts) if outcome else {})
        else:
            self._stopped.add(item.ref)
            self._add(item, WAITS)

    def _add(self, item: Item, state: str, **more: object) -> None:
        self.counts[state] += 1
        self.entries.append(entry_of(item.ref, item.hash, state, **more))


def _items(line: bytes) -> list[Item]:
    bundle = envelope.read(jsontext.decode(line))
    items: list[Item] = []
    for seq, entry in enumerate(bundle.entries, 1):
        fhir_type, _, fhir_id = str(entry.part("request").get("url", "")).partition("/")
        if entry.text is None or not (envelope.is_type(fhir_type) and envelope.is_id(fhir_id)):
            raise BadJson("not a bundle of rows")
        match = entry.part("request").get("ifMatch")
        digest = content_hash(entry.resource)
        items.append(Item(Ref(fhir_type, fhir_id), seq, digest, entry.text, match if isinstance(match, str) else None))
    if bundle.kind != "transaction" or len({item.ref for item in items}) != len(items):
        raise BadJson("not a bundle of rows")
    return items


class CarriedRows:
    """The rows of one bundle as :class:`sync.push.Push` wants to see a site: nothing else waits, nothing else is known."""

    def __init__(self, items: Sequence[Item], stopped: Collection[Ref]) -> None:
        self._items = {item.ref: item for item in items}
        self._stopped = stopped
        self.outcomes: dict[Ref, Outcome] = {}
        self.theirs: dict[Ref, Remote] = {}

    def pending(self, peer: str, after: int, limit: int) -> list[Pending]:
        """The rows, as one unit."""
        rows = [Pending(item.seq, "line", item.ref, Lane.VITALS) for item in self._items.values() if item.seq > after]
        return rows[:limit]

    def ready(self, peer: str, refs: Collection[Ref]) -> None:
        """They are at hand."""

    def body(self, ref: Ref) -> bytes | None:
        """As it came."""
        return self._items[ref].text.encode() if ref in self._items else None

    def digest(self, ref: Ref) -> str | None:
        """Of what came."""
        return self._items[ref].hash if ref in self._items else None

    def references(self, ref: Ref) -> list[Ref]:
        """What came or could not be delivered before; the server itself says what else is missing."""
        return [one for one in self._items[ref].references() if one in self._items or one in self._stopped] if ref in self._items else []

    def known(self, peer: str, ref: Ref) -> Known | None:
        """The version the sender built on."""
        item = self._items.get(ref)
        return Known("", item.if_match) if item is not None and item.if_match is not None else None

    def remote_ids(self, peer: str, refs: Collection[Ref]) -> dict[Ref, str]:
        """A hub keeps our ids."""
        return {}

    def local_ids(self, peer: str, refs: Collection[Ref]) -> dict[Ref, str]:
        """Likewise."""
        return {}

    def put_remote_ids(self, peer: str, ids: Mapping[Ref, str]) -> None:
        """Likewise."""

    def is_settled(self, peer: str, ref: Ref) -> bool:
        """Whether there is nothing to deliver."""
        return ref not in self._items

    def is_parked(self, peer: str, ref: Ref) -> bool:
        """Whether an earlier bundle's row could not be delivered."""
        return ref in self._stopped and ref not in self._items

    def in_flight(self, peer: str) -> InFlight | None:
        """The file itself is what is kept."""
        return None

    def put_in_flight(self, peer: str, bundle: InFlight) -> None:
        """Likewise."""

    def settle(self, peer: str, outcomes: Sequence[Outcome], keep_in_flight: bool = False) -> None:
        """For the receipt."""
        self.outcomes |= {one.ref: one for one in outcomes}

    def wanted(self, peer: str) -> list[Ref]:
        """A file is asked for nothing."""
        return []

    def cursor(self, peer: str) -> str | None:
        """Nothing is read."""
        return None

    def apply(self, peer: str, page: Page) -> Applied:
        """The server holds another version: the sender puts both together, not we."""
        self.theirs |= {one.ref: one for one in page.resources}
        return Applied(conflicts=len(page.resources))

    def dialect(self, peer: str) -> str | None:
        """Given."""
        return None

    def put_dialect(self, peer: str, text: str) -> None:
        """Not kept here."""

    def backlog(self, peer: str) -> Backlog:
        """What is not answered."""
        return Backlog(len(self._items.keys() - self.outcomes.keys()), None, 0)
