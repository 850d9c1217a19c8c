"""Pharmacists at a doctor's desk: who sits there changes, the store stays."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from app.services.accounts import AccountForm, Accounts
from app.services.desk import Desk
from app.services.session import SignedIn
from app.store.accounts import shipped_roles

ROLES = {role.name: role for role in shipped_roles()}


def hire(desk: Desk, name: str, staff_no: str, role: str = "pharmacist") -> SignedIn:
    """Somebody, a pharmacist unless said otherwise, with an account and a key of their own; whoever sits at the desk stays there."""
    row = Accounts(desk).add(AccountForm(f"ph{staff_no}", "another horse", name, staff_no, role))
    return replace(
        desk.who,
        account=row.id,
        login=row.login,
        name=name,
        practitioner=row.person.id,
        staff_no=staff_no,
        role=role,
        permissions=ROLES[role].permissions,
        working_page=ROLES[role].working_page,
        signing_seed=hashlib.sha256(staff_no.encode()).digest(),
    )


def seat(desk: Desk, who: SignedIn) -> SignedIn:
    """Let somebody sit at the desk; gives who sat there."""
    before = desk.who
    desk.session.set(who)
    return before


@contextmanager
def seated(desk: Desk, who: SignedIn) -> Iterator[None]:
    """Somebody sits at the desk for as long as that; then whoever sat there before."""
    before = seat(desk, who)
    yield
    seat(desk, before)
