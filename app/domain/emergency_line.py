"""One line a person, as typed at an emergency: ``王秀英 女67 13900001234 柳树村 /13``, in any order, separated by blanks.

A card's number stands for name, sex and age where it is valid. Signs stand behind ``/`` or ``.``, a digit each, ``/0`` for none: what was
not asked is not told as none (H17).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from app.domain.ids import as_written, check_resident_id, parse_phone, tidy
from app.domain.person import Sex

_SEXES = {"男": Sex.MALE, "M": Sex.MALE, "女": Sex.FEMALE, "F": Sex.FEMALE}
_AGE = re.compile(r"([男女MF]?)(\d{1,3})(岁|月|个月|天)?", re.IGNORECASE)
_NUMBER = re.compile(r"\d{14,17}[\dXx]")
_SIGNS = re.compile(r"[/.、]([0-8]*)")
OLDEST = 130


@dataclass(frozen=True, slots=True)
class EmergencyLine:
    """What a line says. ``number``: an ID number with 18 characters, ''; ``age``: whole years, None = not said; ``signs``: codes 1–8,
    () = asked and none, None = not said. ``wrong``: codes under ``emergency_missing`` of what cannot be taken."""

    name: str = ""
    sex: Sex = Sex.UNKNOWN
    age: int | None = None
    birth: date | None = None
    phone: str = ""
    number: str = ""
    village: str = ""
    signs: tuple[str, ...] | None = None
    wrong: tuple[str, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """What must still be said before it can be kept; a phone may be missing."""
        open_here = {
            "name": not self.name,
            "sex": self.sex is Sex.UNKNOWN,
            "age": self.age is None,
            "village": not self.village,
            "signs": self.signs is None,
        }
        return (*self.wrong, *(code for code, is_open in open_here.items() if is_open))


def read_line(text: str, today: date, village: str = "") -> EmergencyLine:
    """``village``: where nothing else is said, that of the line before."""
    found = EmergencyLine()
    for token in re.split(r"[\s,，;；]+", tidy(text)):
        if token:
            found = _with(found, token, today)
    return found if found.village else replace(found, village=village)


def _with(found: EmergencyLine, token: str, today: date) -> EmergencyLine:
    signs = _SIGNS.fullmatch(token)
    if signs is not None:
        return _once(found, "signs", tuple(sorted(set(signs[1]) - {"0"})), taken=found.signs is not None)
    if _NUMBER.fullmatch(token):
        return _numbered(found, token, today)
    if token.upper() in _SEXES:
        return _once(found, "sex", _SEXES[token.upper()], taken=found.sex is not Sex.UNKNOWN)
    age = _AGE.fullmatch(token)
    if age is not None and len(age[2]) <= 3:
        return _aged(found, age)
    phone = parse_phone(token) if any(char.isdigit() for char in token) else None
    if phone is not None:
        return _once(found, "phone", phone, taken=bool(found.phone))
    if token.isdigit():
        return replace(found, wrong=(*found.wrong, "number"))
    if not found.name:
        return replace(found, name=as_written(token))
    return replace(found, village=f"{found.village}{as_written(token)}")


def _once(found: EmergencyLine, name: str, value: object, taken: bool) -> EmergencyLine:
    return replace(found, wrong=(*found.wrong, "twice")) if taken else replace(found, **{name: value})  # type: ignore[arg-type]


def _aged(found: EmergencyLine, age: re.Match[str]) -> EmergencyLine:
    """``女67``, ``67``, ``67岁``; ``8月`` and ``20天`` are no whole year."""
    years = 0 if age[3] in ("月", "个月", "天") else int(age[2])
    if age[1]:
        found = _once(found, "sex", _SEXES[age[1].upper()], taken=found.sex is not Sex.UNKNOWN)
    if years > OLDEST:
        return replace(found, wrong=(*found.wrong, "age"))
    return _once(found, "age", years, taken=found.age is not None)


def _numbered(found: EmergencyLine, token: str, today: date) -> EmergencyLine:
    told = check_resident_id(token, today)
    if not told.valid or told.birth is None:
        return replace(found, wrong=(*found.wrong, "number"))
    if found.number:
        return replace(found, wrong=(*found.wrong, "twice"))
    years = today.year - told.birth.year - ((today.month, today.day) < (told.birth.month, told.birth.day))
    sex = Sex(told.sex) if told.sex else found.sex
    return replace(found, number=told.id18, birth=told.birth, sex=sex, age=years)
