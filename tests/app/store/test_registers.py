"""Cases beside the newest form of each: within the year or so that is read in one pass, and before it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.domain.person import Person
from app.domain.programme import Programme
from app.services.desk import Desk
from app.store import registers
from app.store.registers import OpenCase
from tests.app.rules.forms.told import HTN
from tests.app.services.forms import enrol, filled_before

TODAY = "2026-03-05"
OLD = 3 * 365


def cases(desk: Desk, due_by: str | None = None) -> dict[str, OpenCase]:
    return {one.person: one for one in desk.store.read(lambda conn: registers.open_cases(conn, Programme.HYPERTENSION, {}, due_by))}


@pytest.fixture
def enrolled(desk: Desk, make_person: Callable[..., Person]) -> list[str]:
    """Three residents with a case."""
    people = [make_person(serial=one).id for one in (51, 52, 53)]
    for one in people:
        enrol(desk, one, Programme.HYPERTENSION)
    return people


def test_the_newest_form_is_told_however_old_it_is(desk: Desk, enrolled: list[str]) -> None:
    lately, long_ago, never = enrolled
    for days, next_on in ((10, "2026-06-01"), (200, "2025-11-15"), (OLD, "2023-06-01")):
        filled_before(desk, lately, HTN, days, next_on=next_on)
    for days, next_on in ((OLD, "2023-06-01"), (OLD + 90, "2023-03-01")):
        filled_before(desk, long_ago, HTN, days, next_on=next_on)
    assert {who: one.next_on for who, one in cases(desk).items()} == {lately: "2026-06-01", long_ago: "2023-06-01", never: ""}


def test_due_is_who_has_a_day_that_came_none_or_no_form(desk: Desk, enrolled: list[str]) -> None:
    lately, long_ago, never = enrolled
    filled_before(desk, lately, HTN, 200, next_on="2025-11-15")
    filled_before(desk, lately, HTN, 10, next_on="2026-06-01")
    filled_before(desk, long_ago, HTN, OLD, next_on="2023-06-01")
    assert set(cases(desk, TODAY)) == {long_ago, never}
    filled_before(desk, lately, HTN, 1)
    assert set(cases(desk, TODAY)) == {lately, long_ago, never}, "the newest names no day"
    filled_before(desk, long_ago, HTN, 0, next_on="2026-06-03")
    assert set(cases(desk, TODAY)) == {lately, never}
    assert set(cases(desk, "2026-06-03")) == {lately, long_ago, never}
