"""The practice clinic set up in an empty folder: its institution, its staff, its residents; for demo, training and gallery."""

from __future__ import annotations

from collections.abc import Iterable

from app.clock import Clock
from app.services.accounts import AccountForm, Accounts
from app.services.desk import Desk
from app.services.practice import practice_data
from app.services.setup import Folder, SetupForm, set_up
from app.services.signin import SignIn
from app.store.keyslots import Kdf

PASSWORD = "lianxi2026"
"""Of every account of the practice clinic, shown on its sign-in page; there is nothing to protect."""

DOCTOR, NURSE, INTAKE, PHARMACIST = "doctor", "nurse", "intake", "pharmacist"
STAFF = (NURSE, INTAKE, PHARMACIST)

_QUICK = Kdf(8 * 1024, 1, 1)  # the least a key slot may ask for: the password is no secret


def open_clinic(folder: Folder, clock: Clock, staff: Iterable[str] = STAFF) -> Desk:
    """Set the clinic up; the doctor is signed in. Log-in names are those of the roles, residents are ``practice.seed``'s."""
    told, doctor = practice_data()["clinic"], practice_data()["staff"][DOCTOR]
    form = SetupForm(
        organization_code=told["code"],
        organization_name=told["name"],
        seat=told["seat"],
        staff_no=doctor["staff_no"],
        name=doctor["name"],
        licence_no=doctor["licence_no"],
        login=DOCTOR,
        password=PASSWORD,
        division=told["division"],
    )
    set_up(folder, form, clock, _QUICK)
    desk = SignIn(folder, clock).sign_in(DOCTOR, PASSWORD)
    accounts = Accounts(desk)
    for role in staff:
        one = practice_data()["staff"][role]
        accounts.add(AccountForm(role, PASSWORD, one["name"], one["staff_no"], role, title=one["title"]))
    return desk
