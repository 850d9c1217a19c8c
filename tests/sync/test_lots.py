"""One lot a month in an institution, whichever of its seats drew it: told to the others; of two drawn before they met the first counts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.clock import SetClock, instant
from app.domain.ids import organization_id
from app.errors import KnownError
from app.rules.pack import Pack
from app.services.rx_comment import RxComments
from app.store import people, rx_comments
from tests.app.conftest import person
from tests.app.services.rx_clinic import AMLODIPINE, sheet, visit_of
from tests.app.services.rx_reviewers import hire
from tests.sync.stations import VILLAGE, Station, hub_of, rx_at, two_seats

MARCH, APRIL, LATER = date(2026, 3, 1), "2026-04-02T01:00:00.000Z", "2026-04-02T02:00:00.000Z"


@pytest.fixture
def seats(tmp_path: Path, clock: SetClock, pack: Pack) -> Iterator[tuple[Station, Station]]:
    """Two sheets of March at both, each seat with a pharmacist."""
    names = {VILLAGE: "柳树村卫生室"}
    with hub_of(tmp_path, clock, names, {"one": VILLAGE, "two": VILLAGE}) as hub, two_seats(tmp_path, clock, hub) as (one, two):
        resident = person()
        one.desk.store.write(lambda uow: people.add(uow, resident), one.desk.actor).result()
        rx = rx_at(one, pack)
        for _ in range(2):
            rx.sign(sheet(resident.id, visit_of(one.desk, resident.id).id, AMLODIPINE))
        met(one, two)
        for place, staff in ((one, "101"), (two, "102")):
            place.desk.session.set(hire(place.desk, f"药师{staff}", staff))
        met(one, two)
        clock.set(instant(APRIL))
        yield one, two


def met(one: Station, two: Station) -> None:
    for place in (one, two, one):
        place.sync()


def desks(seats: tuple[Station, Station]) -> tuple[RxComments, RxComments]:
    return RxComments(seats[0].desk, dict), RxComments(seats[1].desk, dict)


def test_the_other_seat_looks_at_the_same_lot_and_draws_none_of_its_own(seats: tuple[Station, Station]) -> None:
    one, two = desks(seats)
    drawn = one.draw(MARCH)
    met(*seats)
    assert two.of_month(MARCH).sample == drawn and two.drawn_again(MARCH) == (2, True)
    with pytest.raises(KnownError, match="comment_drawn"):
        two.draw(MARCH)
    two.comment(MARCH, drawn.sheets[0], ["2-5"])
    met(*seats)
    found = {each.sheet: each.comment for each in one.of_month(MARCH).sheets}
    store = seats[1].desk.store
    assert store.read(lambda conn: rx_comments.sample_of(conn, organization_id("PDY9"), MARCH)) is None, "a lot is its institution's"
    assert found[drawn.sheets[1]] is None and found[drawn.sheets[0]].codes == ("2-5",)  # type: ignore[union-attr]


def test_of_two_lots_drawn_apart_the_first_counts_at_both_and_no_comment_is_lost(seats: tuple[Station, Station], clock: SetClock) -> None:
    one, two = desks(seats)
    first = two.draw(MARCH)
    clock.set(instant(LATER))
    second = one.draw(MARCH)
    one.comment(MARCH, second.sheets[0], ["1-8"])
    assert first.id != second.id and one.of_month(MARCH).sample == second
    met(*seats)
    met(*seats)
    for desk in (one, two):
        month = desk.of_month(MARCH)
        assert month.sample == first
        assert [each.comment.codes for each in month.sheets if each.comment is not None] == [("1-8",)]
    kept = seats[0].desk.store.read(lambda conn: rx_comments.samples_by_ids(conn, [first.id, second.id]))
    assert set(kept.values()) == {first, second}, "rows are only ever added"
