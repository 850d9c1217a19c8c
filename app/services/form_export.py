"""Filled forms as Excel: one row a form, the columns named as on the official sheet, coded answers as code and word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.domain.filled_form import FilledForm
from app.domain.person import Person
from app.errors import KnownError
from app.rules.forms.definition import FormDefinition, Library
from app.rules.forms.reading import library as shipped
from app.services.desk import Desk
from app.services.form_cells import WHO, cell, named, who
from app.services.table_file import write_excel
from app.store import accounts, filled_forms, people
from app.store.audit import Act
from app.store.database import Reading
from app.store.unit_of_work import UnitOfWork, detail

BY = ("填写日期", "填写人", "版本")
_READ, _GIVE = "chart.read", "forms.write"


@dataclass(frozen=True, slots=True)
class Filled:
    """A kind of form with ``count`` of them."""

    form: str
    title: str
    count: int


@dataclass(frozen=True, slots=True)
class Exported(Filled):
    """The file they were written to."""

    file: Path


class FormExport:
    """Gives forms out as tables. Raises NotAllowed without ``chart.read`` and ``forms.write``."""

    def __init__(self, desk: Desk, library: Library | None = None) -> None:
        self._desk, self._library = desk, library or shipped()

    def filled(self, first: date, last: date) -> tuple[Filled, ...]:
        """What :meth:`save` would write for those days, in the library's order. Raises KnownError ``period_backwards``."""
        if last < first:
            raise KnownError("period_backwards")
        forms = tuple(self._library.forms)
        counts = self._desk.read(_READ, lambda conn: filled_forms.counted(conn, forms, first.isoformat(), last.isoformat()))
        return tuple(Filled(code, self._library.form(code).title, counts[code]) for code in forms if code in counts)

    def table(self, form: str, first: date, last: date) -> list[list[str]]:
        """Head and rows. Fields that only a newer version has stand at the end, by their code."""
        self._desk.allow(_READ)

        def query(conn: Reading) -> list[list[str]]:
            found = filled_forms.between(conn, form, first.isoformat(), last.isoformat())
            residents = people.by_ids(conn, {one.person for one in found})
            staff = {key: accounts.practitioner(conn, key) for key in {one.by for one in found}}
            names = {key: one.name for key, one in staff.items() if one is not None}
            return table_of(self._library, self._library.form(form), found, residents, names)

        return self._desk.store.read(query)

    def save(self, folder: Path, first: date, last: date, forms: Sequence[str] = ()) -> tuple[Exported, ...]:
        """One file a form that was filled in those days, named after it; noted in the audit trail. The files are not encrypted.

        A file that cannot be written stops it: those before it stand, and are noted.
        Raises KnownError ``form_unknown``, ``table_unwritable``.
        """
        self._desk.allow(_GIVE)
        unknown = next((code for code in forms if code not in self._library.forms), None)
        if unknown is not None:
            raise KnownError("form_unknown", form=unknown)
        written: list[Exported] = []
        try:
            for code in forms or self._library.forms:
                table = self.table(code, first, last)
                if len(table) > 1:
                    title = self._library.form(code).title
                    file = folder / f"{title}_{first:%Y%m%d}-{last:%Y%m%d}.xlsx"
                    write_excel(file, table)
                    written.append(Exported(code, title, len(table) - 1, file))
        finally:  # what left is noted, whatever became of the next one
            self._desk.write(_GIVE, lambda uow: _note(uow, written, first, last))
        return tuple(written)


def table_of(
    library: Library, form: FormDefinition, filled: Sequence[FilledForm], residents: Mapping[str, Person], names: Mapping[str, str]
) -> list[list[str]]:
    """Head and rows; ``residents``, ``names`` of staff by id: one that is not here leaves its cells empty."""
    beyond = sorted({code for one in filled for code in one.values} - set(form.fields))
    columns = [code for code in (*form.fields, *beyond) if code not in WHO]
    head = [*WHO.values(), *(_head(library, form, code) for code in columns), *BY]
    return [
        head,
        *(
            [*who(one, residents.get(one.person)), *_told(library, one, columns), one.day, names.get(one.by, ""), str(one.version)]
            for one in filled
        ),
    ]


def _head(library: Library, form: FormDefinition, code: str) -> str:
    """The official name with its unit; one name stands once in a form."""
    label, unit = named(library, form, code)
    return f"{label}（{unit}）" if unit else label


def _told(library: Library, one: FilledForm, columns: Sequence[str]) -> list[str]:
    return [cell(library.fields.get(code), one.values[code]) if code in one.values else "" for code in columns]


def _note(uow: UnitOfWork, written: Sequence[Exported], first: date, last: date) -> None:
    for one in written:
        uow.note(Act("export", "filled_form", one.form, detail=detail(forms=one.count, first=first.isoformat(), last=last.isoformat())))
