"""Who may sign in here and as what: accounts made, roles given for a period, passwords changed, accounts closed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial

from app.clock import local_day
from app.domain.ids import as_written, new_id, practitioner_id, tidy
from app.domain.staff import Account, Practitioner
from app.errors import KnownError
from app.services.desk import Desk
from app.services.keyring import check_password, login_name
from app.services.setup import LOGIN
from app.services.signin import tiles_of
from app.store import accounts
from app.store.accounts import HeldRole
from app.store.audit import Act
from app.store.database import Reading
from app.store.keyslots import Opened, WrongPassword
from app.store.unit_of_work import UnitOfWork

_MANAGE = "accounts.manage"


@dataclass(frozen=True, slots=True)
class AccountForm:
    """A new account. A staff number that is on record already is that member of staff; name and licence must agree."""

    login: str
    password: str = field(repr=False)
    name: str
    staff_no: str
    role: str
    licence_no: str = ""
    title: str = ""
    may_prescribe: bool = False
    narcotic_right: bool = False
    antibiotic_tier: str = "非限制"
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class AccountCard:
    """One account with its person and every role held. ``last_used_at``: instant, store text."""

    id: str
    login: str
    person: Practitioner
    role: str
    roles: tuple[HeldRole, ...]
    created_at: str
    disabled_at: str | None
    last_used_at: str | None


class Accounts:
    """Use cases about accounts. A key slot is made before the row that names it, and goes after it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def list(self) -> list[AccountCard]:
        """Every account, closed ones too."""
        used = {tile.login: tile.last_used_at for tile in self._desk.keys.signin.tiles}

        def query(conn: Reading) -> list[AccountCard]:
            return [_card(conn, one, used.get(one.login)) for one in accounts.accounts(conn)]

        return self._desk.read(_MANAGE, query)

    def add(self, form: AccountForm) -> AccountCard:
        """Make an account with its first role.

        KnownError ``account_field`` (naming it), ``account_taken``, ``role_unknown``, ``staff_taken``, ``password_short``.
        """
        self._desk.allow(_MANAGE)
        login, today = login_name(form.login), self._today()
        _check(form, login)
        person = self._staff(form)

        def work(uow: UnitOfWork, public_key: str) -> AccountCard:
            _refuse_known(uow.conn, login, person, form.role)
            if accounts.practitioner(uow.conn, person.id) is None:  # a second account changes nobody's rights
                accounts.save_practitioner(uow, person)
            if not any(one.role == form.role and one.valid_on(today) for one in accounts.held_roles(uow.conn, person.id)):
                accounts.give_role(uow, person, form.role, today, form.valid_to)
            made = accounts.add_account(uow, Account(new_id(), login, person.id, form.role, ""), public_key)
            return _card(uow.conn, made, None)

        # looked at before the slot is made: a slot that stands already is somebody's only key
        self._desk.store.read(lambda conn: _refuse_known(conn, login, person, form.role))
        key = self._desk.keys.enrol(login, form.password)
        try:
            made = self._desk.write(_MANAGE, partial(work, public_key=key))
        except KnownError:
            self._desk.keys.drop(login)
            raise
        self._tell_the_door()
        return made

    def disable(self, account: str, reason: str = "") -> None:
        """Close an account: its key slot is gone, its records stay. KnownError ``account_unknown``, ``last_administrator``."""

        def work(uow: UnitOfWork) -> str:
            known = _known(uow.conn, account)
            self._keep_an_administrator(uow.conn, account)
            accounts.change_account(uow, account, "disable", reason, disabled_at=uow.at)
            return known.login

        self._desk.keys.drop(self._desk.write(_MANAGE, work))
        self._tell_the_door()

    def reset_password(self, account: str, new: str) -> None:
        """Give somebody a new password, and with it a new signing key: the old one lay in a slot nobody else can open."""
        self._desk.allow(_MANAGE)
        check_password(new)
        known = self._desk.store.read(lambda conn: _known(conn, account))
        key = self._desk.keys.enrol(known.login, new)
        work = partial(accounts.change_account, key=account, action="reset_password", public_key=key)
        self._desk.write(_MANAGE, work)

    def change_password(self, old: str, new: str) -> None:
        """Change one's own password; the signing key stays. KnownError ``password_wrong``, ``password_short``."""
        who, keys = self._desk.who, self._desk.keys
        check_password(new)
        now = self._desk.clock.now()
        seconds = keys.signin.wait_seconds(who.login, now)
        if seconds:
            raise KnownError("signin_wait", seconds=seconds)
        try:
            opened: Opened = keys.slots.open(who.login, old)
        except WrongPassword as wrong:
            tries = keys.signin.failed(who.login, now)
            raise KnownError("password_wrong", tries=tries, wait_seconds=keys.signin.wait_seconds(who.login, now)) from wrong
        keys.rewrap(who.login, new, opened)
        self._note(Act("change_password", "account", who.account))

    def give_role(self, account: str, role: str, valid_to: date | None = None, working: bool = False) -> None:
        """Let somebody hold one more role from today on; ``working``: it is the one they are shown as. Counts at the next sign-in."""
        today = self._today()

        def work(uow: UnitOfWork) -> None:
            known = _known(uow.conn, account)
            person = accounts.practitioner(uow.conn, known.practitioner)
            if person is None or role not in accounts.roles(uow.conn):
                raise KnownError("role_unknown", role=role)
            accounts.give_role(uow, person, role, today, valid_to)
            if working:
                accounts.change_account(uow, account, "update", "working_role", role=role)

        self._desk.write(_MANAGE, work)

    def end_role(self, account: str, role: str, reason: str = "") -> None:
        """Let a role end with yesterday. KnownError ``last_administrator``."""
        today = self._today()

        def work(uow: UnitOfWork) -> None:
            known = _known(uow.conn, account)
            for held in accounts.held_roles(uow.conn, known.practitioner):
                if held.role == role and held.valid_on(today):
                    accounts.end_role(uow, held.id, today - timedelta(days=1), reason)
            if not accounts.who_may(uow.conn, _MANAGE, today):
                raise KnownError("last_administrator")

        self._desk.write(_MANAGE, work)

    def renew_recovery_code(self) -> str:
        """A new recovery code, shown once; the one before opens nothing any more."""
        self._desk.allow(_MANAGE)
        code = self._desk.keys.renew_recovery_code()
        self._note(Act("renew_recovery_code", "account", self._desk.actor.account))
        return code

    def _keep_an_administrator(self, conn: Reading, but: str) -> None:
        if not set(accounts.who_may(conn, _MANAGE, self._today())) - {but}:
            raise KnownError("last_administrator")

    def _staff(self, form: AccountForm) -> Practitioner:
        home = self._desk.who.organization
        may_prescribe = form.may_prescribe and bool(tidy(form.licence_no))
        return Practitioner(
            practitioner_id(home.code, form.staff_no),
            home.id,
            tidy(form.staff_no),
            as_written(form.name),
            tidy(form.licence_no),
            as_written(form.title),
            may_prescribe=may_prescribe,
            narcotic_right=form.narcotic_right and may_prescribe,
            antibiotic_tier=form.antibiotic_tier,
            rights_from=self._today().isoformat() if may_prescribe else None,
            rights_to=form.valid_to.isoformat() if form.valid_to and may_prescribe else None,
        )

    def _tell_the_door(self) -> None:
        """Whoever was added can take over at once, whoever left is shown no more."""
        self._desk.keys.signin.show(self._desk.store.read(tiles_of))

    def _note(self, act: Act) -> None:
        self._desk.store.write(lambda uow: uow.note(act), self._desk.actor).result()

    def _today(self) -> date:
        return local_day(self._desk.clock.now())


def _check(form: AccountForm, login: str) -> None:
    if not LOGIN.fullmatch(login):
        raise KnownError("account_field", field="login")
    for name in ("name", "staff_no"):
        if not tidy(getattr(form, name)):
            raise KnownError("account_field", field=name)
    check_password(form.password)


def _refuse_known(conn: Reading, login: str, person: Practitioner, role: str) -> None:
    if any(one.login == login for one in accounts.accounts(conn)):
        raise KnownError("account_taken")
    if role not in accounts.roles(conn):
        raise KnownError("role_unknown", role=role)
    known = accounts.practitioner(conn, person.id)
    if known is not None and (known.name != person.name or person.licence_no not in {"", known.licence_no}):
        raise KnownError("staff_taken")


def _known(conn: Reading, account: str) -> Account:
    found = accounts.account(conn, account)
    if found is None or found.disabled_at is not None:
        raise KnownError("account_unknown")
    return found


def _card(conn: Reading, one: Account, last_used_at: str | None) -> AccountCard:
    person = accounts.practitioner(conn, one.practitioner)
    if person is None:
        raise KnownError("account_unknown")
    held = tuple(accounts.held_roles(conn, one.practitioner))
    return AccountCard(one.id, one.login, person, one.role, held, one.created_at, one.disabled_at, last_used_at)
