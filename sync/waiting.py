"""A resource that refers to something that is not here yet is kept as it came until that is here."""

from __future__ import annotations

from app.store import exchange
from app.store.unit_of_work import UnitOfWork


class Waits(Exception):
    """Refers to what is not here: kept until it is."""


def needs_nothing(uow: UnitOfWork, record: object) -> None:
    """Raises :class:`Waits` where a record refers to something that is not here."""
    missing = exchange.missing(uow, record)
    if missing:
        raise Waits(", ".join(missing))
