"""Institutions, staff, what each role may do, and who may sign in on this PC."""

from __future__ import annotations

import json
import tomllib
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.engine import RowMapping

from app.domain.ids import new_id
from app.domain.staff import Account, Organization, Practitioner, Role
from app.store.tables import access
from app.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role somebody holds at an institution, first and last day included; no last day = until further notice."""

    id: str
    practitioner: str
    organization: str
    role: str
    valid_from: str
    valid_to: str | None = None

    def valid_on(self, day: date) -> bool:
        """Whether the period covers a day."""
        return self.valid_from <= day.isoformat() and (self.valid_to is None or day.isoformat() <= self.valid_to)


@cache
def shipped_roles() -> tuple[Role, ...]:
    """The roles of app/data/roles.toml in their order."""
    given = tomllib.loads(files("app").joinpath("data", "roles.toml").read_text(encoding="utf-8"))
    return tuple(Role(name, frozenset(row["permissions"]), row["working_page"]) for name, row in given.items())


def ship_roles(uow: UnitOfWork) -> None:
    """Bring the table to what this version ships; a role it does not know is left alone."""
    for role in shipped_roles():
        uow.save(access.role, {"name": role.name, "permissions": json.dumps(sorted(role.permissions)), "working_page": role.working_page})


def roles(conn: Connection) -> dict[str, Role]:
    """Every role by name."""
    rows = conn.execute(select(access.role)).all()
    return {row.name: Role(row.name, frozenset(json.loads(row.permissions)), row.working_page) for row in rows}


def organization(conn: Connection, key: str) -> Organization | None:
    """One institution."""
    row = conn.execute(select(access.organization).where(access.organization.c.id == bindparam("key")), {"key": key}).mappings().first()
    if row is None:
        return None
    return Organization(row["id"], row["code"], row["name"], row["type_code"], row["phone"], row["division"])


def save_organization(uow: UnitOfWork, one: Organization) -> None:
    """Write an institution, new or changed."""
    uow.save(access.organization, asdict(one))


def practitioner(conn: Connection, key: str) -> Practitioner | None:
    """One member of staff."""
    row = conn.execute(select(access.practitioner).where(access.practitioner.c.id == bindparam("key")), {"key": key}).mappings().first()
    return None if row is None else _practitioner(row)


def save_practitioner(uow: UnitOfWork, one: Practitioner) -> None:
    """Write a member of staff, new or changed."""
    uow.save(access.practitioner, asdict(one))


def held_roles(conn: Connection, practitioner_id: str) -> list[HeldRole]:
    """All roles somebody ever held, oldest first."""
    held = access.practitioner_role
    query = select(held).where(held.c.practitioner == bindparam("key")).order_by(held.c.valid_from, held.c.id)
    return [
        HeldRole(row.id, row.practitioner, row.organization, row.role, row.valid_from, row.valid_to)
        for row in conn.execute(query, {"key": practitioner_id})
    ]


def give_role(uow: UnitOfWork, one: Practitioner, role: str, valid_from: date, valid_to: date | None = None) -> HeldRole:
    """Let somebody hold a role from a day on."""
    last = valid_to.isoformat() if valid_to else None
    made = HeldRole(new_id(), one.id, one.organization, role, valid_from.isoformat(), last)
    uow.insert(access.practitioner_role, asdict(made))
    return made


def end_role(uow: UnitOfWork, held: str, last_day: date, reason: str) -> None:
    """Set the last day of a role held."""
    uow.update(access.practitioner_role, held, {"valid_to": last_day.isoformat()}, reason=reason)


def account(conn: Connection, key: str) -> Account | None:
    """One account."""
    row = conn.execute(select(access.account).where(access.account.c.id == bindparam("key")), {"key": key}).mappings().first()
    return None if row is None else _account(row)


def name_of(conn: Connection, key: str) -> str:
    """Name of whoever holds an account; their login where nobody is told, '' where there is no such account."""
    found = account(conn, key)
    who = None if found is None else practitioner(conn, found.practitioner)
    return "" if found is None else found.login if who is None else who.name


def accounts(conn: Connection) -> list[Account]:
    """Every account of this PC, disabled ones too, oldest first."""
    return [_account(row) for row in conn.execute(select(access.account).order_by(access.account.c.created_at)).mappings()]


def public_key(conn: Connection, key: str) -> str:
    """An account's Ed25519 public key, hex; '' where it never had one."""
    return conn.execute(select(access.account.c.public_key).where(access.account.c.id == bindparam("key")), {"key": key}).scalar() or ""


def add_account(uow: UnitOfWork, one: Account, key: str) -> Account:
    """Write a new account. ``key``: its public key, hex."""
    stored = Account(one.id, one.login, one.practitioner, one.role, uow.at)
    row = {"id": one.id, "login": one.login, "practitioner": one.practitioner, "role": one.role}
    uow.insert(access.account, row | {"public_key": key, "created_at": uow.at})
    return stored


def change_account(uow: UnitOfWork, key: str, action: str, reason: str = "", **values: str | None) -> None:
    """Change an account's columns. Raises KeyError for an unknown id."""
    uow.update(access.account, key, values, action=action, reason=reason)


def who_may(conn: Connection, permission: str, day: date) -> list[str]:
    """Accounts that are in use and hold, on a day, a role with a permission."""
    able = {role.name for role in roles(conn).values() if permission in role.permissions}
    held = {one.id: held_roles(conn, one.practitioner) for one in accounts(conn) if one.disabled_at is None}
    return [key for key, theirs in held.items() if any(one.role in able and one.valid_on(day) for one in theirs)]


def _account(row: RowMapping) -> Account:
    return Account(row["id"], row["login"], row["practitioner"], row["role"], row["created_at"], row["disabled_at"])


def _practitioner(row: RowMapping) -> Practitioner:
    return Practitioner(**{name: row[name] for name in Practitioner.__dataclass_fields__})
