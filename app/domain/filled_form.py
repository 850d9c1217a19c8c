"""Forms of public health as they were filled: each value with where it came from; versions this program does not know are kept whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class ValueKind(StrEnum):
    """What a field holds."""

    TEXT = "text"
    NUMBER = "number"
    DAY = "day"
    CHOICE = "choice"
    CHOICES = "choices"  # several codes of one set


_MEASUREMENT = "measurement:"


def measured(key: str) -> str:
    """The ``source`` of a value that was taken from a measurement of that id."""
    return _MEASUREMENT + key


@dataclass(frozen=True, slots=True)
class FormValue:
    """What a field says: one text, or the codes of ``CHOICES``; a number has its digits as written.

    ``source``: '' typed by hand, else ``table:id`` of the record it was taken from (``measurement:…``, ``filled_form:…``, ``person:…``),
    or ``computed``.
    """

    kind: ValueKind
    told: tuple[str, ...]
    source: str = ""

    @property
    def one(self) -> str:
        """The only text, '' where there is none or more than one."""
        return self.told[0] if len(self.told) == 1 else ""

    @property
    def measurement(self) -> str:
        """Id of the measurement it was taken from, '' where it was taken from none."""
        return self.source.removeprefix(_MEASUREMENT) if self.source.startswith(_MEASUREMENT) else ""


class FormStatus(StrEnum):
    """A form is never changed: a correction replaces it."""

    COMPLETED = "completed"
    ENTERED_IN_ERROR = "entered-in-error"


@dataclass(frozen=True, slots=True)
class FilledForm:
    """One form about one resident. ``day``: of the service (never back-dated), ISO; ``at``: when it was written, store text.

    ``form``, ``version``: its definition. ``replaces``: id of the form it corrects, ''. ``reason``: why it was withdrawn.
    """

    id: str
    person: str
    encounter: str | None
    form: str
    version: int
    day: str
    values: Mapping[str, FormValue]
    by: str
    at: str
    status: FormStatus = FormStatus.COMPLETED
    replaces: str = ""
    reason: str = ""

    def one(self, field: str) -> str:
        """The only text of a field, '' where it says nothing."""
        value = self.values.get(field)
        return "" if value is None else value.one
