"""The door: who may sit down, the password, the lock, the quick switch, and the way back in with the recovery code."""

from __future__ import annotations

import logging
import secrets
from datetime import date
from functools import partial

from app.clock import Clock, local_day
from app.domain.staff import Account, Organization
from app.errors import KnownError
from app.logs import hide_names
from app.services.desk import Desk
from app.services.doorway import Doorway, Folder, Notice, program_version
from app.services.keyring import Keyring, check_password, login_name, public_key_of
from app.services.session import Session, SignedIn
from app.store import accounts, settings
from app.store.accounts import HeldRole
from app.store.audit import Act, Actor
from app.store.database import Reading, Store
from app.store.keyslots import RECOVERY, KeySlots, Opened, WrongPassword, tidy_recovery_code
from app.store.signin_file import SigninFile, Tile, wait_after
from app.store.unit_of_work import detail

log = logging.getLogger(__name__)

__all__ = ["Notice", "SignIn", "Tile"]


class SignIn(Doorway):
    """Opens, hands over and locks the workstation of one data folder.

    The tag of the key slot alone says that a password is wrong; whatever else fails has a name of its own.
    """

    def __init__(self, folder: Folder, clock: Clock) -> None:
        super().__init__(folder)
        self._clock = clock

    def sign_in(self, login: str, password: str) -> Desk:
        """Open the store with somebody's password.

        Raises KnownError ``password_wrong`` (tries, wait_seconds), ``signin_wait`` (seconds), ``account_unknown``,
        ``account_disabled``, ``role_expired``, ``database_missing``, ``keyslots_unreadable``, or the store's own.
        """
        name = login_name(login)
        slots = self._slots()
        file = self._file(slots)
        opened = self._prove(file, slots, name, password)
        return self._open(Keyring(slots, file, opened.data_key), name, opened.signing_seed)

    def switch(self, desk: Desk, login: str, password: str) -> Desk:
        """Hand the open workstation to somebody else; the store stays open, ``session.changed`` disarms devices."""
        name = login_name(login)
        opened = self._prove(desk.keys.signin, desk.keys.slots, name, password, desk)
        if not secrets.compare_digest(opened.data_key, desk.keys.data_key):
            raise KnownError("keyslots_unreadable", why="other_key")
        person = desk.store.read(partial(_person, name=name, today=self._today(), seed=opened.signing_seed))
        if desk.session.current is not None:
            _note(desk, Act("logout", "account", desk.session.current.account, reason="switch"))
        self._seat(desk, person)
        return desk

    def lock(self, desk: Desk) -> None:
        """Cover the screen; the store, armed devices and sync go on."""
        if not desk.session.locked:
            desk.session.lock(True)
            _note(desk, Act("lock", "account", desk.actor.account))

    def unlock(self, desk: Desk, password: str) -> Desk:
        """Uncover it with the password of whoever locked. Raises like :meth:`sign_in`."""
        name = desk.who.login
        opened = self._prove(desk.keys.signin, desk.keys.slots, name, password, desk)
        # permissions may have changed behind the lock
        person = desk.store.read(partial(_person, name=name, today=self._today(), seed=opened.signing_seed))
        desk.keys.signin.used(name, self._clock.now(), desk.store.read(tiles_of))
        if person.permissions != desk.who.permissions:
            desk.session.set(person)
        desk.session.lock(False)
        _note(desk, Act("unlock", "account", person.account))
        return desk

    def sign_out(self, desk: Desk) -> None:
        """Deep lock: nobody is signed in, the store is closed and the key dropped. Devices and sync end before."""
        if desk.session.current is not None:
            _note(desk, Act("logout", "account", desk.session.current.account))
        desk.session.set(None)
        desk.store.close()
        desk.keyring = None

    def recover(self, code: str, login: str, new_password: str) -> Desk:
        """Break the glass: the recovery code opens the store and gives an account a new password and a new signing key.

        Raises KnownError ``recovery_wrong`` (tries, wait_seconds), else like :meth:`sign_in`. Make a new code afterwards.
        """
        check_password(new_password)
        name = login_name(login)
        slots = self._slots()
        file = self._file(slots)
        opened = self._prove(file, slots, RECOVERY, tidy_recovery_code(code))
        store = self._store(opened.data_key)
        try:
            known = store.read(partial(_account, name=name))
            keyring = Keyring(slots, file, opened.data_key)
            key = keyring.enrol(name, new_password)
            work = partial(accounts.change_account, key=known.id, action="recover", reason="recovery_code", public_key=key)
            store.write(work, Actor(known.id, known.role)).result()
        finally:
            store.close()
        file.wrong.pop(name, None)
        return self.sign_in(login, new_password)

    def _prove(self, file: SigninFile, slots: KeySlots, name: str, password: str, desk: Desk | None = None) -> Opened:
        seconds = file.wait_seconds(name, self._clock.now())
        if seconds:
            raise KnownError("signin_wait", seconds=seconds)
        try:
            return slots.open(name, password)
        except WrongPassword as wrong:
            tries = file.failed(name, self._clock.now())
            if desk is not None:
                _note(desk, Act("login", "account", name, outcome="refused", reason="password", detail=detail(tries=tries)))
            raise KnownError(
                "recovery_wrong" if name == RECOVERY else "password_wrong", tries=tries, wait_seconds=wait_after(tries)
            ) from wrong

    def _open(self, keyring: Keyring, name: str, seed: bytes | None) -> Desk:
        store = self._store(keyring.data_key)
        try:
            person = store.read(partial(_person, name=name, today=self._today(), seed=seed))
            seat = store.read(lambda conn: settings.get(conn, settings.SEAT, ""))
            desk = Desk(store, Session(), self._clock, seat, keyring)
            store.write(accounts.ship_roles).result()
            self._seat(desk, person)
        except BaseException:
            store.close()
            raise
        return desk

    def _store(self, data_key: bytes) -> Store:
        if not self._folder.database.exists():
            raise KnownError("database_missing")
        return Store.open(self._folder.database, data_key, self._clock, self._folder.backups)

    def _seat(self, desk: Desk, person: SignedIn) -> None:
        file = desk.keys.signin
        file.organization_code, file.organization_name = person.organization.code, person.organization.name
        file.seat, file.version = person.seat, program_version()
        wrong = file.used(person.login, self._clock.now(), desk.store.read(tiles_of))
        hide_names([person.name])
        desk.session.set(person)
        _note(desk, Act("login", "account", person.account, reason="grace" if person.grace else "", detail=detail(wrong_before=wrong)))

    def _today(self) -> date:
        return local_day(self._clock.now())

    def _slots(self) -> KeySlots:
        return KeySlots.load(self._folder.keyslots)


def _note(desk: Desk, act: Act) -> None:
    desk.store.write(lambda uow: uow.note(act), desk.actor).result()


def _account(conn: Reading, name: str) -> Account:
    known = next((one for one in accounts.accounts(conn) if one.login == name), None)
    if known is None:
        raise KnownError("account_unknown")
    if known.disabled_at is not None:
        raise KnownError("account_disabled")
    return known


def _person(conn: Reading, name: str, today: date, seed: bytes | None) -> SignedIn:
    known = _account(conn, name)
    staff = accounts.practitioner(conn, known.practitioner)
    home = accounts.organization(conn, settings.get(conn, settings.ORGANIZATION, ""))
    if staff is None or home is None:
        raise KnownError("account_unknown")
    names, grace = _working_roles(conn, known, home, today)
    roles = {role: known_role for role, known_role in accounts.roles(conn).items() if role in names}
    working = known.role if known.role in roles else min(roles)
    if seed is not None and public_key_of(seed) != accounts.public_key(conn, known.id):
        log.warning("the signing key of an account is not the one on record; signing is off")
        seed = None
    return SignedIn(
        account=known.id,
        login=known.login,
        name=staff.name,
        practitioner=staff.id,
        staff_no=staff.staff_no,
        role=working,
        permissions=frozenset().union(*(role.permissions for role in roles.values())),
        working_page=roles[working].working_page,
        seat=settings.get(conn, settings.SEAT, ""),
        organization=home,
        signing_seed=seed,
        grace=grace,
    )


def _working_roles(conn: Reading, known: Account, home: Organization, today: date) -> tuple[frozenset[str], bool]:
    held = [one for one in accounts.held_roles(conn, known.practitioner) if one.organization == home.id]
    valid = frozenset(one.role for one in held if one.valid_on(today))
    if valid:
        return valid, False
    if held and not accounts.who_may(conn, "accounts.manage", today):
        # H54: an expired period must not leave a site without anybody; rights to prescribe are checked when signing
        return _newest(held), True
    raise KnownError("role_expired")


def _newest(held: list[HeldRole]) -> frozenset[str]:
    last = max(one.valid_to or "" for one in held)
    return frozenset(one.role for one in held if (one.valid_to or "") == last)


def tiles_of(conn: Reading) -> list[Tile]:
    """Everybody who may sign in, for the sign-in file."""
    found = []
    for one in accounts.accounts(conn):
        staff = accounts.practitioner(conn, one.practitioner)
        if one.disabled_at is None and staff is not None:
            found.append(Tile(one.login, staff.name, one.role))
    return found
