"""What the hub's upstream holds as the hub's tables know it: :class:`sync.reconcile.Holdings`."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sync.hub import peer_tables
from sync.hub.store import HubStore


class HubHoldings:
    """A township's hub compares itself with the server above as a seat does with it: what that one lost is offered again."""

    def __init__(self, store: HubStore) -> None:
        self._store = store

    def count(self, peer: str, fhir_type: str) -> int:
        """See :meth:`sync.reconcile.Holdings.count`."""
        with self._store.read() as db:
            return peer_tables.count_held(db, peer, fhir_type)

    def held(self, peer: str, fhir_type: str) -> Mapping[str, tuple[str, str | None]]:
        """See :meth:`sync.reconcile.Holdings.held`."""
        with self._store.read() as db:
            return peer_tables.list_held(db, peer, fhir_type)

    def own(self, fhir_type: str, fhir_ids: Collection[str]) -> set[str]:
        """See :meth:`sync.reconcile.Holdings.own`: what a seat wrote, or what was merged here."""
        with self._store.read() as db:
            return peer_tables.written_here(db, fhir_type, fhir_ids)

    def offer_again(self, peer: str, fhir_type: str, fhir_ids: Collection[str]) -> None:
        """See :meth:`sync.reconcile.Holdings.offer_again`."""
        if fhir_ids:
            with self._store.write() as db:
                peer_tables.offer_again(db, peer, fhir_type, fhir_ids)

    def compared(self, peer: str) -> str:
        """See :meth:`sync.reconcile.Holdings.compared`."""
        with self._store.read() as db:
            return peer_tables.column(db, peer, "compared") or "{}"

    def put_compared(self, peer: str, text: str) -> None:
        """See :meth:`sync.reconcile.Holdings.put_compared`."""
        with self._store.write() as db:
            peer_tables.note(db, peer, compared=text)
