"""The first run makes all of it or can be begun again, and never over a clinic that is there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.clock import SetClock
from app.errors import KnownError
from app.paths import DataFolder
from app.services import setup
from app.services.keyring import Keyring
from app.services.setup import SetupForm, needs_setup, set_up
from app.services.signin import SignIn
from app.store import accounts, settings
from app.store.keyslots import Kdf, KeySlots
from app.store.sidecar import copy_of
from app.store.signin_file import SigninFile
from tests.app.conftest import CHEAP, FORM, PASSWORD


def run(folder: DataFolder, clock: SetClock, **changed: str) -> str:
    return set_up(folder, replace(FORM, **changed), clock, CHEAP).recovery_code


def test_an_empty_folder_needs_it_and_a_clinic_does_not(folder: DataFolder, clock: SetClock) -> None:
    assert needs_setup(folder)
    run(folder, clock)
    assert not needs_setup(folder)


def test_it_never_runs_over_a_clinic(folder: DataFolder, clock: SetClock) -> None:
    run(folder, clock)
    before = folder.database.read_bytes()
    with pytest.raises(KnownError) as caught:
        run(folder, clock, name="某人")
    assert caught.value.code == "already_set_up"
    assert folder.database.read_bytes() == before


@pytest.mark.parametrize("left", ["signin", "database"])
def test_what_is_lost_of_a_clinic_is_no_fresh_start(folder: DataFolder, clock: SetClock, left: str) -> None:
    run(folder, clock)
    gone = [folder.database] if left == "signin" else [folder.signin, copy_of(folder.signin), folder.keyslots]
    for path in gone:
        path.unlink()
    assert not needs_setup(folder)


def test_institution_seat_and_a_random_instance_are_on_record(folder: DataFolder, clock: SetClock) -> None:
    run(folder, clock, seat="b2", organization_code=" pdy1 ")
    desk = SignIn(folder, clock).sign_in("wang", PASSWORD)
    with desk.store.reading() as conn:
        assert settings.get(conn, settings.SEAT, "") == desk.seat == "B2"
        assert desk.who.organization.code == "PDY1" and settings.get(conn, settings.ORGANIZATION, "") == desk.who.organization.id
        assert len(settings.get(conn, settings.INSTANCE, "")) == 36
    desk.store.close()


def test_with_a_licence_doctor_and_administrator_without_only_the_latter(folder: DataFolder, clock: SetClock, tmp_path: Path) -> None:
    run(folder, clock)
    run(other := DataFolder(tmp_path / "other").make(), clock, licence_no="")
    doctor, keeper = (SignIn(one, clock).sign_in("wang", PASSWORD) for one in (folder, other))
    assert doctor.who.may("rx.sign") and doctor.who.may("accounts.manage")
    assert not keeper.who.may("residents.read") and keeper.who.may("accounts.manage")
    staff = doctor.store.read(lambda conn: accounts.practitioner(conn, doctor.who.practitioner))
    assert staff is not None and staff.may_prescribe and staff.rights_from == "2026-03-05" and staff.licence_no == FORM.licence_no
    for one in (doctor, keeper):
        one.store.close()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("organization_code", " "), ("organization_name", ""), ("staff_no", ""), ("name", ""), ("seat", "A"), ("seat", "一号")),
        *(("login", wrong) for wrong in ("", "a", "a b", "#recovery", "x" * 21)),
    ],
)
def test_a_field_that_is_not_right_is_named_and_nothing_is_made(folder: DataFolder, clock: SetClock, field: str, value: str) -> None:
    with pytest.raises(KnownError) as caught:
        run(folder, clock, **{field: value})
    assert (caught.value.code, caught.value.facts) == ("setup_field", {"field": field})
    assert not folder.keyslots.exists() and needs_setup(folder)


@pytest.mark.parametrize(("password", "code"), [("1234567", "password_short"), ("x" * 129, "password_long")])
def test_a_password_has_a_length_and_no_other_rule(folder: DataFolder, clock: SetClock, password: str, code: str) -> None:
    with pytest.raises(KnownError) as caught:
        run(folder, clock, password=password)
    assert caught.value.code == code and needs_setup(folder)


@pytest.mark.parametrize("step", ["renew_recovery_code", "_write", "replace", "save"])
def test_cut_off_anywhere_it_can_be_begun_again(folder: DataFolder, clock: SetClock, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    def power_cut(*_: object, **__: object) -> None:
        raise OSError("power")

    target: object = {"renew_recovery_code": Keyring, "_write": setup, "replace": Path, "save": SigninFile}[step]
    with monkeypatch.context() as patch:
        patch.setattr(target, step, power_cut)
        with pytest.raises((OSError, KnownError)):
            run(folder, clock)
    if step == "save":  # the database has its name: it is a clinic, and its keys are there
        assert not needs_setup(folder)
        return
    assert needs_setup(folder)
    run(folder, clock)
    SignIn(folder, clock).sign_in("wang", PASSWORD).store.close()


@pytest.mark.expect_log("sign-in file could not be read")
def test_without_its_last_step_people_get_in_all_the_same(folder: DataFolder, clock: SetClock, monkeypatch: pytest.MonkeyPatch) -> None:
    def power_cut(_: SigninFile) -> None:
        raise OSError("power")

    with monkeypatch.context() as patch:
        patch.setattr(SigninFile, "save", power_cut)
        with pytest.raises(OSError, match="power"):
            run(folder, clock)
    desk = SignIn(folder, clock).sign_in("wang", PASSWORD)
    assert desk.who.name == FORM.name
    desk.store.close()


def test_the_numbers_of_this_machine_are_taken_where_none_are_given(
    folder: DataFolder, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def measured() -> Kdf:
        asked.append(1)
        return CHEAP

    monkeypatch.setattr(setup, "tuned", measured)
    set_up(folder, FORM, clock)
    assert asked == [1] and KeySlots.load(folder.keyslots).kdf == CHEAP


def test_secrets_lie_nowhere_in_the_folder(folder: DataFolder, clock: SetClock) -> None:
    """T1."""
    recovery = run(folder, clock)
    everything = b"".join(path.read_bytes() for path in folder.root.rglob("*") if path.is_file())
    for secret in (PASSWORD, recovery, recovery.replace("-", "")):
        assert secret.encode() not in everything


def test_the_form_shows_no_password() -> None:
    assert SetupForm.__dataclass_fields__["password"].repr is False
