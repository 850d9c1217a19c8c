"""Residents from a list: which column is what, each row checked as if it were typed, what cannot be taken given back with its reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from app.domain.ids import tidy
from app.domain.person import IdKind, Person
from app.errors import KnownError
from app.services import table_file
from app.services.desk import Desk
from app.services.list_rows import Columns, Reason, Refusal, bare, columns_of, words_of, write_refused
from app.services.resident_form import ResidentForm
from app.services.residents import Residents
from app.services.table_file import Cell, Row
from app.store.audit import Act
from app.texts import Texts, load_texts

COLUMNS = "resident_columns.toml"


@dataclass(frozen=True, slots=True)
class ResidentsImported:
    """What became of a list. ``proposed``: new residents who may be somebody on record, for a person to decide; ``errors``: the file."""

    added: int
    already: int
    proposed: int
    refused: tuple[Refusal, ...]
    unused: tuple[str, ...]
    errors: Path | None = None


class ResidentImport:
    """Reads lists in for whoever is signed in (``residents.write``)."""

    def __init__(self, desk: Desk, residents: Residents | None = None) -> None:
        self._desk, self._residents = desk, residents or Residents(desk)

    def take(self, path: Path, language: str = "zh_CN", progress: Callable[[int, int], None] | None = None) -> ResidentsImported:
        """Write every row that can be; the others go into an Excel file beside ``path``, each with its reason.

        Taking the same list again adds nobody. KnownError ``table_…``, ``file_unreadable``.
        """
        actor = self._desk.allow("residents.write")
        rows = table_file.rows(path)
        columns = columns_of(rows, words_of(COLUMNS)["columns"])
        body = [row for row in rows if row.number > columns.header.number]
        run = _Run(self._residents, columns, load_texts(language))
        for done, row in enumerate(body, 1):
            run.row(row)
            if progress is not None:
                progress(done, len(body))
        found = ResidentsImported(run.added, run.already, run.proposed, tuple(run.refused), columns.unused)
        detail = f"added={run.added} already={run.already} proposed={run.proposed} refused={len(run.refused)}"
        self._desk.store.write(lambda uow: uow.note(Act("import", "person", detail=detail)), actor).result()
        return replace(found, errors=_give_back(path, columns, found.refused, language))


class _Run:
    """One list on its way in."""

    def __init__(self, residents: Residents, columns: Columns, words: Texts) -> None:
        self._residents, self._columns, self._words = residents, columns, words
        self._numbers: dict[str, int] = {}
        self.added = self.already = self.proposed = 0
        self.refused: list[Refusal] = []

    def row(self, row: Row) -> None:
        """Take one row, or note why not."""
        form, reasons = self._form(row)
        reasons += [(problem.code, problem.facts) for problem in self._residents.check_form(form)]
        number = tidy(form.id_number).upper()
        if not reasons and number and self._numbers.setdefault(number, row.number) != row.number:
            reasons.append(("row_twice", {"row": self._numbers[number]}))
        if not reasons:
            reasons = self._register(form)
        if reasons:
            self.refused.append(Refusal(row, tuple(reasons)))

    def _form(self, row: Row) -> tuple[ResidentForm, list[Reason]]:
        cells = self._columns.cells(row)
        reasons: list[Reason] = []
        if cells.get("id_number", Cell()).blunt:
            reasons.append(("row_blunt_number", {}))
        given = {field: cell.text for field, cell in cells.items()}
        for field in ("sex", "id_kind"):
            word = given.pop(field, "").strip()
            known = words_of(COLUMNS)[field].get(bare(word), "")
            if word and not known:
                reasons.append((f"row_{field}", {}))
            elif word:
                given[field] = known
        kind = IdKind(given.pop("id_kind", IdKind.RESIDENT))
        return ResidentForm(**{"name": "", **given}, id_kind=kind), reasons

    def _register(self, form: ResidentForm) -> list[Reason]:
        try:
            self._residents.register(form)
        except KnownError as known:
            return self._known(form, known)
        self.added += 1
        return []

    def _known(self, form: ResidentForm, known: KnownError) -> list[Reason]:
        """Somebody on record is or may be the same: never merged here."""
        if known.code == "duplicate_resident":
            if self._is_same(form, self._residents.get(str(known.facts["person"]))):
                self.already += 1
                return []
            return [("row_number_taken", {})]
        if known.code != "duplicate_suspected":
            return [("row_not_saved", {"code": known.code})]
        if not tidy(form.id_number):
            return [("row_alike", {})]
        alike = [row.id for row in self._residents.duplicates(form)]
        person = self._residents.register(form, despite_duplicates=True)
        self.added += 1
        self.proposed += self._propose(person, alike)
        return []

    def _is_same(self, form: ResidentForm, there: Person) -> bool:
        return tidy(form.name) == tidy(there.name)

    def _propose(self, person: Person, alike: Iterable[str]) -> int:
        """1 where a person is to decide; namesakes with ID numbers of their own are other people."""
        reason, said = self._words.say("resident_row.proposed"), 0
        for other in alike:
            try:
                self._residents.links.propose(person.id, other, reason)
            except KnownError as two:
                if two.code != "link_two_people":
                    raise
            else:
                said = 1
        return said


def _give_back(path: Path, columns: Columns, refused: Sequence[Refusal], language: str) -> Path | None:
    if not refused:
        return None
    words = load_texts(language)
    target = path.with_name(f"{path.stem}{words.say('resident_row.file')}.xlsx")
    write_refused(target, columns, refused, words, lambda one: reasons_of(words, one))
    return target


def reasons_of(words: Texts, one: Refusal) -> str:
    """Why a row was not taken, in a line."""
    return " ".join(
        words.say(f"{'resident_row' if code.startswith('row_') else 'field_problem'}.{code}", facts) for code, facts in one.reasons
    )
