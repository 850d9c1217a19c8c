"""The door: T2, H10, H54. The tag of the slot says that a password is wrong, nothing else does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select

from app.clock import SetClock, iso
from app.errors import KnownError, NotAllowed
from app.paths import DataFolder
from app.services import signin as signin_module
from app.services.accounts import AccountForm, Accounts
from app.services.desk import Desk
from app.services.session import SignedIn
from app.services.signin import SignIn
from app.store import accounts, keyslots
from app.store.keyslots import RECOVERY, tidy_recovery_code
from app.store.sidecar import copy_of
from app.store.tables.log import audit
from tests.app.conftest import FORM, MORNING, PASSWORD

NURSE = AccountForm("li", "another horse", "李秀兰", "002", "nurse")


def acts(desk: Desk, *actions: str) -> list[tuple[str, str, str, str]]:
    query = select(audit.c.action, audit.c.outcome, audit.c.reason, audit.c.detail).where(audit.c.action.in_(actions)).order_by(audit.c.seq)
    return [tuple(row) for row in desk.store.read(lambda conn: conn.execute(query).all())]


def code(wanted: Callable[[], object]) -> str:
    with pytest.raises(KnownError) as caught:
        wanted()
    return caught.value.code


def test_the_first_person_is_doctor_and_keeps_the_workstation(desk: Desk) -> None:
    who = desk.who
    assert (who.name, who.login, who.staff_no, who.role, who.seat, who.working_page) == ("王建国", "wang", "001", "doctor", "A1", "queue")
    assert who.may("rx.sign") and who.may("accounts.manage") and not who.may("audit.read")
    assert who.organization.name == "柳树村卫生室"


def test_the_signing_key_is_the_one_on_record(desk: Desk) -> None:
    seed = desk.who.signing_seed
    assert seed is not None and seed.hex() not in repr(desk.who)
    public = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw().hex()
    assert public == desk.store.read(lambda conn: accounts.public_key(conn, desk.who.account))


def test_the_page_shows_names_before_the_store_is_open(desk: Desk, signin: SignIn) -> None:
    assert [(tile.login, tile.name, tile.role, tile.last_used_at) for tile in signin.tiles()] == [
        ("wang", "王建国", "doctor", iso(MORNING))
    ]
    notice = signin.notice()
    assert (notice.organization_name, notice.delivered_up_to) == ("柳树村卫生室", None)


def test_a_login_name_may_be_typed_in_capitals_and_full_width(signin: SignIn) -> None:
    desk = signin.sign_in(" ＷＡＮＧ ", PASSWORD)
    assert desk.who.login == "wang"
    desk.store.close()


def test_five_wrong_passwords_cost_time_also_after_a_restart(signin: SignIn, folder: DataFolder, clock: SetClock) -> None:
    for tries in range(1, 6):
        with pytest.raises(KnownError) as caught:
            signin.sign_in("wang", "wrong horse")
        assert (caught.value.code, caught.value.facts) == ("password_wrong", {"tries": tries, "wait_seconds": 30 if tries == 5 else 0})
    again = SignIn(folder, clock)
    with pytest.raises(KnownError) as caught:
        again.sign_in("wang", PASSWORD)
    assert (caught.value.code, caught.value.facts) == ("signin_wait", {"seconds": 30})
    clock.forward(30)
    desk = again.sign_in("wang", PASSWORD)
    assert acts(desk, "login") == [("login", "ok", "", '{"wrong_before":5}')]
    desk.store.close()


def test_while_waiting_nothing_is_hashed(signin: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(5):
        code(lambda: signin.sign_in("wang", "wrong horse"))

    def hashed(*_: object, **__: object) -> None:
        pytest.fail("it was hashed")

    monkeypatch.setattr(keyslots, "Argon2id", hashed)
    assert code(lambda: signin.sign_in("wang", PASSWORD)) == "signin_wait"


def test_an_unknown_name_is_no_wrong_password(signin: SignIn) -> None:
    assert code(lambda: signin.sign_in("nobody", PASSWORD)) == "account_unknown"


def test_the_recovery_slot_is_nobody_s_account(signin: SignIn, recovery_code: str) -> None:
    assert code(lambda: signin.sign_in(RECOVERY, tidy_recovery_code(recovery_code))) == "account_unknown"


@pytest.mark.parametrize("junk", [b"", b"{}", b"\x00\x01"])
def test_a_damaged_key_file_is_no_wrong_password(signin: SignIn, folder: DataFolder, junk: bytes) -> None:
    for path in (folder.keyslots, copy_of(folder.keyslots)):
        path.write_bytes(junk)
    assert code(lambda: signin.sign_in("wang", PASSWORD)) == "keyslots_unreadable"


def test_a_read_error_is_no_wrong_password(signin: SignIn, folder: DataFolder) -> None:
    for path in (folder.keyslots, copy_of(folder.keyslots)):
        path.unlink()
        path.mkdir()
    assert code(lambda: signin.sign_in("wang", PASSWORD)) == "keyslots_unreadable"


def test_a_damaged_database_is_no_wrong_password(signin: SignIn, folder: DataFolder) -> None:
    folder.database.write_bytes(bytes(8192))
    assert code(lambda: signin.sign_in("wang", PASSWORD)) in ("database_unreadable", "database_damaged")


def test_a_database_that_is_gone_is_never_made_anew(signin: SignIn, folder: DataFolder) -> None:
    folder.database.unlink()
    assert code(lambda: signin.sign_in("wang", PASSWORD)) == "database_missing"
    assert not folder.database.exists()


@pytest.mark.expect_log("sign-in file could not be read")
def test_without_the_sign_in_file_people_still_get_in(signin: SignIn, folder: DataFolder) -> None:
    for path in (folder.signin, copy_of(folder.signin)):
        path.unlink()
    assert [tile.login for tile in signin.tiles()] == ["wang"]
    signin.sign_in("wang", PASSWORD).store.close()
    assert signin.tiles()[0].name == "王建国"


def test_the_lock_covers_and_keeps_working(desk: Desk, signin: SignIn) -> None:
    heard: list[bool] = []
    desk.session.lock_changed.subscribe(heard.append)
    signin.lock(desk)
    signin.lock(desk)
    assert desk.session.locked and desk.who.login == "wang"
    assert desk.allow("intake.measure").account == desk.who.account
    assert code(lambda: signin.unlock(desk, "wrong horse")) == "password_wrong"
    assert desk.session.locked
    signin.unlock(desk, PASSWORD)
    assert not desk.session.locked and heard == [True, False]
    assert [act[0] for act in acts(desk, "lock", "unlock")] == ["lock", "unlock"]


def test_a_wrong_password_at_the_lock_is_in_the_trail_at_once(desk: Desk, signin: SignIn) -> None:
    signin.lock(desk)
    code(lambda: signin.unlock(desk, "wrong horse"))
    assert acts(desk, "login")[-1] == ("login", "refused", "password", '{"tries":1}')


def test_a_quick_switch_hands_the_open_store_over(desk: Desk, signin: SignIn) -> None:
    Accounts(desk).add(NURSE)
    heard: list[SignedIn | None] = []
    desk.session.changed.subscribe(heard.append)
    store, before = desk.store, desk.who
    signin.lock(desk)
    assert signin.switch(desk, "li", "another horse") is desk
    assert desk.store is store and not desk.session.locked
    assert heard == [desk.who] and desk.who.name == "李秀兰" and desk.who.role == "nurse"
    assert desk.who.signing_seed != before.signing_seed
    with pytest.raises(NotAllowed):
        desk.allow("rx.sign")
    assert [act[0] for act in acts(desk, "login", "logout")][-2:] == ["logout", "login"]


def test_a_wrong_password_switches_nothing(desk: Desk, signin: SignIn) -> None:
    Accounts(desk).add(NURSE)
    signin.lock(desk)
    assert code(lambda: signin.switch(desk, "li", "wrong horse")) == "password_wrong"
    assert desk.who.login == "wang" and desk.session.locked


def test_signing_out_closes_the_store_and_drops_the_key(desk: Desk, signin: SignIn) -> None:
    heard: list[SignedIn | None] = []
    desk.session.changed.subscribe(heard.append)
    signin.sign_out(desk)
    assert heard == [None] and desk.session.current is None
    assert code(lambda: desk.keys) == "store_closed"
    with pytest.raises(RuntimeError):
        desk.store.write(lambda uow: None)


def test_the_recovery_code_opens_gives_a_password_and_a_new_signing_key(desk: Desk, signin: SignIn, recovery_code: str) -> None:
    before = desk.who.signing_seed
    desk.store.close()
    code_typed = recovery_code.lower().replace("-", " ")
    again = signin.recover(code_typed, "wang", "a new password")
    assert again.who.name == "王建国" and again.who.signing_seed not in (None, before)
    assert acts(again, "recover") == [("recover", "ok", "recovery_code", "")]
    again.store.close()
    assert code(lambda: signin.sign_in("wang", PASSWORD)) == "password_wrong"
    signin.sign_in("wang", "a new password").store.close()


def test_a_wrong_recovery_code_is_counted_like_a_password(signin: SignIn) -> None:
    wrong = "AAAA-" * 7 + "AAAA"
    codes = [code(lambda: signin.recover(wrong, "wang", "a new password")) for _ in range(6)]
    assert codes == ["recovery_wrong"] * 5 + ["signin_wait"]
    signin.sign_in("wang", PASSWORD).store.close()


def test_a_short_new_password_uses_no_code_up(signin: SignIn, recovery_code: str) -> None:
    assert code(lambda: signin.recover(recovery_code, "wang", "short")) == "password_short"
    signin.sign_in("wang", PASSWORD).store.close()


def end_roles(desk: Desk, last_day: date) -> None:
    for held in desk.store.read(lambda conn: accounts.held_roles(conn, desk.who.practitioner)):
        desk.store.write(lambda uow, held=held: accounts.end_role(uow, held.id, last_day, "term")).result()  # type: ignore[misc]


def test_the_last_person_keeps_working_when_their_term_is_over(desk: Desk, signin: SignIn) -> None:
    """H54: nobody else could let them in again."""
    end_roles(desk, date(2026, 3, 4))
    desk.store.close()
    again = signin.sign_in("wang", PASSWORD)
    assert again.who.grace and again.who.may("chart.write")
    assert acts(again, "login")[-1][2] == "grace"
    again.store.close()


def test_a_term_that_is_over_keeps_out_where_somebody_else_keeps_the_place(desk: Desk, signin: SignIn) -> None:
    Accounts(desk).add(replace(NURSE, role="administrator"))
    end_roles(desk, date(2026, 3, 4))
    desk.store.close()
    assert code(lambda: signin.sign_in("wang", PASSWORD)) == "role_expired"


def test_a_role_ends_behind_the_lock(desk: Desk, signin: SignIn, clock: SetClock) -> None:
    held = desk.store.read(lambda conn: accounts.held_roles(conn, desk.who.practitioner))
    doctor = next(one for one in held if one.role == "doctor")
    desk.store.write(lambda uow: accounts.end_role(uow, doctor.id, date(2026, 3, 5), "term")).result()
    signin.lock(desk)
    clock.forward(timedelta(days=1).total_seconds())
    signin.unlock(desk, PASSWORD)
    assert not desk.who.may("rx.sign") and desk.who.role == "administrator"


@pytest.mark.expect_log("signing key of an account")
def test_a_signing_key_that_is_not_on_record_does_not_sign(desk: Desk, signin: SignIn) -> None:
    desk.store.write(lambda uow: accounts.change_account(uow, desk.who.account, "update", public_key="00" * 32)).result()
    desk.store.close()
    again = signin.sign_in("wang", PASSWORD)
    assert again.who.signing_seed is None
    again.store.close()


def test_a_sign_in_that_fails_behind_the_password_leaves_the_store_free(
    desk: Desk, signin: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.store.close()

    def fails(*_: object, **__: object) -> None:
        raise KnownError("account_unknown")

    with monkeypatch.context() as patch:
        patch.setattr(signin_module, "_person", fails)
        assert code(lambda: signin.sign_in("wang", PASSWORD)) == "account_unknown"
    signin.sign_in("wang", PASSWORD).store.close()


def test_no_name_stands_in_the_trail_s_details(desk: Desk, signin: SignIn) -> None:
    """T11."""
    Accounts(desk).add(NURSE)
    signin.switch(desk, "li", "another horse")
    rows = desk.store.read(lambda conn: conn.execute(select(audit.c.detail, audit.c.reason, audit.c.ref)).all())
    written = "".join("".join(row) for row in rows)
    assert FORM.name not in written and NURSE.name not in written and PASSWORD not in written
