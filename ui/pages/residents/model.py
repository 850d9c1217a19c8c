"""Residents: found, registered and changed; the form checks itself while one types and shows who might be the same human."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Protocol

from app.clock import Clock, local_day
from app.domain.ids import tidy
from app.domain.person import IdKind, Person, ResidentRow
from app.errors import KnownError
from app.services.resident_form import FieldProblem, ResidentForm, checked_id, form_of
from app.services.residents import Banner
from ui.pages.page_model import PageModel

NUMBER_LENGTHS = (15, 18)
"""An ID number is judged while it is typed once it could be whole."""
_MATTER_FOR_DUPLICATES = frozenset({"name", "id_number", "birth", "phone", "village"})
SUSPECTED, TAKEN = "duplicate_suspected", "duplicate_resident"


class People(Protocol):
    """What of the residents service this page uses."""

    def search(self, text: str, limit: int = 20) -> list[ResidentRow]: ...

    def get(self, person: str) -> Person: ...

    def banner(self, person: str) -> Banner: ...

    def whole_number(self, person: str) -> str: ...

    def check_form(self, form: ResidentForm) -> list[FieldProblem]: ...

    def duplicates(self, form: ResidentForm, but: str = "") -> list[ResidentRow]: ...

    def register(self, form: ResidentForm, despite_duplicates: bool = False) -> Person: ...

    def change(self, person: str, form: ResidentForm) -> Person: ...

    def take_back_death(self, person: str) -> Person: ...


class ResidentsModel(PageModel):
    """``form`` None = a resident is shown, or nobody; else it is being filled in, for ``shown`` or for somebody new."""

    def __init__(self, people: People, clock: Clock) -> None:
        super().__init__()
        self._people, self.clock = people, clock
        self.numbers = people
        self.query = ""
        self.found: tuple[ResidentRow, ...] = ()
        self.shown: Banner | None = None
        self.form: ResidentForm | None = None
        self.alike: tuple[ResidentRow, ...] = ()
        self.saved, self.alive_again = "", False
        self._left: set[str] = set()

    # --- finding -------------------------------------------------------------------------------------------------------
    def find(self, text: str) -> None:
        """What stands in the find box, letter by letter."""
        self.query = text
        self.found = tuple(self._people.search(text)) if text.strip() else ()
        self.changed()

    def show(self, person: str) -> None:
        """Show one resident; what was being filled in stays with its form until it is saved or given up."""
        if self.form is not None:
            return
        self.error, self.saved, self.alive_again = None, "", False
        try:
            self.shown = self._people.banner(person)
        except KnownError as error:
            self.error = error
        self.changed()

    # --- the form ------------------------------------------------------------------------------------------------------
    def new(self) -> None:
        """A form for somebody new, with what was searched for as the name or the number."""
        typed = tidy(self.query)
        self._open(ResidentForm("" if _is_number(typed) else typed, id_number=typed if _is_number(typed) else ""))
        self.shown = None
        self.changed()

    def new_with(self, form: ResidentForm) -> None:
        """A form for somebody new that a card has filled in; it is checked at once."""
        self._open(form)
        self.shown = None
        for field in ("name", "id_number"):
            self.leave(field)

    def edit(self) -> None:
        """A form for the resident shown."""
        if self.shown is not None:
            self._open(form_of(self.shown.person))
            self.changed()

    def give_up(self) -> None:
        """Close the form without saving."""
        self.form, self.error, self.alike = None, None, ()
        self.changed()

    def type(self, field: str, text: str) -> None:
        """A field was edited."""
        if self.form is None:
            return
        value = IdKind(text) if field == "id_kind" else text
        self.form = replace(self.form, **{field: value})  # type: ignore[arg-type]  # names and types are the form's own
        if field == "id_number" and len(tidy(text)) in NUMBER_LENGTHS:
            self.leave(field)
        else:
            self._left.discard(field)
            self.changed()

    def leave(self, field: str) -> None:
        """A field was left: its problem is shown from now on, and namesakes are looked for where it matters."""
        self._left.add(field)
        if field in _MATTER_FOR_DUPLICATES:
            self._look_for_alike()
        self.changed()

    def problems(self) -> dict[str, FieldProblem]:
        """The first problem of each field that is shown."""
        found: dict[str, FieldProblem] = {}
        for problem in self._people.check_form(self.form) if self.form is not None else ():
            if problem.field in self._left:
                found.setdefault(problem.field, problem)
        return found

    def says(self) -> tuple[str, str]:
        """Birth date and sex that a valid ID number says; '' where it says nothing."""
        found = checked_id(self.form, local_day(self.clock.now())) if self.form is not None else None
        if found is None or not found.valid or found.birth is None:
            return "", ""
        return found.birth.isoformat(), found.sex

    def needs_reason(self) -> bool:
        """Whether there is no number, so that a reason is asked for."""
        return self.form is not None and not tidy(self.form.id_number)

    def save(self, despite: bool = False) -> str:
        """Store the form; gives the first field that must be mended, '' where none."""
        form = self.form
        if form is None:
            return ""
        self._left = {one.name for one in fields(form)}
        wrong = self._people.check_form(form)
        if wrong:
            self.changed()
            return wrong[0].field
        person = self.shown.person.id if self.shown is not None else ""
        if person:
            self.do(lambda: self._people.change(person, form), self._stored)
        else:
            self.do(lambda: self._people.register(form, despite), self._stored)
        return ""

    def take_back_death(self) -> None:
        """The death on record was a slip, or a namesake's."""
        shown = self.shown
        if shown is not None and shown.died is not None:
            self.do(lambda: self._people.take_back_death(shown.person.id), self._lives)

    def open_alike(self, person: str) -> None:
        """It is the same human: leave the form for the record that exists."""
        self.form, self.alike = None, ()
        self.show(person)

    def fail(self, error: KnownError) -> None:
        """Somebody alike is shown side by side."""
        if error.code in (SUSPECTED, TAKEN):
            self._look_for_alike()
        super().fail(error)

    # --- inside --------------------------------------------------------------------------------------------------------
    def _open(self, form: ResidentForm) -> None:
        self.form, self.error, self.saved, self.alike = form, None, "", ()
        self._left = set()

    def _look_for_alike(self) -> None:
        if self.form is None:
            return
        but = self.shown.person.id if self.shown is not None else ""
        enough = bool(tidy(self.form.name)) or bool(tidy(self.form.id_number))
        self.alike = tuple(self._people.duplicates(self.form, but)) if enough else ()

    def _lives(self, person: Person) -> None:
        self._stored(person)
        self.alive_again = True

    def _stored(self, person: Person) -> None:
        self.form, self.alike, self.saved = None, (), person.name
        self.shown = self._people.banner(person.id)
        if self.query.strip():
            self.found = tuple(self._people.search(self.query))


def _is_number(text: str) -> bool:
    return any(char.isdigit() for char in text)
