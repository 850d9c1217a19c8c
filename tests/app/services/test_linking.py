"""H40: two records become one human only when two people say so, and come apart again without a loss."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from app.clock import SetClock
from app.domain.ids import new_id
from app.domain.person import Person
from app.errors import KnownError
from app.services.accounts import AccountForm, Accounts
from app.services.desk import Desk
from app.services.linking import ALONE_WAITS, Linking
from app.services.signin import SignIn
from app.store import accounts, people
from tests.app.conftest import person

MakePerson = Callable[..., Person]
NURSE = AccountForm("li", "another horse", "李秀兰", "002", "nurse")


@pytest.fixture
def linking(desk: Desk) -> Linking:
    return Linking(desk)


@pytest.fixture
def pair(make_person: MakePerson) -> tuple[str, str]:
    """A resident with an ID number, and their record from before it was known."""
    return make_person().id, make_person(birth=None).id


def code(wanted: Callable[[], object]) -> str:
    with pytest.raises(KnownError) as caught:
        wanted()
    return caught.value.code


def human(desk: Desk, person: str) -> frozenset[str]:
    return desk.store.read(lambda conn: people.linked(conn, person))


def test_a_proposal_links_nothing_yet(desk: Desk, linking: Linking, pair: tuple[str, str]) -> None:
    made = linking.propose(*pair, "同一身份证")
    assert [one.id for one in linking.proposals()] == [made.id]
    assert human(desk, pair[0]) == {pair[0]}


def test_a_second_person_confirms(desk: Desk, signin: SignIn, linking: Linking, pair: tuple[str, str]) -> None:
    Accounts(desk).add(NURSE)
    made = linking.propose(*pair, "同一身份证")
    assert code(lambda: linking.confirm(made.id)) == "link_second_person"
    signin.switch(desk, "li", "another horse")
    linking.confirm(made.id)
    assert human(desk, pair[1]) == set(pair)
    assert linking.proposals() == []
    assert code(lambda: linking.confirm(made.id)) == "link_unknown"


def test_who_works_alone_confirms_on_another_day(desk: Desk, linking: Linking, pair: tuple[str, str], clock: SetClock) -> None:
    made = linking.propose(*pair, "同一身份证")
    clock.forward(3600)
    with pytest.raises(KnownError) as caught:
        linking.confirm(made.id)
    assert (caught.value.code, caught.value.facts) == ("link_too_early", {"hours": 23})
    clock.forward(23 * 3600)
    linking.confirm(made.id)
    assert human(desk, pair[0]) == set(pair)


def test_a_colleague_whose_term_is_over_is_nobody_to_wait_for(desk: Desk, linking: Linking, pair: tuple[str, str], clock: SetClock) -> None:
    nurse = Accounts(desk).add(NURSE)
    desk.store.write(lambda uow: accounts.end_role(uow, nurse.roles[0].id, date(2026, 3, 4), "term")).result()
    made = linking.propose(*pair, "同一身份证")
    clock.forward(24 * 3600)
    linking.confirm(made.id)
    assert human(desk, pair[0]) == set(pair)


def test_a_link_comes_apart_and_every_row_is_where_it_was(desk: Desk, linking: Linking, pair: tuple[str, str], clock: SetClock) -> None:
    before = [desk.store.read(lambda conn, one=one: people.get(conn, one)) for one in pair]  # type: ignore[misc]
    made = linking.propose(*pair, "同一身份证")
    clock.forward(24 * 3600)
    linking.confirm(made.id)
    linking.unlink(*pair, "其实是姐妹")
    assert human(desk, pair[0]) == {pair[0]} and human(desk, pair[1]) == {pair[1]}
    assert [desk.store.read(lambda conn, one=one: people.get(conn, one)) for one in pair] == before  # type: ignore[misc]
    assert code(lambda: linking.unlink(*pair, "再来一次")) == "link_unknown"


def test_two_id_numbers_are_two_humans(linking: Linking, make_person: MakePerson) -> None:
    a, b = make_person(serial=2), make_person(serial=4)
    assert code(lambda: linking.propose(a.id, b.id, "双胞胎")) == "link_two_people"


def test_what_cannot_be_proposed(linking: Linking, pair: tuple[str, str]) -> None:
    assert code(lambda: linking.propose(pair[0], pair[0], "x")) == "link_same"
    assert code(lambda: linking.propose(pair[0], "nobody", "x")) == "person_unknown"
    assert code(lambda: linking.propose(*pair, "  ")) == "reason_needed"


def test_a_withdrawn_proposal_is_gone(linking: Linking, pair: tuple[str, str]) -> None:
    made = linking.propose(*pair, "同一身份证")
    linking.withdraw(made.id)
    linking.withdraw(made.id)
    assert code(lambda: linking.confirm(made.id)) == "link_unknown"


def shown(linking: Linking) -> list[tuple[set[str], str]]:
    return [({one.a.id, one.b.id}, one.why) for one in linking.alike()]


def test_a_shared_number_and_a_namesake_of_one_birthday_in_one_village_are_worth_a_look(linking: Linking, make_person: MakePerson) -> None:
    one = make_person()
    same_day = make_person(serial=2)  # another valid number: two people
    unnumbered = replace(person(), id=new_id(), identifiers=(), birth=one.birth, temporary_reason="无证")
    elsewhere = replace(unnumbered, id=new_id(), address=replace(one.address, village="别村"))
    other_day = replace(unnumbered, id=new_id(), birth=date(1950, 1, 1))
    twice = replace(one, id=new_id(), name="王秀瑛")
    for each in (unnumbered, elsewhere, other_day, twice):
        linking._desk.store.write(lambda uow, each=each: people.add(uow, each), linking._desk.actor).result()  # type: ignore[misc]
    pairs = shown(linking)
    assert ({one.id, twice.id}, "number") in pairs and ({one.id, unnumbered.id}, "namesake") in pairs
    assert ({unnumbered.id, same_day.id}, "namesake") in pairs
    assert not [who for who, _ in pairs if who == {one.id, same_day.id} or who & {elsewhere.id, other_day.id}]


def test_a_pair_leaves_the_worklist_by_a_decision_and_comes_back_when_it_is_taken_back(
    desk: Desk, clock: SetClock, linking: Linking, make_person: MakePerson
) -> None:
    one = make_person()
    twice = replace(one, id=new_id())
    desk.store.write(lambda uow: people.add(uow, twice), desk.actor).result()
    pair = {one.id, twice.id}
    assert shown(linking) == [(pair, "number")]
    made = linking.propose(one.id, twice.id, "同一身份证")
    assert shown(linking) == [] and linking.links() == []
    clock.forward(ALONE_WAITS.total_seconds() + 1)
    linking.confirm(made.id)
    (link,) = linking.links()
    assert shown(linking) == [] and ({link.a.id, link.b.id}, link.reason) == (pair, "同一身份证")
    linking.unlink(one.id, twice.id, "弄错了")
    assert shown(linking) == [(pair, "number")] and linking.links() == []
    linking.keep_apart(twice.id, one.id)
    assert shown(linking) == [] and human(desk, one.id) == {one.id}
