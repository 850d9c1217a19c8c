"""From which batches pieces come off the shelf: the one that is told, else those that expire first; never an expired one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.domain.dispensing import first_to_expire
from app.domain.formulary import Batch
from app.errors import KnownError
from app.store import stock
from app.store.database import Reading


@dataclass(frozen=True, slots=True)
class Taken:
    """Pieces off one batch; ``kept`` False where no stock of the product is kept, and nothing is booked."""

    batch: Batch
    pieces: int
    kept: bool = True


def from_batches(conn: Reading, drug: str, pieces: int, wanted: str | None, today: date) -> list[Taken]:
    """From one batch where one is told, else from those that expire first. Where no stock is kept, nothing stands against it (H27).

    Raises KnownError ``stock_short``, ``stock_batch_unknown``, ``dispense_expired``.
    """
    here = stock.batches_of(conn, drug)
    if not here:
        return [Taken(Batch(wanted or "", None, 0), pieces, kept=False)]
    if wanted is None:
        return _first(here, pieces, today)
    found = next((one for one in here if one.number == wanted), None)
    if found is None:
        raise KnownError("stock_batch_unknown", batch=wanted)
    if found.is_expired(today):
        raise KnownError("dispense_expired", day=str(found.expiry))
    if found.stock < pieces:
        raise KnownError("stock_short", left=max(found.stock, 0))
    return [Taken(found, pieces)]


def _first(here: Iterable[Batch], pieces: int, today: date) -> list[Taken]:
    found: list[Taken] = []
    left = pieces
    for one in first_to_expire(here, today):
        if left <= 0:
            break
        found.append(Taken(one, min(left, one.stock)))
        left -= found[-1].pieces
    if left > 0:
        raise KnownError("stock_short", left=pieces - left)
    return found
