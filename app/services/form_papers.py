"""Filled forms as the official sheets: a follow-up beside the visits before it, every other form on its own; printing is in the trail."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.clock import iso
from app.domain.filled_form import FilledForm, FormValue, ValueKind
from app.domain.person import IdKind, Person
from app.errors import KnownError
from app.printing.form_paper import FormPaper, PaperCell, PaperRow, PaperSection, form_paper_pdf
from app.printing.forms import JoinedLine, joined_lines, label, number, words
from app.rules.forms.conditions import ALWAYS
from app.rules.forms.definition import FormDefinition, FormField, Library, Section
from app.rules.forms.reading import library as shipped
from app.rules.forms.showing import view
from app.services.desk import Desk
from app.services.rx_document import local_minute
from app.store import filled_forms, people
from app.store.audit import Act
from app.store.database import Reading
from app.store.unit_of_work import UnitOfWork, detail

KIND = "form_paper"
"""As printers call it."""
_READ, _PRINT = "chart.read", "forms.write"
_PRINTED = str.maketrans({"⁹": "^9"})
"""The typeface has ² and ³, no other raised figure."""
_HEAD = frozenset({"name", "record_no"})
_LONG = 500
_SHORT = 20
"""Options of so many characters share their line with another field."""


@dataclass(frozen=True, slots=True)
class Paper:
    """Sheets ready to be printed. ``forms``: ids of all filled forms that stand on them."""

    title: str
    pdf: bytes
    person: str
    forms: tuple[str, ...]


class FormPapers:
    """Raises NotAllowed without ``chart.read``, and for what leaves the printer without ``forms.write``."""

    def __init__(self, desk: Desk, library: Library | None = None) -> None:
        self._desk, self._library = desk, library or shipped()

    def pdf(self, person: str, forms: Sequence[FilledForm]) -> Paper:
        """The official sheets of some forms, in their order. KnownError ``person_unknown``, ``record_unknown``, ``font_missing``."""

        def query(conn: Reading) -> tuple[Person, list[FilledForm]]:
            who = people.get(conn, person)
            if who is None:
                raise KnownError("person_unknown")
            return who, filled_forms.of_people(conn, people.linked(conn, person))

        who, standing = self._desk.read(_READ, query)
        if not forms or any(one.id not in {each.id for each in standing} for one in forms):
            raise KnownError("record_unknown")
        taken = [_columns(one, standing) for one in forms]
        at = local_minute(iso(self._desk.clock.now()))
        papers = [paper_of(self._library, who, visits, self._desk.who.organization.name, at) for visits in taken]
        ids = tuple(dict.fromkeys(one.id for visits in taken for one in visits))
        return Paper("、".join(dict.fromkeys(paper.title for paper in papers)), form_paper_pdf(papers), person, ids)

    def printed(self, paper: Paper) -> None:
        """Note in the audit trail which forms left the printer."""
        digest = hashlib.sha256(paper.pdf).hexdigest()

        def work(uow: UnitOfWork) -> None:
            for form in paper.forms:
                uow.note(Act("print", "filled_form", form, paper.person, detail=detail(sha256=digest)))

        self._desk.write(_PRINT, work)


def _columns(one: FilledForm, standing: Sequence[FilledForm]) -> list[FilledForm]:
    """A follow-up with those before it, the oldest first, as many as the sheet has columns."""
    if one.form not in words(KIND, "side_by_side"):
        return [one]
    before = [each for each in standing if each.form == one.form and (each.day, each.at) <= (one.day, one.at)]
    return list(reversed(before[: number(KIND, "slots")]))


def paper_of(library: Library, person: Person, visits: Sequence[FilledForm], institution: str, printed_at: str) -> FormPaper:
    """One sheet; ``visits``: filled forms of one kind, a column each. One of a version that is not known is printed as it was written."""
    newest = visits[-1]
    form = library.exactly(newest.form, newest.version)
    told = newest.one("name") or person.name
    record = newest.one("record_no") or person.number(IdKind.HEALTH_RECORD) or ""
    head = ((str(label(KIND, "name")), told), (str(label(KIND, "record_no")), record))
    if form is None:
        shown = view(library, newest)
        rows = tuple(PaperRow(line.label, (PaperCell(f"{line.words} {line.unit}".strip()),)) for line in shown.lines)
        return FormPaper(shown.title, institution, head, (PaperSection("", rows),), 1, "", printed_at)
    columns = number(KIND, "slots") if form.code in words(KIND, "side_by_side") else 1
    sections = tuple(
        PaperSection(section.title, rows) for section in form.sections if (rows := tuple(_rows(library, form, section, visits, columns)))
    )
    source = f"{form.standard}（{form.year}） · 表单版本{form.version}"
    return FormPaper(form.title, institution, head, sections, columns, source, printed_at)


def _rows(library: Library, form: FormDefinition, section: Section, visits: Sequence[FilledForm], columns: int) -> Iterator[PaperRow]:
    joined = {one.of[0]: one for one in joined_lines() if one.of[0] in section.fields and set(one.of) <= set(section.fields)}
    inside = {code for one in joined.values() for code in one.of[1:]}
    for code in section.fields:
        if code in inside or code in _HEAD:
            continue
        one, line = library.fields[code], joined.get(code)
        if line is not None:
            yield _of_several(library, form, line, visits, columns)
        elif one.when == ALWAYS or any(code in visit.values for visit in visits):
            cells = [_cell(one, visit.values.get(code)) for visit in visits]
            name = form.labels.get(code, one.label) + (f"（{one.unit.translate(_PRINTED)}）" if one.unit else "")
            yield PaperRow(name, _filled_up(cells, columns, _cell(one, None)), _is_short(one), one.longest > _LONG)


def _of_several(library: Library, form: FormDefinition, line: JoinedLine, visits: Sequence[FilledForm], columns: int) -> PaperRow:
    cells = [PaperCell(_joined(library, line, visit.values)) for visit in visits]
    short = columns == 1 and len(line.of) == 2 and all(library.fields[code].kind is ValueKind.NUMBER for code in line.of)
    return PaperRow(line.label, _filled_up(cells, columns, PaperCell()), short)


def _joined(library: Library, line: JoinedLine, values: Mapping[str, FormValue]) -> str:
    """'' where nothing of it is told; what is not told leaves its place empty: ``/60`` is a target without a weight."""
    if not any(code in values for code in line.of):
        return ""
    shown = {code: library.fields[code].shown(values[code]) if code in values else "" for code in line.of}
    return re.sub(r"\{(\w+)\}", lambda found: shown[found[1]], line.shape).strip().rstrip(" /")


def _cell(one: FormField, value: FormValue | None) -> PaperCell:
    if one.codes:
        return PaperCell(options=tuple(one.codes.items()), chosen=value.told if value else ())
    return PaperCell("；".join(value.told) if value else "")


def _filled_up(cells: Sequence[PaperCell], columns: int, empty: PaperCell) -> tuple[PaperCell, ...]:
    return (*cells, *[empty] * (columns - len(cells)))


def _is_short(one: FormField) -> bool:
    if one.codes:
        return one.kind is ValueKind.CHOICE and sum(len(word) + 2 for word in one.codes.values()) <= _SHORT
    return one.kind in (ValueKind.NUMBER, ValueKind.DAY) or one.longest <= _LONG
