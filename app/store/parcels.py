"""What goes into parcels for other institutions' patients, off this institution's shelf: booked from the steps of a request, by every seat alike.

The steps travel; the rows of the ledger follow from them. Whatever order the steps arrive in, what is booked of each packing adds up to what
all of them together say (app.domain.supplying.in_parcel): nothing twice, and nothing lost when two dispatchers packed the same.
"""

from __future__ import annotations

from app.domain.dispensing import MoveKind, StockMove
from app.domain.ids import derived_id, organization_id
from app.domain.supplying import SupplyRequest, SupplyStep, TakenOff, in_parcel, packed
from app.store import formulary, stock, supplying
from app.store.unit_of_work import UnitOfWork


def add_step(uow: UnitOfWork, one: SupplyStep) -> None:
    """Write a step, and what it moves on this institution's shelf."""
    supplying.add_step(uow, one)
    request = supplying.get(uow.conn, one.request)
    if request is not None and request.pharmacy and stock.is_here(uow.conn, organization_id(request.pharmacy)):
        _book(uow, request, one)


def _book(uow: UnitOfWork, request: SupplyRequest, cause: SupplyStep) -> None:
    """Bring the ledger to what all steps of a request say; ``cause``: the step that was just heard."""
    steps = supplying.steps_of(uow.conn, [request.id])[request.id]
    out = in_parcel(steps)
    for pick in packed(steps):
        booked = stock.of_part(uow.conn, pick.id)
        for taken in pick.taken:
            here = [move for move in booked if move.batch == taken.batch]
            wanted = -taken.pieces if out is not None and out.id == pick.id else 0
            missing = wanted - sum(move.pieces for move in here)
            if missing:
                _move(uow, request, taken, missing, (pick, cause, len(here)))


def _move(uow: UnitOfWork, request: SupplyRequest, taken: TakenOff, pieces: int, why: tuple[SupplyStep, SupplyStep, int]) -> None:
    """``why``: the packing, the step that moves it, and how many rows of it there are."""
    pick, cause, place = why
    formulary.list_product(uow, request.drug)
    kind = MoveKind.SENT_OUT if pieces < 0 else MoveKind.CAME_BACK
    key = derived_id("stock-move", pick.id, taken.batch, str(place))
    stock.add(uow, StockMove(key, request.drug, taken.batch, taken.expiry, kind, pieces, cause.at, cause.by, dispense=pick.id))
