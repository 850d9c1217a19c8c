"""The first run: institution, first account, keys and recovery code; nothing counts until all of it is there."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from app.clock import Clock, local_day
from app.domain.ids import as_written, is_seat, new_id, organization_id, practitioner_id, tidy
from app.domain.staff import Account, Organization, Practitioner
from app.errors import KnownError
from app.services.doorway import Folder, needs_setup
from app.services.keyring import PASSWORD_LENGTH, Keyring, check_password, login_name
from app.store import accounts, settings
from app.store.audit import Act, Actor
from app.store.database import Store
from app.store.keyslots import Kdf, KeySlots, random_key, tuned
from app.store.signin_file import SigninFile, Tile
from app.store.unit_of_work import UnitOfWork

__all__ = ["PASSWORD_LENGTH", "Folder", "SetUp", "SetupForm", "needs_setup", "set_up"]

ADMINISTRATOR, DOCTOR = "administrator", "doctor"
LOGIN = re.compile(r"\w[\w.-]{1,19}")


@dataclass(frozen=True, slots=True)
class SetupForm:
    """What the wizard asks. With a licence number the first person is a doctor besides keeping the workstation."""

    organization_code: str
    organization_name: str
    seat: str
    staff_no: str
    name: str
    licence_no: str
    login: str
    password: str = field(repr=False)
    division: str = ""


@dataclass(frozen=True, slots=True)
class SetUp:
    """What the wizard shows once."""

    recovery_code: str


def set_up(folder: Folder, form: SetupForm, clock: Clock, kdf: Kdf | None = None) -> SetUp:
    """Make database, key slots and sign-in file, in an order that leaves a cut-off run to be begun again.

    Raises KnownError ``already_set_up``, ``setup_field`` (naming it), ``password_short``.
    """
    if not needs_setup(folder):
        raise KnownError("already_set_up")
    form = _tidied(form)
    keyring = Keyring(KeySlots(folder.keyslots, kdf or tuned()), SigninFile(folder.signin), random_key())
    public_key = keyring.enrol(form.login, form.password)
    code = keyring.renew_recovery_code()
    fresh = folder.database.with_suffix(".new")
    for left in (fresh, fresh.with_name(fresh.name + "-wal"), fresh.with_name(fresh.name + "-shm")):
        left.unlink(missing_ok=True)
    with_rows = Store.open(fresh, keyring.data_key, clock, folder.backups)
    try:
        role = with_rows.write(lambda uow: _write(uow, form, public_key, clock), Actor(seat=form.seat)).result()
    finally:
        with_rows.close()
    fresh.replace(folder.database)
    file = keyring.signin
    file.organization_code, file.organization_name, file.seat = form.organization_code, form.organization_name, form.seat
    file.tiles = (Tile(form.login, form.name, role),)
    file.save()
    return SetUp(code)


def _tidied(form: SetupForm) -> SetupForm:
    tidied = SetupForm(
        organization_code=tidy(form.organization_code).upper(),
        organization_name=as_written(form.organization_name),
        seat=tidy(form.seat).upper(),
        staff_no=tidy(form.staff_no),
        name=as_written(form.name),
        licence_no=tidy(form.licence_no),
        login=login_name(form.login),
        password=form.password,
        division=tidy(form.division),
    )
    for name in ("organization_code", "organization_name", "staff_no", "name"):
        if not getattr(tidied, name):
            raise KnownError("setup_field", field=name)
    if not is_seat(tidied.seat):
        raise KnownError("setup_field", field="seat")
    if not LOGIN.fullmatch(tidied.login):
        raise KnownError("setup_field", field="login")
    check_password(form.password)
    return tidied


def _write(uow: UnitOfWork, form: SetupForm, public_key: str, clock: Clock) -> str:
    accounts.ship_roles(uow)
    home = organization_id(form.organization_code)
    accounts.save_organization(uow, Organization(home, form.organization_code, form.organization_name, division=form.division))
    today = local_day(clock.now())
    person = Practitioner(
        practitioner_id(form.organization_code, form.staff_no),
        home,
        form.staff_no,
        form.name,
        form.licence_no,
        may_prescribe=bool(form.licence_no),
        rights_from=today.isoformat() if form.licence_no else None,
    )
    accounts.save_practitioner(uow, person)
    held = (DOCTOR, ADMINISTRATOR) if form.licence_no else (ADMINISTRATOR,)
    for role in held:
        accounts.give_role(uow, person, role, today)
    made = accounts.add_account(uow, Account(new_id(), form.login, person.id, held[0], ""), public_key)
    for key, value in ((settings.ORGANIZATION, home), (settings.SEAT, form.seat), (settings.INSTANCE, new_id())):
        settings.put(uow, key, value)
    uow.note(Act("set_up", "account", made.id))
    return held[0]
