"""What is off the pharmacy's shelf follows from all steps of a request together, in whatever order they arrived."""

from __future__ import annotations

from itertools import permutations

from app.domain.supplying import SupplyStatus as S
from app.domain.supplying import SupplyStep, TakenOff, comes_back, in_parcel, packed

TAKEN = (TakenOff("N1", None, 28),)


def step(minute: int, status: S, taken: tuple[TakenOff, ...] = ()) -> SupplyStep:
    return SupplyStep(str(minute), "p", "r", status, "w", f"2026-03-05T01:{minute:02d}:00.000Z", taken=taken)


def off(*steps: SupplyStep) -> str | None:
    """Id of the packing whose pieces are off the shelf; the same in every order, or the test fails."""
    found = {None if one is None else one.id for one in map(in_parcel, permutations(steps))}
    assert len(found) == 1
    return found.pop()


ACCEPTED, PICKED, SENT, FAILED = step(1, S.ACCEPTED), step(2, S.PICKED, TAKEN), step(3, S.SHIPPED), step(4, S.FAILED)


def test_it_is_off_the_shelf_from_packing_until_it_is_delivered_or_back() -> None:
    assert off(ACCEPTED) is None and off(ACCEPTED, step(2, S.PICKED)) is None, "no stock is kept"
    assert off(ACCEPTED, PICKED) == off(PICKED, SENT, FAILED) == off(PICKED, SENT, step(5, S.DELIVERED)) == "2"


def test_called_off_before_it_left_or_come_back_it_is_on_the_shelf() -> None:
    assert off(PICKED, step(5, S.CANCELLED)) is None
    gone = (PICKED, SENT, FAILED, step(5, S.CANCELLED))
    assert off(*gone) == "2" and comes_back(gone)
    assert off(*gone, step(6, S.BACK)) is None and not comes_back((*gone, step(6, S.BACK)))


def test_the_first_packing_counts() -> None:
    other = step(7, S.PICKED, TAKEN)
    assert off(other, PICKED) == "2" and [one.id for one in packed((other, PICKED))] == ["2", "7"]
