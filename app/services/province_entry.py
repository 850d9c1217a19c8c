"""录入助手: filled forms on their way into the web form of the province, which takes them by hand only, field by field.

For pages: ``listed``, ``open``, ``say_done``, ``take_back``; nothing is sent from here. Reading needs ``chart.read``, the rest ``forms.write``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.clock import instant, local_day
from app.domain.filled_form import FilledForm, FormValue, ValueKind
from app.domain.ids import as_written, mask_id, new_id, tidy
from app.domain.person import IdKind, Person
from app.errors import KnownError
from app.logs import hide_names
from app.rules.forms.definition import FormDefinition, Library
from app.rules.forms.entry_order import MOST_BYTES, EntryPlan, read_plan, shipped_plan, written_plan
from app.rules.forms.reading import library as shipped
from app.services.desk import Desk
from app.services.form_cells import WHO, named, typed, who
from app.services.province_stages import DELETED, ENTERED, LAST_DAY, NOTE, Stage, Staged, staged
from app.services.rx_document import local_minute
from app.settings import Settings
from app.store import filled_forms, people
from app.store.audit import Act
from app.store.database import Reading
from app.store.unit_of_work import UnitOfWork, detail

READ, WRITE = "chart.read", "forms.write"
ORDER_FILE = "province_order_file"


@dataclass(frozen=True, slots=True)
class EntryRow:
    """A form in the list. ``changed``: fields that differ there; ``at``, ``by``: when and by whom it was entered last, store text, '' = not;
    ``times``: how often it was said to be."""

    form: str
    kind: str
    title: str
    person: str
    name: str
    village: str
    day: str
    stage: Stage
    changed: int = 0
    at: str = ""
    by: str = ""
    times: int = 0


@dataclass(frozen=True, slots=True)
class EntryList:
    """``rows`` by day and name; ``order``: name of the county's file in use, '' = the sheets; ``trouble``: why that file is not."""

    rows: tuple[EntryRow, ...]
    order: str = ""
    trouble: KnownError | None = None

    @property
    def left(self) -> int:
        """How many do not stand there as they stand here."""
        return sum(one.stage is not Stage.DONE for one in self.rows)


@dataclass(frozen=True, slots=True)
class EntryStep:
    """One field of the web form. ``value`` as it is typed there, '' = it stays empty; ``sheet``: the sheet's word where the county has another."""

    code: str
    section: str
    label: str
    value: str
    unit: str = ""
    sheet: str = ""
    changed: bool = False

    @property
    def shown(self) -> str:
        """As it stands on the screen, which others see: an ID number without its day of birth."""
        return mask_id(self.value) if self.code == "id_number" else self.value


@dataclass(frozen=True, slots=True)
class Entry:
    """A form to be typed. ``beyond``: names of fields with a value for which the web form has none."""

    row: EntryRow
    record_no: str
    steps: tuple[EntryStep, ...]
    beyond: tuple[str, ...] = ()


class ProvinceEntry:
    """``settings``: where a county's own order lies (``province_order_file``; without a folder it is looked for beside the records)."""

    def __init__(self, desk: Desk, settings: Callable[[], Settings], library: Library | None = None) -> None:
        self._desk, self._settings, self._library = desk, settings, library or shipped()

    def listed(self, first: date, last: date) -> EntryList:
        """Forms of some days, both included. Raises KnownError ``period_backwards``."""
        if last < first:
            raise KnownError("period_backwards")
        plan, trouble = self.plan()

        def query(conn: Reading) -> list[EntryRow]:
            found = _staged(conn, plan.forms, first.isoformat(), last.isoformat())
            residents = people.by_ids(conn, {one.form.person for one in found})
            return [self._row(one, residents.get(one.form.person)) for one in found]

        rows = self._desk.read(READ, query)
        hide_names(one.name for one in rows)
        order = Path(self._settings().text(ORDER_FILE)).name if trouble is None else ""
        return EntryList(tuple(sorted(rows, key=lambda one: (one.day, one.name, one.kind))), order, trouble)

    def today(self) -> int:
        """How many forms of today do not stand there yet."""
        day = local_day(self._desk.clock.now())
        return self.listed(day, day).left

    def plan(self) -> tuple[EntryPlan, KnownError | None]:
        """The order in force, and why the county's is not. A file that cannot be used changes nothing."""
        name = self._settings().text(ORDER_FILE).strip()
        if not name:
            return shipped_plan(), None
        place = self._desk.store.path.parent / name
        try:
            if not place.is_file():
                raise KnownError("file_unreadable", file=place.name)
            with place.open("rb") as file:
                body = file.read(MOST_BYTES + 1)
            return read_plan(body, place.name, self._library, shipped_plan().forms), None
        except OSError:
            return shipped_plan(), KnownError("file_unreadable", file=place.name)
        except KnownError as trouble:
            return shipped_plan(), trouble

    def open(self, form: str) -> Entry:
        """A form to be typed; that it was is noted in the trail, without its values.

        Raises KnownError ``record_unknown``, ``form_replaced`` (another one stands), ``form_newer``.
        """
        plan, _ = self.plan()

        def work(uow: UnitOfWork) -> Entry:
            one = _one(uow.conn, form)
            definition = self._library.exactly(one.form.form, one.form.version)
            if definition is None:
                raise KnownError("form_newer", form=one.form.form, version=one.form.version)
            person = people.get(uow.conn, one.form.person)
            made = self._entry(one, definition, person, plan)
            told = sum(bool(step.value) for step in made.steps)
            uow.note(Act("assist", "filled_form", form, one.form.person, detail=detail(fields=told)))
            return made

        entry = self._desk.write(WRITE, work)
        hide_names([entry.row.name])
        return entry

    def say_done(self, form: str) -> FilledForm:
        """Somebody entered it, entered what was corrected, or deleted there what was withdrawn here.

        Raises KnownError ``province_entered`` where that was said already, at whichever seat; else as :meth:`open`.
        """

        def work(uow: UnitOfWork) -> FilledForm:
            one = _one(uow.conn, form)
            if one.stage is Stage.DONE:
                raise KnownError("province_entered", by=one.notes[0].one("doctor"), at=local_minute(one.notes[0].at))
            outcome = DELETED if one.stage is Stage.REMOVED else ENTERED
            made = _note(uow, one.form, outcome, self._desk.who.name)
            filled_forms.add(uow, made)
            return made

        return self._desk.write(WRITE, work)

    def take_back(self, form: str, reason: str) -> None:
        """It does not stand there after all, or not as was said. Raises KnownError ``reason_needed``, ``record_unknown``."""
        if not tidy(reason):
            raise KnownError("reason_needed")

        def work(uow: UnitOfWork) -> None:
            notes = _one(uow.conn, form).notes
            if not notes:
                raise KnownError("record_unknown")
            for note in notes:
                filled_forms.withdraw(uow, note.id, as_written(reason))

        self._desk.write(WRITE, work)

    def save_order(self, path: Path) -> None:
        """The order in force as a file that somebody changes for the county. Raises KnownError ``table_unwritable``."""
        self._desk.allow(READ)
        body = written_plan(self.plan()[0], self._library, WHO)
        try:
            path.write_text(body, encoding="utf-8")
        except OSError as error:
            raise KnownError("table_unwritable", file=path.name) from error

    # inside

    def _row(self, one: Staged, person: Person | None) -> EntryRow:
        form, note = one.form, one.notes[0] if one.notes else None
        title = self._library.form(form.form).title
        name, village = (person.name, person.address.village) if person is not None else ("", "")
        at, by = (note.at, note.one("doctor")) if note is not None else ("", "")
        changed = len(one.changed)
        return EntryRow(form.id, form.form, title, form.person, name, village, form.day, one.stage, changed, at, by, len(one.notes))

    def _entry(self, one: Staged, definition: FormDefinition, person: Person | None, plan: EntryPlan) -> Entry:
        form, order = one.form, plan.order(definition, WHO)
        steps = tuple(self._steps(one, definition, dict(zip(WHO, who(form, person), strict=True)), order, plan))
        beyond = [named(self._library, definition, code)[0] for code in form.values if code not in order]
        number = person.number(IdKind.HEALTH_RECORD) if person is not None else ""
        return Entry(self._row(one, person), number or "", steps, tuple(beyond))

    def _steps(
        self, one: Staged, definition: FormDefinition, about: dict[str, str], order: Sequence[str], plan: EntryPlan
    ) -> Iterator[EntryStep]:
        """What is not asked, as the other answers stand, is no field that stays empty: the web form does not ask for it either."""
        own, form, changed = plan.of(definition.code), one.form, one.changed
        sections = {code: section.title for section in definition.sections for code in section.fields}
        for code in order:
            label, unit = named(self._library, definition, code)
            label, section = own.labels.get(code, label), sections.get(code, "")
            value = form.values.get(code)
            if code in about:
                yield EntryStep(code, section, label, about[code], changed=code in changed)
            elif value is not None:
                words = own.words.get(code, {})
                told, sheet = (typed(self._library.fields.get(code), value, plan, each) for each in (words, {}))
                yield EntryStep(code, section, label, told, unit, sheet if sheet != told else "", code in changed)
            elif code in changed or self._library.asks(definition, code, form.values):
                yield EntryStep(code, section, label, "", unit, changed=code in changed)


def _staged(conn: Reading, kinds: Collection[str], first: str, last: str) -> list[Staged]:
    return list(staged(filled_forms.of_days(conn, kinds, first, last), filled_forms.between(conn, NOTE, first, LAST_DAY)))


def _one(conn: Reading, form: str) -> Staged:
    """A correction has the day of the form it replaces, so what belongs together is found by it."""
    found = filled_forms.get(conn, form)
    if found is None or found.form not in shipped_plan().forms:
        raise KnownError("record_unknown")
    made = next((one for one in _staged(conn, [found.form], found.day, found.day) if one.form.id == form), None)
    if made is None:
        raise KnownError("form_replaced")
    return made


def _note(uow: UnitOfWork, form: FilledForm, outcome: str, name: str) -> FilledForm:
    values = {
        "prov_form": FormValue(ValueKind.TEXT, (form.id,)),
        "prov_outcome": FormValue(ValueKind.CHOICE, (outcome,)),
        "doctor": FormValue(ValueKind.TEXT, (name,)),
    }
    day = local_day(instant(uow.at)).isoformat()
    values["day"] = FormValue(ValueKind.DAY, (day,))
    return FilledForm(new_id(), form.person, form.encounter, NOTE, 1, day, values, uow.actor.practitioner, uow.at)
