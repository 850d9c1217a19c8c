"""Public-health forms filled from one visit: opened with what the records say, completed, corrected, read again ("一张表").

For whoever shows a sheet (all reads and writes; pages call them through ``bridge.run``, except ``put``, ``confirm``, ``undo``, which only
reckon and hand the draft to the writer)::

    due(person) → (DueForm, …)                         what this resident is due for, and why
    open(person, encounter, forms) → Sheet             forms: codes; () = those that are due. A draft of that visit is taken up
    put(sheet, key, *told) → Sheet                     told as typed: 123斤, 2026.3.5; no word = cleared
    confirm(sheet, *keys) → Sheet                      takes proposals of an earlier day: sheet.open_proposals says which wait
    normal(sheet, section) → Sheet                     其余正常: sheet.open_normals(section) says which
    undo(sheet, key) → Sheet                           back to what the records say
    unfinished(person) → (Unfinished, …); resume(one)  begun and not completed, also on another day
    save(sheet, forms) → (FilledForm, …)               one transaction; KnownError form_incomplete, form_source_gone
    correct(form id) → Sheet                           its save replaces that form
    withdraw(form id, reason); filled(person); shown(form) → FormView, also of versions this program does not know; origin(value) → Origin: record, when, by which device or by hand

A sheet has ``sections`` → ``places`` (key, label, forms), ``values``, ``proposals``, ``findings`` (each with key: the chip that leads to the
field), ``verdict(form)``. Keys: the field's code, or ``form.code`` where each form has its own value (control, next_on, adr, drugs).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

from app.clock import instant, local_day
from app.domain.draft import Draft
from app.domain.encounter import Encounter, EncounterStatus
from app.domain.filled_form import FilledForm, FormStatus, FormValue, ValueKind
from app.domain.ids import as_written, derived_id, new_id, tidy
from app.domain.measurement import MeasurementStatus
from app.domain.person import Person
from app.errors import KnownError
from app.rules.forms.computing import FillingFacts
from app.rules.forms.definition import Library
from app.rules.forms.following import COMPUTED
from app.rules.forms.reading import library as shipped
from app.rules.forms.showing import FormView, view
from app.rules.pack import Pack
from app.services import form_alarms
from app.services.desk import Desk
from app.services.form_diagnosis import diagnose_visit
from app.services.form_due import DueForm, due_on
from app.services.form_records import Records, facts_of, read_records
from app.services.form_sheet import NORMAL, Sheet, changed, cleared, made, told_by_hand
from app.services.form_sources import Origin, origin_of
from app.services.form_typing import as_kept
from app.services.province_stages import NOTE
from app.store import drafts, encounters, enrolments, filled_forms, measurements, people
from app.store.database import Reading
from app.store.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)
T = TypeVar("T")

DRAFT = "forms"
READ, WRITE, DIAGNOSE = "chart.read", "forms.write", "chart.write"


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A form that was begun and not completed. ``day``: of its visit; ``forms``: titles."""

    person: str
    encounter: str | None
    day: date
    forms: tuple[str, ...]


class FormFilling:
    """Fills, completes and reads forms. Writing raises NotAllowed without ``forms.write``."""

    def __init__(self, desk: Desk, pack: Pack | None = None, library: Library | None = None) -> None:
        self._desk, self._pack = desk, pack
        self._library = library or shipped()
        self._kept: Future[Draft] | None = None

    def follow(self, pack: Pack) -> None:
        """Another rule pack holds from now on: which drug is of which class."""
        self._pack = pack

    @property
    def library(self) -> Library:
        """Every form that is known here."""
        return self._library

    def due(self, person: str) -> tuple[DueForm, ...]:
        """Forms this resident is due for today. Raises KnownError ``person_unknown``."""
        self._desk.allow(READ)
        today = local_day(self._desk.clock.now())

        def query(conn: Reading) -> tuple[DueForm, ...]:
            found = _person(conn, person)
            linked = people.linked(conn, person)
            return due_on(found, enrolments.of_people(conn, linked), filled_forms.of_people(conn, linked), today)

        return self._desk.store.read(query)

    def open(self, person: str, encounter: str | None = None, forms: Sequence[str] = ()) -> Sheet:
        """The sheet of a visit, or of today without one. Raises KnownError ``person_unknown``, ``visit_unknown``,
        ``visit_of_another``, ``visit_closed`` (cancelled), ``form_unknown``, ``nothing_due``."""
        self._desk.allow(WRITE)
        draft = self._draft(person, encounter)
        known = [str(one) for one in draft.body.get("forms", [])] if draft else []
        wanted = list(forms) or [one for one in known if one in self._library.forms] or [one.form for one in self.due(person)]
        if not wanted:
            raise KnownError("nothing_due")
        sheet = self._fresh(person, encounter, wanted)
        return sheet if draft is None else _taken_up(sheet, draft)

    def resume(self, begun: Unfinished) -> Sheet:
        """A form of another day that was begun: its day stays that of its visit. Raises KnownError ``record_unknown``."""
        self._desk.allow(WRITE)
        key = self._key_of(begun.person, begun.encounter, begun.day)
        draft = self._drafts(lambda conn: drafts.by_id(conn, key))
        if draft is None:
            raise KnownError("record_unknown")
        known = [one for one in draft.body.get("forms", []) if one in self._library.forms]
        return _taken_up(self._fresh(begun.person, begun.encounter, known, begun.day), draft)

    def put(self, sheet: Sheet, key: str, *told: str) -> Sheet:
        """Tell a value as it was typed; none clears the field. What cannot be read stays as typed and is a finding."""
        one = sheet.field(key)
        given = [text for text in (as_kept(one, text) for text in told) if text]
        value = told_by_hand(one, given) if given else cleared(one)
        return self._keep(changed(sheet, {**sheet.typed, key: value}))

    def confirm(self, sheet: Sheet, *keys: str) -> Sheet:
        """Take what is proposed at some keys: somebody asked, and it still holds. Keys without a proposal are left alone."""
        typed = dict(sheet.typed)
        for key in keys:
            proposal = sheet.proposals.get(key)
            if proposal is not None:
                typed[key] = proposal.value
                if f"{key}_on" in sheet.library.fields and not proposal.form:
                    typed[f"{key}_on"] = FormValue(ValueKind.DAY, (proposal.day.isoformat(),), proposal.value.source)
        return self._keep(changed(sheet, typed))

    def normal(self, sheet: Sheet, section: str) -> Sheet:
        """Whoever examined says that the rest of a section is normal; what was answered stays, nothing measured is filled."""
        found = {key: FormValue(sheet.field(key).kind, (sheet.field(key).normal,), NORMAL) for key in sheet.open_normals(section)}
        return self._keep(changed(sheet, {**sheet.typed, **found}))

    def undo(self, sheet: Sheet, key: str) -> Sheet:
        """Forget what was typed at a key."""
        return self._keep(changed(sheet, {known: value for known, value in sheet.typed.items() if known != key}))

    def refresh(self, sheet: Sheet) -> Sheet:
        """What was measured or written since the sheet was opened; typed values stay."""
        fresh = self._fresh(sheet.person.id, sheet.visit.id if sheet.visit else None, [form.code for form in sheet.forms], sheet.day)
        return replace(changed(fresh, sheet.typed), replaces=sheet.replaces)

    def discard(self, sheet: Sheet) -> None:
        """Forget the draft of this sheet."""
        self._desk.write(WRITE, lambda uow: drafts.drop(uow, self._key(sheet)))

    def unfinished(self, person: str = "") -> tuple[Unfinished, ...]:
        """Forms begun by whoever is signed in and not completed, the newest first; of one resident where named."""
        account = self._desk.who.account
        self._desk.allow(READ)
        found = self._drafts(lambda conn: drafts.listed(conn, DRAFT, account=account, person=person or None))
        return tuple(_unfinished(self._library, one) for one in found if one.person)

    def save(self, sheet: Sheet, forms: Sequence[str] = ()) -> tuple[FilledForm, ...]:
        """Complete the named forms, or all, in one transaction; a form of this visit that stands already is replaced. By a doctor, the
        diagnosis of a followed disease becomes one of the visit.

        Raises KnownError ``form_incomplete`` (form, count, field: the first), ``form_source_gone`` where a measurement was taken back
        since, ``form_replaced`` where the form to correct is no longer the one that stands.
        """
        actor = self._desk.allow(WRITE)
        wanted, diagnoses = [form for form in sheet.forms if not forms or form.code in forms], self._desk.who.may(DIAGNOSE)
        for form in wanted:
            _refuse_incomplete(sheet, form.code, form.title)

        def work(uow: UnitOfWork) -> tuple[FilledForm, ...]:
            _person(uow.conn, sheet.person.id)
            written, alarms = [], dict[str, str]()
            for form in wanted:
                told = sheet.answers(form.code)
                _refuse_gone(uow.conn, sheet, told)
                told = form_alarms.with_alarms(uow, sheet, told, alarms)
                one = _filled(uow, sheet, form.code, told, actor.practitioner)
                before = filled_forms.get(uow.conn, one.replaces) if one.replaces else None
                if before is not None:
                    form_alarms.take_back(uow, before, told.values(), "form_corrected")
                filled_forms.add(uow, one)
                written.append(one)
            if sheet.visit is not None and diagnoses:
                diagnose_visit(uow, sheet.visit, [one.form for one in written])
            if len(wanted) == len(sheet.forms):
                drafts.drop(uow, self._key(sheet))
            return tuple(written)

        return self._desk.store.write(work, actor).result()

    def correct(self, form: str) -> Sheet:
        """A sheet that says what a filled form says; saving it replaces the form. Raises KnownError ``record_unknown``,
        ``form_newer`` for a version this program does not know, ``form_replaced``."""
        self._desk.allow(WRITE)
        found = self._desk.store.read(lambda conn: filled_forms.get(conn, form))
        if found is None:
            raise KnownError("record_unknown")
        if self._library.exactly(found.form, found.version) is None:
            raise KnownError("form_newer", form=found.form, version=found.version)
        if found.status is FormStatus.ENTERED_IN_ERROR:
            raise KnownError("form_replaced")
        sheet = self._fresh(found.person, found.encounter, [found.form], date.fromisoformat(found.day))
        typed = {
            self._library.key(found.form, code): value
            for code, value in found.values.items()
            if not self._library.fields[code].origin.startswith(("computed:", "verdict:")) or value.source != COMPUTED
        }
        return replace(changed(sheet, typed), replaces={found.form: found.id})

    def withdraw(self, form: str, reason: str) -> None:
        """It should not have been written; it stays readable. Raises KnownError ``reason_needed``, ``record_unknown``."""
        if not tidy(reason):
            raise KnownError("reason_needed")

        def work(uow: UnitOfWork) -> None:
            found = filled_forms.get(uow.conn, form)
            if found is None:
                raise KnownError("record_unknown")
            form_alarms.take_back(uow, found, (), as_written(reason))
            filled_forms.withdraw(uow, form, as_written(reason))

        self._desk.write(WRITE, work)

    def filled(self, person: str) -> tuple[FilledForm, ...]:
        """Forms of a resident that stand, the newest first."""
        found = self._desk.read(READ, lambda conn: filled_forms.of_people(conn, people.linked(conn, person)))
        self._desk.looked(person, "form")
        return tuple(one for one in found if one.form != NOTE)  # a note about another form is none that somebody filled

    def shown(self, form: FilledForm) -> FormView:
        """A form in words; what this program does not know is shown as it was written."""
        return view(self._library, form)

    def origin(self, value: FormValue) -> Origin:
        """Where a value came from: the record its source names."""
        return self._desk.read(READ, lambda conn: origin_of(conn, value.source))

    # ---- inside

    def _fresh(self, person: str, encounter: str | None, forms: Sequence[str], day: date | None = None) -> Sheet:
        try:
            known = [self._library.form(one) for one in dict.fromkeys(forms)]
        except KeyError as unknown:
            raise KnownError("form_unknown", form=str(unknown.args[0])) from unknown
        now = self._desk.clock.now()
        doctor = (self._desk.who.name, self._desk.who.practitioner)

        def query(conn: Reading) -> tuple[Records, FillingFacts]:
            who = _person(conn, person)
            visit = None if encounter is None else _visit(conn, encounter, person)
            on = local_day(instant(visit.opened_at)) if visit else day or local_day(now)
            records = read_records(conn, who, visit, on, doctor)
            records = replace(records, products=self._pack.products if self._pack else {})
            return records, facts_of(conn, records)

        records, facts = self._desk.store.read(query)
        return made(self._library, known, records, facts)

    def _key(self, sheet: Sheet) -> str:
        return self._key_of(sheet.person.id, sheet.visit.id if sheet.visit else None, sheet.day)

    def _key_of(self, person: str, encounter: str | None, day: date) -> str:
        """One draft of one account for one visit, or for one day without a visit."""
        return derived_id("form-draft", self._desk.who.account, person, encounter or day.isoformat())

    def _draft(self, person: str, encounter: str | None) -> Draft | None:
        key = self._key_of(person, encounter, local_day(self._desk.clock.now()))
        return self._drafts(lambda conn: drafts.by_id(conn, key))

    def _keep(self, sheet: Sheet) -> Sheet:
        """Hand the draft to the writer; durable some milliseconds later, in the order of the keystrokes."""
        typed = {key: [one.kind.value, one.source, *one.told] for key, one in sheet.typed.items()}
        body = {
            "forms": [form.code for form in sheet.forms],
            "day": sheet.day.isoformat(),
            "typed": typed,
            "replaces": dict(sheet.replaces),
        }
        visit = sheet.visit.id if sheet.visit else None
        draft = Draft(self._key(sheet), DRAFT, self._desk.who.account, body, sheet.person.id, visit)
        self._kept = self._desk.store.write(lambda uow: drafts.save(uow, draft), self._desk.actor)
        self._kept.add_done_callback(_log_failure)
        return sheet

    def _drafts(self, query: Callable[[Reading], T]) -> T:
        """Read drafts once the last keystroke is among them."""
        if self._kept is not None:
            wait([self._kept])
        return self._desk.store.read(query)


def _log_failure(done: Future[Draft]) -> None:
    if not done.cancelled() and done.exception() is not None:
        log.error("a form's draft was not kept", exc_info=done.exception())


def _person(conn: Reading, key: str) -> Person:
    found = people.get(conn, key)
    if found is None:
        raise KnownError("person_unknown")
    return found


def _visit(conn: Reading, key: str, person: str) -> Encounter:
    found = encounters.get(conn, key)
    if found is None:
        raise KnownError("visit_unknown")
    if found.person not in people.linked(conn, person):
        raise KnownError("visit_of_another")
    if found.status in (EncounterStatus.CANCELLED, EncounterStatus.ENTERED_IN_ERROR):
        raise KnownError("visit_closed")
    return found


def _typed(library: Library, body: Mapping[str, Any]) -> dict[str, FormValue]:
    found = {}
    for key, (kind, source, *told) in body.get("typed", {}).items():
        try:
            library.field_of(key)
        except KeyError:
            continue  # of a newer version of the program
        found[key] = FormValue(ValueKind(kind), tuple(told), source)
    return found


def _taken_up(sheet: Sheet, draft: Draft) -> Sheet:
    return replace(changed(sheet, _typed(sheet.library, draft.body)), replaces=dict(draft.body.get("replaces", {})))


def _unfinished(library: Library, draft: Draft) -> Unfinished:
    titles = tuple(library.form(one).title if one in library.forms else str(one) for one in draft.body.get("forms", []))
    return Unfinished(draft.person or "", draft.encounter, date.fromisoformat(draft.body["day"]), titles)


def _refuse_incomplete(sheet: Sheet, form: str, title: str) -> None:
    held = [one for one in sheet.of_form(form) if one.holds_up]
    if held:
        raise KnownError("form_incomplete", form=title, count=len(held), field=held[0].label)


def _refuse_gone(conn: Reading, sheet: Sheet, told: Mapping[str, FormValue]) -> None:
    """A value whose measurement was taken back since counts no more (H25)."""
    taken = {value.measurement: code for code, value in told.items() if value.measurement}
    for key, one in measurements.by_ids(conn, taken.keys()).items():
        if one.status is not MeasurementStatus.FINAL:
            raise KnownError("form_source_gone", field=sheet.library.fields[taken[key]].label)


def _filled(uow: UnitOfWork, sheet: Sheet, form: str, told: Mapping[str, FormValue], by: str) -> FilledForm:
    visit, day = (sheet.visit.id if sheet.visit else None), sheet.day.isoformat()
    version = sheet.library.form(form).version
    made_now = FilledForm(new_id(visit), sheet.person.id, visit, form, version, day, told, by, uow.at)
    linked = people.linked(uow.conn, sheet.person.id)
    standing = [one for one in filled_forms.of_people(uow.conn, linked, form) if one.day == day and one.encounter == visit]
    replaced = sheet.replaces.get(form, "")
    if replaced and replaced not in {one.id for one in standing}:
        raise KnownError("form_replaced")
    return replace(made_now, replaces=replaced or (standing[0].id if standing else ""))
