"""Looking for somebody elsewhere: what one must know, what is written in the audit trail, what one hears without a connection."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.person import Person
from app.errors import KnownError
from app.services.desk import Desk
from app.services.lookups import Elsewhere, Lookups
from app.store import sync_state
from app.store.database import Reading
from app.store.tables.log import audit
from tests.app.conftest import id_number, person

BIRTH = date(1959, 3, 12)


class Upstream:
    """Knows one resident."""

    def __init__(self, one: Person) -> None:
        self.one = one
        self.asked: list[object] = []

    def search(self, number: str, name: str, birth: date | None) -> list[tuple[Person, bool]]:
        self.asked.append((number, name, birth))
        return [(self.one, False)]

    def bring(self, key: str) -> int:
        self.asked.append(key)
        return 12


@pytest.fixture
def lookups(desk: Desk) -> Lookups:
    return Lookups(desk)


def acts(conn: Reading) -> list[tuple[str, str, str]]:
    rows = conn.execute(audit.select().where(audit.c.action.in_(("look_up", "bring"))))
    return [(row.action, row.person, row.reason) for row in rows]


def test_a_number_or_a_name_with_a_birthday_is_asked_and_audited(desk: Desk, lookups: Lookups) -> None:
    one = person(birth=BIRTH)
    there = Upstream(one)
    lookups.hand = lambda: there
    number = id_number(BIRTH, 7)
    (found,) = lookups.find(number=f" {number} ")
    assert (found.id, found.name, found.here) == (one.id, one.name, False) and "*" in found.id_masked
    assert lookups.find(name=one.name, birth=BIRTH) == [found] and isinstance(found, Elsewhere)
    assert lookups.bring(one.id) == 12
    assert there.asked == [(number, "", None), ("", one.name, BIRTH), one.id]
    assert desk.store.read(acts) == [("look_up", "", "number"), ("look_up", "", "name+birth"), ("bring", one.id, "")]


@pytest.mark.parametrize(
    "asked",
    [{}, {"name": "王秀英"}, {"birth": BIRTH}, {"number": "4109991959"}, {"number": "410999195903121225", "name": "王", "birth": BIRTH}],
)
def test_less_than_that_is_not_asked(lookups: Lookups, asked: dict[str, object]) -> None:
    there = Upstream(person())
    lookups.hand = lambda: there
    with pytest.raises(KnownError, match="lookup_needs"):
        lookups.find(**asked)  # type: ignore[arg-type]
    assert there.asked == []


def test_without_a_connection_it_is_said_and_the_record_says_as_of_when_it_is(desk: Desk, lookups: Lookups) -> None:
    with pytest.raises(KnownError, match="lookup_offline"):
        lookups.find(number=id_number(BIRTH, 7))
    with pytest.raises(KnownError, match="lookup_offline"):
        lookups.bring("x")
    assert lookups.as_of("x") is None
    desk.store.write(lambda uow: sync_state.note_brought(uow, "x", "up"), desk.actor).result()
    assert lookups.as_of("x") == "2026-03-05T00:40:00.000Z"
