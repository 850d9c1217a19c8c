"""Institutions, staff, roles with a period, accounts."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from app.domain.ids import organization_id, practitioner_id
from app.domain.staff import Account, Organization, Practitioner
from app.store import accounts
from app.store.database import Store
from app.store.tables.log import audit, change
from app.store.unit_of_work import UnitOfWork

HOME = Organization(organization_id("C1"), "C1", "柳树村卫生室", division="410102001200")
DOCTOR = Practitioner(practitioner_id("C1", "001"), HOME.id, "001", "王建国", "1104", may_prescribe=True, rights_from="2026-01-01")
DAY = date(2026, 3, 5)


def write(store: Store) -> None:
    def work(uow: UnitOfWork) -> None:
        accounts.ship_roles(uow)
        accounts.save_organization(uow, HOME)
        accounts.save_practitioner(uow, DOCTOR)
        accounts.add_account(uow, Account("a1", "wang", DOCTOR.id, "doctor", ""), "ab" * 32)

    store.write(work).result()


def test_everything_comes_back(store: Store) -> None:
    write(store)
    with store.reading() as conn:
        assert accounts.organization(conn, HOME.id) == HOME
        assert accounts.practitioner(conn, DOCTOR.id) == DOCTOR
        assert [one.login for one in accounts.accounts(conn)] == ["wang"]
        assert accounts.public_key(conn, "a1") == "ab" * 32
        assert accounts.public_key(conn, "nobody") == ""
        assert (accounts.organization(conn, "x"), accounts.practitioner(conn, "x"), accounts.account(conn, "x")) == (None, None, None)


def test_shipped_roles_are_written_once(store: Store) -> None:
    write(store)
    store.write(accounts.ship_roles).result()
    acts = store.read(lambda conn: conn.execute(select(audit.c.ref).where(audit.c.type == "role")).scalars().all())
    assert sorted(acts) == sorted(role.name for role in accounts.shipped_roles())
    assert set(store.read(accounts.roles).values()) == set(accounts.shipped_roles())


@pytest.mark.parametrize(
    ("first", "last", "day", "valid"),
    [
        ("2026-03-05", None, "2026-03-05", True),
        ("2026-03-06", None, "2026-03-05", False),
        ("2026-01-01", "2026-03-05", "2026-03-05", True),
        ("2026-01-01", "2026-03-04", "2026-03-05", False),
    ],
)
def test_a_period_includes_its_first_and_last_day(first: str, last: str | None, day: str, valid: bool) -> None:
    assert accounts.HeldRole("h", "p", "o", "doctor", first, last).valid_on(date.fromisoformat(day)) is valid


def test_who_may_needs_a_role_that_is_valid_and_an_account_in_use(store: Store) -> None:
    write(store)
    assert store.read(lambda conn: accounts.who_may(conn, "rx.sign", DAY)) == []
    held = store.write(lambda uow: accounts.give_role(uow, DOCTOR, "doctor", DAY)).result()
    assert store.read(lambda conn: accounts.who_may(conn, "rx.sign", DAY)) == ["a1"]
    assert store.read(lambda conn: accounts.who_may(conn, "accounts.manage", DAY)) == []
    store.write(lambda uow: accounts.end_role(uow, held.id, date(2026, 3, 4), "fort")).result()
    assert store.read(lambda conn: accounts.who_may(conn, "rx.sign", DAY)) == []


def test_a_closed_account_may_nothing(store: Store) -> None:
    write(store)
    store.write(lambda uow: accounts.give_role(uow, DOCTOR, "doctor", DAY)).result()
    store.write(lambda uow: accounts.change_account(uow, "a1", "disable", "gone", disabled_at=uow.at)).result()
    assert store.read(lambda conn: accounts.who_may(conn, "rx.sign", DAY)) == []


def test_accounts_and_roles_stay_here_and_staff_is_sent(store: Store) -> None:
    write(store)
    sent = store.read(lambda conn: set(conn.execute(select(change.c.type)).scalars()))
    assert sent == {"organization", "practitioner"}
