"""Words about residents that stand in more than one place."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from PySide6.QtCore import QCoreApplication

from app.domain.person import IdKind, ResidentRow, Sex
from ui.pages.wording import day


def id_kind_word(kind: IdKind) -> str:
    """Kind of identity document."""
    return {
        IdKind.RESIDENT: QCoreApplication.translate("Residents", "Resident ID card"),
        IdKind.HOUSEHOLD_BOOK: QCoreApplication.translate("Residents", "Household book"),
        IdKind.PASSPORT: QCoreApplication.translate("Residents", "Passport"),
        IdKind.OFFICER: QCoreApplication.translate("Residents", "Officer's card"),
        IdKind.HMT: QCoreApplication.translate("Residents", "Hong Kong, Macao or Taiwan permit"),
        IdKind.OTHER: QCoreApplication.translate("Residents", "Other document"),
    }.get(kind, "")


def sex_word(sex: Sex) -> str:
    """Male, female or unknown."""
    return {
        Sex.MALE: QCoreApplication.translate("Residents", "male"),
        Sex.FEMALE: QCoreApplication.translate("Residents", "female"),
    }.get(sex, QCoreApplication.translate("Residents", "sex unknown"))


def resident_facts(one: ResidentRow, now: datetime) -> Iterator[str]:
    """What tells namesakes apart, a line each."""
    born = one.birth.isoformat() if one.birth else ""
    yield " ".join(part for part in (sex_word(one.sex), one.age_text, born) if part)
    place = "".join((one.village, one.group))
    if place:
        yield place
    if one.householder:
        yield QCoreApplication.translate("Residents", "head of household {name}").format(name=one.householder)
    if one.phone_tail:
        yield QCoreApplication.translate("Residents", "phone …{tail}").format(tail=one.phone_tail)
    if one.id_masked:
        yield one.id_masked
    if one.last_visit:
        yield QCoreApplication.translate("Residents", "last visit {day}").format(day=day(one.last_visit, now))
