"""The first run step by step: what is typed, what is wrong with it, and the recovery key that is shown once."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol

from app.domain.ids import tidy
from app.services.setup import LOGIN, PASSWORD_LENGTH, SetupForm
from ui.pages.page_model import PageModel

_CODE = re.compile(r"[A-Z0-9-]{4,22}")
_SEAT = re.compile(r"[A-Z0-9]{2}")


class Step(Enum):
    """The pages of the wizard, in their order."""

    INSTITUTION = 0
    ADMINISTRATOR = 1
    PASSWORD = 2
    RECOVERY = 3


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to type: its key, the step it stands on, whether it may stay empty."""

    key: str
    step: Step
    optional: bool = False


FIELDS = (
    Field("organization_code", Step.INSTITUTION),
    Field("organization_name", Step.INSTITUTION),
    Field("seat", Step.INSTITUTION),
    Field("division", Step.INSTITUTION, optional=True),
    Field("name", Step.ADMINISTRATOR),
    Field("staff_no", Step.ADMINISTRATOR),
    Field("licence_no", Step.ADMINISTRATOR, optional=True),
    Field("login", Step.ADMINISTRATOR),
    Field("password", Step.PASSWORD),
    Field("repeat", Step.PASSWORD),
)


class Made(Protocol):
    """What setting up gives back."""

    @property
    def recovery_code(self) -> str: ...


@dataclass
class WizardModel(PageModel):
    """``set_up`` makes the store, the organisation and the first account, and gives the recovery code (seconds: Argon2)."""

    set_up: Callable[[SetupForm], Made]
    values: dict[str, str] = field(default_factory=dict)
    step: Step = Step.INSTITUTION
    recovery_code: str = ""
    written_down: bool = False

    def __post_init__(self) -> None:
        super().__init__()
        self._shown: set[str] = set()

    def type(self, key: str, text: str) -> None:
        """A field was edited."""
        self.values[key] = text

    def leave(self, key: str) -> None:
        """A field was left: from now on its problem is shown; the name is offered as the log-in name."""
        self._shown.add(key)
        if key == "name" and not self.value("login"):
            self.values["login"] = self.value("name")
        self.changed()

    def value(self, key: str) -> str:
        """What will be stored: codes in capitals, blanks dropped; passwords as they are."""
        text = self.values.get(key, "")
        if key in ("password", "repeat"):
            return text
        text = tidy(text)
        return text.upper() if key in ("organization_code", "seat") else text

    def problem(self, key: str) -> str:
        """'' or a code: empty, code, seat, login, division, short, differs."""
        one = next(each for each in FIELDS if each.key == key)
        text = self.value(key)
        if not text:
            return "" if one.optional else "empty"
        check = _CHECKS.get(key)
        if key == "repeat":
            return "" if text == self.value("password") else "differs"
        return "" if check is None else check(text)

    def shown_problem(self, key: str) -> str:
        """The problem, once the field was left or the step was tried."""
        return self.problem(key) if key in self._shown else ""

    def fields(self) -> tuple[Field, ...]:
        """The fields of the present step."""
        return tuple(each for each in FIELDS if each.step is self.step)

    def first_wrong(self) -> str:
        """The first field of this step that must be mended; '' if none."""
        return next((each.key for each in self.fields() if self.problem(each.key)), "")

    def back(self) -> None:
        """One step back; never behind the recovery key, which exists by then."""
        if self.step in (Step.ADMINISTRATOR, Step.PASSWORD) and not self.busy:
            self.error = None
            self.step = Step(self.step.value - 1)
            self.changed()

    def forward(self) -> bool:
        """The next step, or the setting-up itself behind the last one; False while a field is wrong."""
        self._shown.update(each.key for each in self.fields())
        if self.first_wrong() or self.step is Step.RECOVERY:
            self.changed()
            return False
        if self.step is Step.PASSWORD:
            form = self._form()
            self.do(lambda: self.set_up(form), self._made)
        else:
            self.step = Step(self.step.value + 1)
        self.changed()
        return True

    def confirm(self, written: bool) -> None:
        """The tick under the recovery key."""
        self.written_down = written
        self.changed()

    def _form(self) -> SetupForm:
        return SetupForm(**{each.key: self.value(each.key) for each in FIELDS if each.key != "repeat"})

    def _made(self, made: Made) -> None:
        self.recovery_code = made.recovery_code
        self.values.pop("password", None)
        self.values.pop("repeat", None)
        self.step = Step.RECOVERY


_CHECKS: dict[str, Callable[[str], str]] = {
    "organization_code": lambda text: "" if _CODE.fullmatch(text) else "code",
    "seat": lambda text: "" if _SEAT.fullmatch(text) else "seat",
    "login": lambda text: "" if LOGIN.fullmatch(text) else "login",
    "division": lambda text: "" if re.fullmatch(r"\d{6}|\d{9}|\d{12}", text) else "division",
    "password": lambda text: "" if len(text) >= PASSWORD_LENGTH else "short",
}
