"""Residents: who they are, how they are identified and reached."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class IdKind(StrEnum):
    """Kinds of identity document (CV02.01.101) and the numbers a clinic gives."""

    RESIDENT = "01"
    HOUSEHOLD_BOOK = "02"
    PASSPORT = "03"
    OFFICER = "04"
    DRIVER = "05"
    HMT = "06"  # Hong Kong, Macao, Taiwan residence or travel permit
    OTHER = "99"
    HEALTH_RECORD = "record"
    TEMPORARY = "temporary"  # newborn, unknown: given here with a reason, never invented as a real number


class Sex(StrEnum):
    """GB/T 2261.1."""

    UNKNOWN = "0"
    MALE = "1"
    FEMALE = "2"
    UNSTATED = "9"


@dataclass(frozen=True, slots=True)
class Identifier:
    """One number of a person."""

    kind: IdKind
    value: str


@dataclass(frozen=True, slots=True)
class Phone:
    """A number and whose it is (本人, 子女, 户主 …)."""

    number: str
    relation: str = "本人"


@dataclass(frozen=True, slots=True)
class Address:
    """Where a person lives. ``division`` is the statistical division code (6, 9 or 12 digits)."""

    division: str = ""
    village: str = ""
    group: str = ""
    text: str = ""

    @property
    def whole(self) -> str:
        """What a stranger finds the door by: village, group and house, nothing twice; '' where nobody wrote down a house."""
        if not self.text:
            return ""
        before = "".join(part for part in (self.village, self.group) if part and part not in self.text)
        return before + self.text


@dataclass(frozen=True, slots=True)
class Person:
    """A resident. ``birth`` None = not known (an emergency patient without papers)."""

    id: str
    name: str
    sex: Sex
    birth: date | None
    identifiers: tuple[Identifier, ...] = ()
    phones: tuple[Phone, ...] = ()
    address: Address = field(default_factory=Address)
    householder: str = ""
    deceased: date | None = None
    temporary_reason: str = ""  # why there is only a temporary number

    def number(self, kind: IdKind) -> str | None:
        """The person's number of one kind, if any."""
        return next((i.value for i in self.identifiers if i.kind is kind), None)


@dataclass(frozen=True, slots=True)
class ResidentRow:
    """One line of a search result; enough to tell namesakes apart (safety.md §1 08:40).

    ``ambiguous``: another resident has the same name in the same village, so a second identifier is asked before anything opens.
    """

    id: str
    name: str
    sex: Sex
    birth: date | None
    village: str
    group: str
    householder: str
    phone_tail: str
    id_masked: str
    last_visit: str | None  # instant, store text
    ambiguous: bool
    age_text: str = ""
    deceased: date | None = None
