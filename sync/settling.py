"""Writes here what a person chose where two forms clashed: theirs, or (a settlement taken back) ours again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.store import conflicts, measurements
from app.store.audit import PROGRAM
from app.store.database import Store
from app.store.unit_of_work import LOCAL, UnitOfWork
from sync.bodies import Bodies, loaded
from sync.fhir import observation
from sync.page import PageTaker
from sync.replica import Ref, Remote


def write_chosen(store: Store, bodies: Bodies, peer: str) -> bool:
    """Write every form that was chosen for this peer's conflicts; whether there was one.

    A form that the peer holds is written as the peer's own; one that it does not hold any more, and ours, as written here: it is sent.
    """
    with store.reading() as conn:
        chosen = [(row, conflicts.theirs_is_there(conn, row)) for row in conflicts.to_write(conn, peer)]
    for row, is_there in chosen:
        if row["choice"] == conflicts.THERE:
            _give_up_reading(store, row)
        back = row["choice"] == conflicts.BACK
        form = Remote(Ref(row["fhir_type"], row["fhir_id"]), None, "", row["ours"] if back else row["theirs"])

        def work(uow: UnitOfWork, form: Remote = form, key: int = row["id"]) -> None:
            taker = PageTaker(uow, peer, bodies)
            taker.write(form, loaded(form.body), None)
            conflicts.taken(uow, key)

        store.write(work, PROGRAM, origin=peer if is_there and not back else LOCAL).result()
        if back:
            # in a transaction of its own: the number of the change that was just written is known only now
            store.write(lambda uow, row=row: conflicts.reopen(uow, row), PROGRAM).result()  # type: ignore[misc]
    return bool(chosen)


def _give_up_reading(store: Store, row: Mapping[Any, Any]) -> None:
    """The reading is the other resident's: ours is taken back, and whoever saw it is told."""
    if row["fhir_type"] != observation.TYPE:
        return
    keys = observation.reading_keys(loaded(row["theirs"]))

    def work(uow: UnitOfWork) -> None:
        for one in (measurements.of_reading(uow.conn, key) for key in sorted(keys)):
            if one is not None and one.id != row["fhir_id"]:
                measurements.mark_error(uow, one.id, "sync")
                measurements.tell_taken_back(uow, one, "sync")

    store.write(work, PROGRAM).result()
