"""疾控应急: one line a person — found or registered, a visit opened, the eight signs kept — in one transaction, so nothing is half there."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from app.clock import instant, iso, local, local_day
from app.domain.age import age_at, known_age_text
from app.domain.draft import Draft
from app.domain.emergency_line import EmergencyLine, read_line
from app.domain.encounter import Encounter, EncounterStatus, VisitKind
from app.domain.filled_form import FilledForm, FormValue, ValueKind
from app.domain.identification import IdentifiedBy
from app.domain.ids import as_written, derived_id, new_id
from app.domain.person import Address, Identifier, IdKind, Person, Phone, Sex
from app.errors import KnownError
from app.logs import hide_names
from app.printing.forms import label, words
from app.printing.table import Cell, PrintedTable, table_pdf
from app.rules.forms.reading import library
from app.rules.shipped import shipped_toml
from app.services.desk import Desk
from app.services.residents import Residents
from app.services.rx_document import local_minute
from app.services.table_file import write_excel
from app.store import drafts, emergency, encounters, filled_forms, people
from app.store.audit import Act
from app.store.database import Reading
from app.store.unit_of_work import UnitOfWork, detail
from app.texts import LANGUAGES, load_texts

FORM, KIND, DRAFT = "emergency", "emergency_list", "emergency"
"""The form of the signs; the list as printers and audit trail call it; what is being typed."""
WRITE, MEASURE = "residents.write", "intake.measure"
EVENT_DAYS = 30
"""An event of so many days ago can be gone on with."""
NEW = "new"
"""What is told for a person of whom somebody said that none of those alike is meant."""
_WIDTHS = (9.0, 15.0, 22.0, 10.0, 15.0, 29.0, 26.0, 40.0, 24.0)


@dataclass(frozen=True, slots=True)
class Alike:
    """Somebody on record who may be meant."""

    person: str
    name: str
    sex: Sex
    age_text: str
    village: str
    phone: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What a line would do. ``known``: whom its number names; ``missing``: codes under ``emergency_missing``; ``alike``: to choose from;
    ``taken``: that person is in this event already."""

    line: EmergencyLine
    known: Person | None
    missing: tuple[str, ...]
    alike: tuple[Alike, ...]
    taken: bool

    @property
    def complete(self) -> bool:
        """Whether it can be kept as it is."""
        return not self.missing and not self.taken


@dataclass(frozen=True, slots=True)
class Registered:
    """One person of an event; ``signs`` codes 1–8; ``urgent``: one of them is to be seen first."""

    form: str
    person: str
    encounter: str
    number: int
    name: str
    sex: Sex
    age: str
    village: str
    phone: str
    signs: tuple[str, ...]
    urgent: bool
    at: str


def policy() -> Mapping[str, Any]:
    """The policy file in force."""
    return shipped_toml("emergency.toml")


def is_urgent(signs: Collection[str]) -> bool:
    """Whether somebody with these signs is seen first."""
    return bool(set(policy()["urgent"]) & set(signs))


def sign_words(signs: Sequence[str]) -> str:
    """The signs in words; 无 where there are none."""
    codes = library().fields["emergency_signs"].codes
    return "、".join(codes.get(one, one) for one in signs) if signs else codes["0"]


class EmergencyBatch:
    """For whoever registers residents and opens visits."""

    def __init__(self, desk: Desk) -> None:
        self._desk, self._residents = desk, Residents(desk)

    def events(self) -> list[str]:
        """Events of the last days, the newest first."""
        forms = self._forms()
        return list(dict.fromkeys(one.one("emergency_event") for one in reversed(forms)))

    def preview(self, text: str, event: str, village: str = "") -> Preview:
        """What a line says and whom it may mean; short enough for every keystroke."""
        line = read_line(text, self._today(), village)

        def query(conn: Reading) -> Preview:
            known = _holder(conn, line.number)
            whole = _completed(line, known)
            alike = () if known or not whole.name else _alike(conn, whole, self._today())
            taken = known is not None and _is_in(conn, known, event, self._since())
            return Preview(whole, known, whole.missing, alike, taken)

        found = self._desk.read("residents.read", query)
        hide_names([found.line.name, *(one.name for one in found.alike)])
        return found

    def register(self, text: str, event: str, village: str = "", choice: str = "", scanned: bool = False) -> Registered:
        """Keep a line. ``choice``: id of one of those alike, or NEW; ``scanned``: the number was read from a card, not typed.

        KnownError ``emergency_event`` (no name), ``emergency_incomplete`` (missing), ``duplicate_suspected`` (count: alike, not
        chosen), ``emergency_taken``.
        """
        actor = self._desk.allow(WRITE)
        self._desk.allow(MEASURE)
        name = as_written(event)
        if not name:
            raise KnownError("emergency_event")
        found = self.preview(text, name, village)
        if found.missing:
            raise KnownError("emergency_incomplete")
        if found.alike and not choice:
            raise KnownError("duplicate_suspected", count=len(found.alike))

        def work(uow: UnitOfWork) -> Registered:
            person = self._person(uow, found, choice)
            if _is_in(uow.conn, person, name, self._since()):
                raise KnownError("emergency_taken")
            visit = self._visit(uow, person, found.line.signs or (), scanned and bool(found.line.number))
            number = emergency.last_number(uow.conn, name, self._since()) + 1
            form = self._form(uow, person, visit, {"emergency_event": name, "emergency_number": str(number)}, found.line)
            filled_forms.add(uow, form)
            drafts.drop(uow, self._draft_key())
            return _registered(form, person, number)

        return self._desk.store.write(work, actor).result()

    def change_signs(self, form: str, signs: Sequence[str]) -> Registered:
        """Another answer of a person of the list: a form that replaces the first. KnownError ``record_unknown``."""
        told = tuple(sorted(set(signs) - {"0"}))

        def work(uow: UnitOfWork) -> Registered:
            before = filled_forms.get(uow.conn, form)
            if before is None or before.form != FORM:
                raise KnownError("record_unknown")
            values = {**before.values, "emergency_signs": FormValue(ValueKind.CHOICES, told or ("0",))}
            made = replace(before, id=new_id(), values=values, by=uow.actor.practitioner, at=uow.at, replaces=form)
            filled_forms.add(uow, made)
            visit = encounters.get(uow.conn, before.encounter) if before.encounter else None
            if visit is not None and visit.status in encounters.OPEN and is_urgent(told) and not visit.urgent:
                encounters.change(uow, replace(visit, urgent=True))
            person = people.get(uow.conn, before.person)
            assert person is not None  # a form refers to its resident
            return _registered(made, person, int(made.one("emergency_number") or 0))

        return self._desk.write(WRITE, work)

    def listed(self, event: str) -> list[Registered]:
        """Everybody of an event, in the order of registering."""

        def query(conn: Reading) -> list[Registered]:
            forms = self._of_event(conn, event)
            who = people.by_ids(conn, {one.person for one in forms})
            return [_registered(one, who[one.person], n) for n, one in enumerate(forms, start=1)]

        found = self._desk.read("residents.read", query)
        hide_names(one.name for one in found)
        return found

    def keep_typing(self, text: str, event: str, village: str) -> None:
        """What is being typed, found again after a power cut. Does not wait."""
        body = {"text": text, "event": event, "village": village}
        draft = Draft(self._draft_key(), DRAFT, self._desk.who.account, body)
        self._desk.store.write(lambda uow: drafts.save(uow, draft), self._desk.actor)

    def typed_before(self) -> tuple[str, str, str]:
        """Text, event and village of the line that was begun; three empty texts where there is none."""
        found = self._desk.store.read(lambda conn: drafts.by_id(conn, self._draft_key()))
        body = found.body if found else {}
        return str(body.get("text", "")), str(body.get("event", "")), str(body.get("village", ""))

    # paper

    def pdf(self, event: str, rows: Sequence[Registered]) -> bytes:
        """The list on A4. KnownError ``font_missing``."""
        self._desk.allow(WRITE)
        at = local_minute(iso(self._desk.clock.now()))
        cells = tuple(_cells(one) for one in rows)
        urgent = sum(one.urgent for one in rows)
        what = f"{event} · {load_texts(LANGUAGES[0]).say('emergency_line.counted', {'people': len(rows), 'urgent': urgent})}"
        return table_pdf(PrintedTable(KIND, self._desk.who.organization.name, what, at, _WIDTHS, cells))

    def printed(self, pdf: bytes) -> None:
        """Note that a list of names and phones left the printer."""
        self._note("print", hashlib.sha256(pdf).hexdigest())

    def export(self, event: str, rows: Sequence[Registered], path: Path) -> None:
        """The list as Excel, with the columns of the paper. KnownError ``table_unwritable``."""
        self._desk.allow(WRITE)
        head = [label(KIND, "event"), *words(KIND, "columns")]
        write_excel(path, [head, *([event, *("".join(cell) for cell in _cells(one))] for one in rows)])
        self._note("export", hashlib.sha256(path.read_bytes()).hexdigest())

    # inside

    def _today(self) -> date:
        return local_day(self._desk.clock.now())

    def _since(self) -> str:
        return (self._today() - timedelta(days=EVENT_DAYS)).isoformat()

    def _note(self, action: str, digest: str) -> None:
        self._desk.write(WRITE, lambda uow: uow.note(Act(action, KIND, detail=detail(sha256=digest))))

    def _draft_key(self) -> str:
        return derived_id("emergency-draft", self._desk.who.account)

    def _forms(self) -> list[FilledForm]:
        return self._desk.read("residents.read", lambda conn: self._between(conn))

    def _between(self, conn: Reading) -> list[FilledForm]:
        return filled_forms.between(conn, FORM, self._since(), self._today().isoformat())

    def _of_event(self, conn: Reading, event: str) -> list[FilledForm]:
        """A changed answer keeps its number, so it stays in its place."""
        forms = [one for one in self._between(conn) if one.one("emergency_event") == event]
        return sorted(forms, key=lambda one: (int(one.one("emergency_number") or 0), one.at, one.id))

    def _person(self, uow: UnitOfWork, found: Preview, choice: str) -> Person:
        """Whom the number names, or who was chosen; else somebody new, with a temporary number where no card was there."""
        if found.known is not None:
            return found.known
        chosen = next((one.person for one in found.alike if one.person == choice), "")
        if chosen:
            known = people.get(uow.conn, chosen)
            assert known is not None  # it was read a moment ago, and nothing is ever deleted
            return known
        line = found.line
        reason = "" if line.number else load_texts(LANGUAGES[0]).say("emergency_line.reason", {"age": line.age})
        number = (
            Identifier(IdKind.RESIDENT, line.number) if line.number else Identifier(IdKind.TEMPORARY, self._residents.temporary_number(uow))
        )
        phones = (Phone(line.phone),) if line.phone else ()
        made = Person(
            new_id(), line.name, line.sex, line.birth, (number,), phones, Address(village=line.village), temporary_reason=reason
        )  # an age that was told is no birth date: it stands on the form
        return people.add(uow, made)

    def _visit(self, uow: UnitOfWork, person: Person, signs: Sequence[str], carded: bool) -> Encounter:
        """Today's open visit, or a new one."""
        by = IdentifiedBy.CARD.value if carded else ""
        for visit in encounters.open_of(uow.conn, person.id, self._today()):
            if not visit.proxy and visit.kind is not VisitKind.REMOTE:
                urgent = visit.urgent or is_urgent(signs)
                if urgent != visit.urgent:
                    encounters.change(uow, replace(visit, urgent=urgent))
                return visit
        made = Encounter(
            new_id(),
            person.id,
            EncounterStatus.ARRIVED,
            VisitKind.CLINIC,
            uow.at,
            seat=self._desk.seat,
            urgent=is_urgent(signs),
            identified_by=by,
        )
        encounters.add(uow, made)
        return made

    def _form(self, uow: UnitOfWork, person: Person, visit: Encounter, told: Mapping[str, str], line: EmergencyLine) -> FilledForm:
        texts = {
            "emergency_event": told["emergency_event"],
            "name": person.name,
            "phone": line.phone or (person.phones[0].number if person.phones else ""),
            "address": line.village,
            "doctor": self._desk.who.name,
        }
        values = {name: FormValue(ValueKind.TEXT, (text,)) for name, text in texts.items() if text}
        values["emergency_number"] = FormValue(ValueKind.NUMBER, (told["emergency_number"],))
        values["age"] = FormValue(ValueKind.NUMBER, (str(line.age),))
        values["sex"] = FormValue(ValueKind.CHOICE, (person.sex.value,))
        values["emergency_signs"] = FormValue(ValueKind.CHOICES, line.signs or ("0",))
        values["day"] = FormValue(ValueKind.DAY, (self._today().isoformat(),), f"encounter:{visit.id}")
        day = self._today().isoformat()
        return FilledForm(new_id(), person.id, visit.id, FORM, 1, day, values, uow.actor.practitioner, uow.at)


def _holder(conn: Reading, number: str) -> Person | None:
    holders = people.holders(conn, number) if number else []
    return people.get(conn, min(holders)) if holders else None


def _is_in(conn: Reading, person: Person, event: str, since: str) -> bool:
    """Whether a human is in the list of an event."""
    forms = filled_forms.of_people(conn, people.linked(conn, person.id), FORM)
    return any(one.one("emergency_event") == event and one.day >= since for one in forms)


def _completed(line: EmergencyLine, known: Person | None) -> EmergencyLine:
    """What is on record need not be said again."""
    if known is None:
        return line
    phone = line.phone or (known.phones[0].number if known.phones else "")
    return replace(line, name=known.name, sex=known.sex, village=known.address.village or line.village, phone=phone)


def _alike(conn: Reading, line: EmergencyLine, today: date) -> tuple[Alike, ...]:
    """Of the same name, and nothing that was said speaks against it: another number, another sex, an age that is off."""
    found = [one for one in people.named(conn, line.name) if _may_be(one, line, today)]
    return tuple(
        Alike(
            one.id,
            one.name,
            one.sex,
            known_age_text(one.birth, today),
            one.address.village,
            one.phones[0].number if one.phones else "",
        )
        for one in sorted(found, key=lambda one: (people.plain(one.address.village) != people.plain(line.village), one.id))
    )


def _may_be(one: Person, line: EmergencyLine, today: date) -> bool:
    number = one.number(IdKind.RESIDENT)
    if one.deceased is not None or (line.number and number and number != line.number):
        return False
    if Sex.UNKNOWN not in (one.sex, line.sex) and one.sex is not line.sex:
        return False
    if one.birth is None or one.birth > today or line.age is None:
        return True
    return abs(age_at(one.birth, today).years - line.age) <= int(policy()["age_differs"])


def _registered(form: FilledForm, person: Person, number: int) -> Registered:
    signs = tuple(one for one in form.values["emergency_signs"].told if one != "0") if "emergency_signs" in form.values else ()
    village, phone = form.one("address") or person.address.village, form.one("phone")
    return Registered(
        form.id,
        person.id,
        form.encounter or "",
        number,
        person.name,
        person.sex,
        form.one("age"),
        village,
        phone,
        signs,
        is_urgent(signs),
        form.at,
    )


def _cells(one: Registered) -> tuple[Cell, ...]:
    first = label(KIND, "urgent") if one.urgent else ""
    at = f"{local(instant(one.at)):%H:%M}"
    sex = library().fields["sex"].word(one.sex.value)
    return (str(one.number),), (at,), (one.name,), (sex,), (one.age,), (one.phone,), (one.village,), (sign_words(one.signs),), (first,)
