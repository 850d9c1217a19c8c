"""A peer's holdings as the clinic's store knows them: :class:`sync.reconcile.Holdings`."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from app.store import holdings, sync_state
from app.store.audit import PROGRAM
from app.store.database import Store
from sync.clinic import ClinicReplica


class ClinicHoldings:
    """Over the same store as ``replica``, which must not go on believing what was found wrong."""

    def __init__(self, store: Store, replica: ClinicReplica) -> None:
        self._store, self._replica = store, replica

    def count(self, peer: str, fhir_type: str) -> int:
        """See :meth:`sync.reconcile.Holdings.count`."""
        return self._store.read(lambda conn: holdings.count(conn, peer, fhir_type))

    def held(self, peer: str, fhir_type: str) -> Mapping[str, tuple[str, str | None]]:
        """See :meth:`sync.reconcile.Holdings.held`."""
        return self._store.read(lambda conn: holdings.held(conn, peer, fhir_type))

    def own(self, fhir_type: str, fhir_ids: Collection[str]) -> set[str]:
        """See :meth:`sync.reconcile.Holdings.own`."""
        return self._store.read(lambda conn: holdings.own(conn, fhir_type, fhir_ids))

    def offer_again(self, peer: str, fhir_type: str, fhir_ids: Collection[str]) -> None:
        """See :meth:`sync.reconcile.Holdings.offer_again`."""
        if fhir_ids:
            self._store.write(lambda uow: holdings.offer_again(uow, peer, fhir_type, fhir_ids), PROGRAM).result()
            self._replica.forget()

    def compared(self, peer: str) -> str:
        """See :meth:`sync.reconcile.Holdings.compared`."""
        state = self._store.read(lambda conn: sync_state.state(conn, peer))
        return "{}" if state is None else str(state["compared"])

    def put_compared(self, peer: str, text: str) -> None:
        """See :meth:`sync.reconcile.Holdings.put_compared`."""
        self._store.write(lambda uow: sync_state.note(uow, peer, compared=text), PROGRAM).result()
