"""The practice clinic set up in an empty folder: its institution, its staff, its residents; for demo, training and gallery."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

from app.clock import Clock
from app.printing.sheet import ReviewMode
from app.services.accounts import AccountForm, Accounts
from app.services.desk import Desk
from app.services.keyring import public_key_of
from app.services.policy_file import of_fields
from app.services.practice import practice_data
from app.services.preferences import Preferences
from app.services.setup import Folder, SetupForm, set_up
from app.services.signin import SignIn
from app.services.site_policy import SitePolicies, with_signature
from app.store.keyslots import Kdf

PASSWORD = "lianxi2026"
"""Of every account of the practice clinic, shown on its sign-in page; there is nothing to protect."""

DOCTOR, NURSE, INTAKE, PHARMACIST, AUDITOR = "doctor", "nurse", "intake", "pharmacist", "auditor"
ADMINISTRATOR, VISITING, MANAGER = "administrator", "visiting", "manager"
STAFF = (NURSE, INTAKE, PHARMACIST)


class Place(Folder, Protocol):
    """A folder with the file that the county's IT sets."""

    @property
    def site_file(self) -> Path: ...


_QUICK = Kdf(8 * 1024, 1, 1)  # the least a key slot may ask for: the password is no secret


def open_clinic(folder: Place, clock: Clock, staff: Iterable[str] = STAFF, mode: ReviewMode = ReviewMode.AFTER) -> Desk:
    """Set the clinic up; the doctor is signed in. Log-in names are those of the roles, residents are ``practice.seed``'s.

    ``mode``: what the practice county's policy says. Its key is added to the site file, as the county's IT would.
    """
    told, crew = practice_data()["clinic"], practice_data()["staff"]
    desk = _opened(folder, clock, told, DOCTOR, {role: crew[role] for role in (DOCTOR, *staff)})
    _take_policy(desk, folder, mode)
    return desk


def open_hospital(folder: Folder, clock: Clock) -> Desk:
    """The county hospital in an empty folder, with a pharmacist and nobody's records; the administrator is signed in."""
    told = practice_data()["hospital"]
    return _opened(folder, clock, told, ADMINISTRATOR, {role: told[role] for role in (ADMINISTRATOR, PHARMACIST)})


def invite_doctor(desk: Desk) -> None:
    """A doctor of the county who may prescribe narcotics and the antibiotics of the second tier gets an account in the village."""
    one = practice_data()["staff"][VISITING]
    form = AccountForm(
        VISITING,
        PASSWORD,
        one["name"],
        one["staff_no"],
        DOCTOR,
        licence_no=one["licence_no"],
        title=one["title"],
        may_prescribe=True,
        narcotic_right=True,
        antibiotic_tier="限制",
    )
    Accounts(desk).add(form)


def _take_policy(desk: Desk, folder: Place, mode: ReviewMode) -> None:
    told = practice_data()["policy"]
    seed = sha256(told["issued_by"].encode()).digest()
    trust = f'county_keys = ["{told["issued_by"]} {public_key_of(seed)}"]\n'
    before = folder.site_file.read_text(encoding="utf-8") if folder.site_file.exists() else ""
    folder.site_file.write_text(before + trust, encoding="utf-8")
    policies = SitePolicies(desk, Preferences(desk, folder.site_file).now)
    policies.take(with_signature(of_fields({**told, "mode": mode.value}), seed))


def _opened(folder: Folder, clock: Clock, told: Mapping[str, Any], first: str, crew: Mapping[str, Mapping[str, str]]) -> Desk:
    """``first`` of the crew sets the workstation up and gives the others their accounts."""
    one = crew[first]
    form = SetupForm(
        organization_code=told["code"],
        organization_name=told["name"],
        seat=told["seat"],
        staff_no=one["staff_no"],
        name=one["name"],
        licence_no=one.get("licence_no", ""),
        login=first,
        password=PASSWORD,
        division=told["division"],
    )
    set_up(folder, form, clock, _QUICK)
    desk = SignIn(folder, clock).sign_in(first, PASSWORD)
    accounts = Accounts(desk)
    for role, other in crew.items():
        if role != first:
            accounts.add(AccountForm(role, PASSWORD, other["name"], other["staff_no"], role, title=other.get("title", "")))
    return desk
