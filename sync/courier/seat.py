"""A workstation's courier ledger, in the clinic's encrypted database: its keys a setting, each correspondent a peer like others."""

from __future__ import annotations

from collections.abc import Mapping

from app.store import accounts, settings, sync_state
from app.store.audit import PROGRAM
from app.store.database import Reading, Store
from app.store.unit_of_work import UnitOfWork
from sync.courier.desk import peer_id
from sync.courier.keys import SEAT, Card, Identity, load_card
from sync.courier.ledger import Standing

_KEYS = "own.courier"


class SeatLedger:
    """See :class:`sync.courier.ledger.Ledger`."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def identity(self) -> Identity:
        """See :meth:`Ledger.identity`; named after institution and seat."""
        kept = self._store.read(lambda conn: settings.get(conn, _KEYS, ""))
        return Identity.load(kept or self._store.write(_make, PROGRAM).result())

    def epoch(self) -> str:
        """The workstation's instance, which is renewed when it is restored."""
        return self._store.read(lambda conn: settings.get(conn, settings.INSTANCE, "")) or "unnamed"

    def cards(self) -> Mapping[str, Card]:
        """See :meth:`Ledger.cards`."""
        cards = self._store.read(_cards)
        return {card.site: card for card in cards}

    def is_above(self, site: str) -> bool:
        """Whoever a workstation carries to is a hub."""
        return True

    def meet(self, card: Card, above: bool) -> None:
        """See :meth:`Ledger.meet`."""
        self._store.write(lambda uow: sync_state.add_peer(uow, peer_id(card.site), sync_state.COURIER, "", card.dump()), PROGRAM).result()

    def part(self, site: str) -> None:
        """See :meth:`Ledger.part`."""
        self._store.write(lambda uow: sync_state.note(uow, peer_id(site), secret=""), PROGRAM).result()

    def standing(self, site: str) -> Standing:
        """See :meth:`Ledger.standing`."""
        found = self._store.read(lambda conn: sync_state.state(conn, peer_id(site)))
        return Standing.load(found["dialect"] if found else None)

    def keep(self, site: str, standing: Standing, receipt: str | None = None) -> None:
        """See :meth:`Ledger.keep`; a workstation takes in no rows and gives no receipt for any."""
        self._store.write(lambda uow: sync_state.note(uow, peer_id(site), dialect=standing.dump()), PROGRAM).result()

    def receipt(self, site: str) -> str:
        """See :meth:`keep`."""
        return ""

    def read_elsewhere(self, site: str) -> list[str]:
        """See :meth:`Ledger.read_elsewhere`."""
        return self._store.read(lambda conn: _places(conn, peer_id(site)))


def _make(uow: UnitOfWork) -> str:
    kept = settings.get(uow.conn, _KEYS, "")
    if kept:
        return kept
    home = settings.get(uow.conn, settings.ORGANIZATION, "")
    institution = accounts.organization(uow.conn, home)
    seat = settings.get(uow.conn, settings.SEAT, "")
    made = Identity.make(" ".join(part for part in (institution.name if institution else "", seat) if part), SEAT, home).dump()
    settings.put(uow, _KEYS, made)
    return made


def _cards(conn: Reading) -> list[Card]:
    states = [sync_state.state(conn, one.id) for one in sync_state.peers(conn) if one.kind == sync_state.COURIER]
    return [load_card(state["secret"]) for state in states if state and state["secret"]]


def _places(conn: Reading, but: str) -> list[str]:
    states = [sync_state.state(conn, one.id) for one in sync_state.peers(conn) if one.id != but]
    return [state["cursor"] for state in states if state and state["cursor"] and not state["cursor"].startswith("{")]
