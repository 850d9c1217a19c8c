"""The hub's side of the courier: its ledger in the hub's database, and the hub answering a carried file without a socket."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from urllib.parse import parse_qsl, urlsplit

from sync.courier.desk import peer_id
from sync.courier.keys import HUB, Card, Identity, load_card
from sync.courier.ledger import Standing
from sync.envelope import FHIR_JSON
from sync.hub import peer_tables
from sync.hub.replica import HubReplica, add_peer
from sync.hub.service import ROOT, Access, HubService, Request
from sync.hub.store import Client, Connection, HubStore, epoch
from sync.link import Answer
from sync.replica import InFlight

_ORIGIN = "https://courier.invalid"
_KEYS, _CARD, _STANDING, _RECEIPT = "courier:keys", "courier:card:", "courier:standing:", "courier:receipt:"


class HubLedger:
    """See :class:`sync.courier.ledger.Ledger`. ``name`` is what the hub calls itself on its card, ``organization`` whose it is (an id)."""

    def __init__(self, store: HubStore, name: str, organization: str) -> None:
        self._store, self._name, self._organization = store, name, organization

    def identity(self) -> Identity:
        """See :meth:`Ledger.identity`."""
        kept = self._read(_KEYS)
        if kept is None:
            with self._store.write() as db:
                made = Identity.make(self._name, HUB, self._organization).dump()
                db.execute("INSERT OR IGNORE INTO site VALUES (?, ?)", (_KEYS, made))
            kept = self._read(_KEYS)
        return Identity.load(kept or "")

    def epoch(self) -> str:
        """The hub database's own."""
        with self._store.read() as db:
            return epoch(db)

    def cards(self) -> Mapping[str, Card]:
        """See :meth:`Ledger.cards`."""
        with self._store.read() as db:
            rows = db.execute("SELECT value FROM site WHERE key GLOB ? ORDER BY key", (_CARD + "*",)).fetchall()
        cards = [load_card(row[0]) for row in rows]
        return {card.site: card for card in cards}

    def meet(self, card: Card, above: bool) -> None:
        """See :meth:`Ledger.meet`."""
        self._put({_CARD + card.site: card.dump()})
        if above:
            add_peer(self._store, peer_id(card.site), "")

    def is_above(self, site: str) -> bool:
        """See :meth:`Ledger.is_above`."""
        with self._store.read() as db:
            return peer_tables.column(db, peer_id(site), "url") is not None

    def part(self, site: str) -> None:
        """See :meth:`Ledger.part`."""
        with self._store.write() as db:
            db.execute("DELETE FROM site WHERE key=?", (_CARD + site,))

    def standing(self, site: str) -> Standing:
        """See :meth:`Ledger.standing`."""
        return Standing.load(self._read(_STANDING + site))

    def keep(self, site: str, standing: Standing, receipt: str | None = None) -> None:
        """See :meth:`Ledger.keep`."""
        rows = {_STANDING + site: standing.dump()}
        self._put(rows if receipt is None else rows | {_RECEIPT + site: receipt})

    def receipt(self, site: str) -> str:
        """See :meth:`Ledger.receipt`."""
        return self._read(_RECEIPT + site) or ""

    def read_elsewhere(self, site: str) -> list[str]:
        """A hub takes in no feed by hand."""
        return []

    def _read(self, key: str) -> str | None:
        with self._store.read() as db:
            row = db.execute("SELECT value FROM site WHERE key=?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def _put(self, rows: Mapping[str, str]) -> None:
        with self._store.write() as db:
            _write(db, rows)


def _write(db: Connection, rows: Mapping[str, str]) -> None:
    db.executemany("INSERT OR REPLACE INTO site VALUES (?, ?)", list(rows.items()))


class HubCarrier(HubReplica):
    """The hub's own rows on their way to a hub above it, one flight a file."""

    def carry(self, peer: str, seq: int, flight: InFlight, keep: int) -> None:
        """See :meth:`sync.courier.rows.Carrier.carry`."""
        with self._store.write() as db:
            peer_tables.put_flight(db, _file(peer, seq), flight)
        self.let_go(peer, seq - keep)

    def carried(self, peer: str, seq: int) -> InFlight | None:
        """See :meth:`sync.courier.rows.Carrier.carried`."""
        with self._store.read() as db:
            return peer_tables.flight(db, _file(peer, seq))

    def let_go(self, peer: str, seq: int) -> None:
        """See :meth:`sync.courier.rows.Carrier.let_go`."""
        with self._store.write() as db:
            db.execute("DELETE FROM in_flight WHERE peer > ? AND peer <= ?", (_file(peer, 0), _file(peer, max(0, seq))))


def _file(peer: str, seq: int) -> str:
    return f"{peer}#{seq:012d}"


class _Known(Access):
    """Whoever the verified file came from."""

    def __init__(self, client: Client) -> None:
        super().__init__()
        self._client = client

    def client(self, db: Connection, authorization: str | None, now: str) -> Client:
        return self._client


class Inside:
    """The hub as a link, as one of its clients would be answered: same rules, same reach."""

    base_url = _ORIGIN + ROOT
    bytes_up = 0
    bytes_down = 0

    def __init__(self, service: HubService) -> None:
        self._service = service

    def get(self, target: str, query: Sequence[tuple[str, str]] = (), headers: Mapping[str, str] | None = None) -> Answer:
        """A read."""
        parts = urlsplit(target if target.startswith(_ORIGIN) else f"{self.base_url}/{target}")
        asked = [*parse_qsl(parts.query, keep_blank_values=True), *query]
        return self._answer(Request("GET", parts.path, asked, {}, b"", _ORIGIN))

    def post(self, body: bytes, packed: bool, headers: Mapping[str, str] | None = None) -> Answer:
        """A bundle."""
        return self._answer(Request("POST", ROOT, [], {"content-type": FHIR_JSON, **(headers or {})}, body, _ORIGIN))

    def _answer(self, request: Request) -> Answer:
        reply = self._service.handle(request)
        return Answer(reply.status, {name.lower(): value for name, value in reply.headers.items()}, reply.body)


def answering(store: HubStore) -> Callable[[Card], Inside]:
    """The hub for each correspondent: what it creates belongs to the institution on its card."""
    return lambda card: Inside(HubService(store, _Known(Client(f"courier-{card.site[:8]}", card.organization))))
