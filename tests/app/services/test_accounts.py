"""Accounts: made, closed, given roles and passwords; the place never without somebody who keeps it (H54)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from app.clock import SetClock
from app.errors import KnownError, NotAllowed
from app.paths import DataFolder
from app.services.accounts import AccountForm, Accounts
from app.services.desk import Desk
from app.services.signin import SignIn
from app.store import accounts as repository
from app.store.keyslots import KeySlots
from app.store.tables.log import audit
from tests.app.conftest import PASSWORD

NURSE = AccountForm(" Li ", "another horse", "李秀兰", "002", "nurse")
DOCTOR = AccountForm("zhao", "third horse", "赵四", "003", "doctor", licence_no="1105", may_prescribe=True, narcotic_right=True)


@pytest.fixture
def accounts(desk: Desk) -> Accounts:
    return Accounts(desk)


def code(wanted: Callable[[], object]) -> str:
    with pytest.raises(KnownError) as caught:
        wanted()
    return caught.value.code


def test_a_new_account_signs_in(accounts: Accounts, desk: Desk, signin: SignIn) -> None:
    card = accounts.add(NURSE)
    assert (card.login, card.person.name, card.role, card.person.may_prescribe) == ("li", "李秀兰", "nurse", False)
    desk.store.close()
    again = signin.sign_in("LI", "another horse")
    assert again.who.role == "nurse" and again.who.signing_seed is not None
    assert [tile.login for tile in signin.tiles()] == ["wang", "li"]
    again.store.close()


def test_the_list_shows_everybody_with_roles_and_last_use(accounts: Accounts) -> None:
    accounts.add(NURSE)
    first, second = accounts.list()
    assert (first.login, second.login) == ("wang", "li")
    assert sorted(held.role for held in first.roles) == ["administrator", "doctor"]
    assert first.last_used_at is not None and second.last_used_at is None


def test_rights_to_prescribe_need_a_licence_and_have_a_period(accounts: Accounts) -> None:
    with_licence = accounts.add(replace(DOCTOR, valid_to=date(2027, 3, 4))).person
    assert (with_licence.may_prescribe, with_licence.narcotic_right) == (True, True)
    assert (with_licence.rights_from, with_licence.rights_to) == ("2026-03-05", "2027-03-04")
    without = accounts.add(replace(DOCTOR, login="qian", staff_no="004", licence_no="")).person
    assert (without.may_prescribe, without.narcotic_right, without.rights_from) == (False, False, None)


def test_a_second_account_of_a_member_of_staff_changes_none_of_their_rights(accounts: Accounts) -> None:
    """The doctor keeps the right to prescribe when an auditor's account is made for the same person."""
    before = next(card.person for card in accounts.list() if card.login == "wang")
    assert before.may_prescribe
    made = accounts.add(AccountForm("wang2", "fifth horse", before.name, before.staff_no, "auditor"))
    assert made.person == before


@pytest.mark.parametrize(
    ("changed", "wanted"),
    [
        ({"login": "wang"}, "account_taken"),
        ({"login": "#recovery"}, "account_field"),
        ({"name": " "}, "account_field"),
        ({"staff_no": ""}, "account_field"),
        ({"password": "short"}, "password_short"),
        ({"role": "king"}, "role_unknown"),
        ({"staff_no": "001"}, "staff_taken"),
        ({"staff_no": "001", "name": "王建国", "licence_no": "999"}, "staff_taken"),
    ],
)
def test_what_cannot_be_made_leaves_no_slot(accounts: Accounts, desk: Desk, changed: dict[str, str], wanted: str) -> None:
    before = dict(desk.keys.slots.slots)
    assert code(lambda: accounts.add(replace(NURSE, **changed))) == wanted  # type: ignore[arg-type]
    assert KeySlots.load(desk.keys.slots.path).slots == before
    assert len(accounts.list()) == 1


def test_nobody_s_slot_is_lost_to_a_name_taken(accounts: Accounts, desk: Desk, signin: SignIn) -> None:
    assert code(lambda: accounts.add(replace(NURSE, login="WANG"))) == "account_taken"
    desk.store.close()
    signin.sign_in("wang", PASSWORD).store.close()


def test_a_closed_account_has_no_slot_and_keeps_its_records(accounts: Accounts, desk: Desk, signin: SignIn) -> None:
    card = accounts.add(NURSE)
    accounts.disable(card.id, "离职")
    assert "li" not in KeySlots.load(desk.keys.slots.path).slots
    assert code(lambda: signin.switch(desk, "li", "another horse")) == "account_unknown"
    closed = accounts.list()[1]
    assert closed.disabled_at is not None and closed.person.name == "李秀兰"
    assert code(lambda: accounts.disable(card.id)) == "account_unknown"


def test_an_old_slot_file_does_not_bring_a_closed_account_back(accounts: Accounts, desk: Desk, signin: SignIn) -> None:
    """Who copied the slots earlier still has a key, and no account."""
    card = accounts.add(NURSE)
    old = desk.keys.slots.slots["li"]
    accounts.disable(card.id)
    desk.keys.slots.slots["li"] = old
    desk.keys.slots.save()
    desk.store.close()
    assert code(lambda: signin.sign_in("li", "another horse")) == "account_disabled"


def test_the_last_administrator_stays(accounts: Accounts, desk: Desk) -> None:
    assert code(lambda: accounts.disable(desk.who.account)) == "last_administrator"
    assert code(lambda: accounts.end_role(desk.who.account, "administrator")) == "last_administrator"
    assert accounts.list()[0].disabled_at is None
    card = accounts.add(replace(NURSE, role="administrator"))
    accounts.end_role(desk.who.account, "administrator", "移交")
    assert code(lambda: accounts.disable(card.id)) == "last_administrator"


def test_a_role_counts_from_the_next_sign_in(accounts: Accounts, desk: Desk, signin: SignIn) -> None:
    card = accounts.add(NURSE)
    accounts.give_role(card.id, "pharmacist", working=True)
    signin.switch(desk, "li", "another horse")
    assert desk.who.role == "pharmacist" and desk.who.may("intake.arm") and not desk.who.may("rx.write")
    assert desk.who.working_page == "review"


def test_an_unknown_role_is_not_given(accounts: Accounts, desk: Desk) -> None:
    assert code(lambda: accounts.give_role(desk.who.account, "king")) == "role_unknown"


def test_a_role_given_until_a_day_ends_after_it(accounts: Accounts, desk: Desk, signin: SignIn, clock: SetClock) -> None:
    card = accounts.add(NURSE)
    accounts.give_role(card.id, "doctor", date(2026, 3, 5))
    signin.switch(desk, "li", "another horse")
    assert desk.who.may("chart.write")
    clock.forward(86400)
    signin.switch(desk, "li", "another horse")
    assert not desk.who.may("chart.write") and desk.who.may("intake.arm")


def test_a_reset_gives_a_new_password_and_a_new_signing_key(accounts: Accounts, desk: Desk, signin: SignIn) -> None:
    card = accounts.add(NURSE)
    before = desk.store.read(lambda conn: repository.public_key(conn, card.id))
    accounts.reset_password(card.id, "fourth horse")
    assert desk.store.read(lambda conn: repository.public_key(conn, card.id)) != before
    assert code(lambda: signin.switch(desk, "li", "another horse")) == "password_wrong"
    signin.switch(desk, "li", "fourth horse")
    assert desk.who.signing_seed is not None


def test_one_s_own_password_keeps_the_signing_key(accounts: Accounts, desk: Desk, signin: SignIn) -> None:
    seed = desk.who.signing_seed
    accounts.change_password(PASSWORD, "a new password")
    assert code(lambda: signin.unlock(desk, PASSWORD)) == "password_wrong"
    signin.unlock(desk, "a new password")
    desk.store.close()
    again = signin.sign_in("wang", "a new password")
    assert again.who.signing_seed == seed
    again.store.close()


def test_a_wrong_old_password_changes_nothing_and_is_counted(accounts: Accounts, desk: Desk) -> None:
    slots = dict(desk.keys.slots.slots)
    codes = [code(lambda: accounts.change_password("wrong horse", "a new password")) for _ in range(6)]
    assert codes == ["password_wrong"] * 5 + ["signin_wait"]
    assert desk.keys.slots.slots == slots
    assert code(lambda: accounts.change_password(PASSWORD, "short")) == "password_short"


def test_a_new_recovery_code_makes_the_old_one_worthless(accounts: Accounts, desk: Desk, signin: SignIn, recovery_code: str) -> None:
    fresh = accounts.renew_recovery_code()
    desk.store.close()
    assert code(lambda: signin.recover(recovery_code, "wang", "a new password")) == "recovery_wrong"
    signin.recover(fresh, "wang", "a new password").store.close()


def test_every_act_is_in_the_trail_and_no_password(accounts: Accounts, desk: Desk) -> None:
    card = accounts.add(NURSE)
    accounts.reset_password(card.id, "fourth horse")
    accounts.change_password(PASSWORD, "a new password")
    accounts.renew_recovery_code()
    accounts.disable(card.id, "离职")
    rows = desk.store.read(lambda conn: conn.execute(select(audit)).mappings().all())
    assert {"reset_password", "change_password", "renew_recovery_code", "disable"} <= {row["action"] for row in rows}
    assert not any("horse" in str(dict(row)) or "a new password" in str(dict(row)) for row in rows)


def test_anybody_may_change_their_own_password_and_nobody_else_s(accounts: Accounts, desk: Desk, signin: SignIn) -> None:
    card = accounts.add(NURSE)
    signin.switch(desk, "li", "another horse")
    accounts.change_password("another horse", "fourth horse")
    with pytest.raises(NotAllowed):
        accounts.reset_password(card.id, "fifth horse")
    signin.unlock(desk, "fourth horse")


def test_who_is_added_is_on_the_sign_in_page_at_once_and_who_is_closed_is_not(desk: Desk, folder: DataFolder, clock: SetClock) -> None:
    accounts = Accounts(desk)
    made = accounts.add(AccountForm("lan", PASSWORD, "周兰", "009", "nurse"))
    assert [tile.name for tile in SignIn(folder, clock).tiles()] == ["王建国", "周兰"]
    accounts.disable(made.id)
    assert [tile.name for tile in SignIn(folder, clock).tiles()] == ["王建国"]
