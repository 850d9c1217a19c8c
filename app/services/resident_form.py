"""What is typed when a resident is registered, what is wrong with it, and the resident it makes."""

from __future__ import annotations

import dataclasses
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from app.domain.dates import read_date
from app.domain.ids import ResidentId, as_written, check_resident_id, new_id, parse_phone, tidy
from app.domain.person import Address, Identifier, IdKind, Person, Phone, Sex

LONGEST_NAME = 60  # what a printed sheet has room for
OLDEST_YEAR = 1900
_SPELLED = frozenset({IdKind.HEALTH_RECORD, IdKind.TEMPORARY})


@dataclass(frozen=True, slots=True)
class ResidentForm:
    """Texts as typed. Birth and sex may stay empty where an ID number says them.

    Without a number (newborn, no papers) ``temporary_reason`` is asked for and a temporary number is given.
    """

    name: str
    id_number: str = ""
    id_kind: IdKind = IdKind.RESIDENT
    sex: str = ""
    birth: str = ""
    phone: str = ""
    phone_relation: str = "本人"
    householder: str = ""
    division: str = ""
    village: str = ""
    group: str = ""
    address: str = ""
    temporary_reason: str = ""
    record_no: str = ""


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One field that cannot be taken; ``code`` has words in the table ``field_problem``, filled from ``facts``."""

    field: str
    code: str
    facts: dict[str, object] = dataclasses.field(default_factory=dict)


def form_of(person: Person) -> ResidentForm:
    """The form of a resident who is on record, to be changed."""
    number = next((one for one in person.identifiers if one.kind not in _SPELLED), None)
    phone = person.phones[0] if person.phones else Phone("")
    return ResidentForm(
        name=person.name,
        id_number=number.value if number else "",
        id_kind=number.kind if number else IdKind.RESIDENT,
        sex=person.sex.value,
        birth=person.birth.isoformat() if person.birth else "",
        phone=phone.number,
        phone_relation=phone.relation,
        householder=person.householder,
        division=person.address.division,
        village=person.address.village,
        group=person.address.group,
        address=person.address.text,
        temporary_reason=person.temporary_reason,
        record_no=person.number(IdKind.HEALTH_RECORD) or "",
    )


def problems(form: ResidentForm, today: date) -> list[FieldProblem]:
    """Everything that must be mended before the form can be saved, field by field in the order of the form."""
    return [*_name(form), *_number(form, today), *_birth(form, today), *_sex(form, today), *_reached(form)]


def checked_id(form: ResidentForm, today: date) -> ResidentId | None:
    """The verdict on a resident's ID number; None where none was typed or the document is another one."""
    if form.id_kind is not IdKind.RESIDENT or not tidy(form.id_number):
        return None
    return check_resident_id(form.id_number, today)


def birth_of(form: ResidentForm, today: date) -> date | None:
    """The birth date typed, else the one in the ID number."""
    found = checked_id(form, today)
    return read_date(form.birth) or (found.birth if found and found.valid else None)


def sex_of(form: ResidentForm, today: date) -> Sex:
    """The sex chosen, else the one in the ID number."""
    found = checked_id(form, today)
    return Sex(form.sex or (found.sex if found and found.valid else "") or Sex.UNKNOWN)


def number_of(form: ResidentForm, today: date) -> Identifier | None:
    """The number as stored: an ID number with 18 digits, others in capitals without blanks."""
    if not tidy(form.id_number):
        return None
    found = checked_id(form, today)
    value = found.id18 if found else tidy(form.id_number).upper().replace(" ", "")
    return Identifier(form.id_kind, value)


def person_of(form: ResidentForm, today: date, before: Person | None = None, temporary: str = "") -> Person:
    """The resident a form without problems makes; what the form does not show stays as it was ``before``."""
    number = number_of(form, today)
    record = [Identifier(IdKind.HEALTH_RECORD, tidy(form.record_no))] if tidy(form.record_no) else []
    given = [Identifier(IdKind.TEMPORARY, temporary)] if temporary else []
    kept = [one for one in (before.identifiers if before else ()) if one.kind is IdKind.TEMPORARY]
    phone = parse_phone(form.phone)
    first = [Phone(phone, as_written(form.phone_relation) or "本人")] if phone else []
    return Person(
        id=before.id if before else new_id(),
        name=as_written(form.name),
        sex=sex_of(form, today),
        birth=birth_of(form, today),
        identifiers=(*([number] if number else []), *record, *kept, *given),
        phones=(*first, *(before.phones[1:] if before else ())),
        address=Address(tidy(form.division), as_written(form.village), as_written(form.group), as_written(form.address)),
        householder=as_written(form.householder),
        deceased=before.deceased if before else None,
        temporary_reason="" if number else as_written(form.temporary_reason),
    )


def _name(form: ResidentForm) -> Iterator[FieldProblem]:
    name = as_written(form.name)
    if not name:
        yield FieldProblem("name", "name_missing")
    elif len(name) > LONGEST_NAME:
        yield FieldProblem("name", "name_long", {"most": LONGEST_NAME})
    elif not name[0].isalpha() or any(unicodedata.category(char)[0] == "C" for char in name):
        yield FieldProblem("name", "name_odd")


def _number(form: ResidentForm, today: date) -> Iterator[FieldProblem]:
    number, found = tidy(form.id_number), checked_id(form, today)
    if not number:
        if not tidy(form.temporary_reason):
            yield FieldProblem("id_number", "id_missing")
    elif found is not None and not found.valid:
        yield FieldProblem("id_number", f"id_{found.error}")
    elif found is None and not (4 <= len(number) <= 30 and any(char.isdigit() for char in number)):
        yield FieldProblem("id_number", "id_format_other")


def _birth(form: ResidentForm, today: date) -> Iterator[FieldProblem]:
    typed, found = read_date(form.birth), checked_id(form, today)
    if tidy(form.birth) and typed is None:
        yield FieldProblem("birth", "birth_format")
    elif typed is not None and typed > today:
        yield FieldProblem("birth", "birth_future")
    elif typed is not None and typed.year < OLDEST_YEAR:
        yield FieldProblem("birth", "birth_format")
    elif typed is not None and found is not None and found.valid and typed != found.birth:
        yield FieldProblem("birth", "birth_differs")
    elif typed is None and form.id_kind is not IdKind.RESIDENT and tidy(form.id_number):
        yield FieldProblem("birth", "birth_missing")


def _sex(form: ResidentForm, today: date) -> Iterator[FieldProblem]:
    found = checked_id(form, today)
    says = found.sex if found is not None and found.valid else ""
    if form.sex and form.sex not in set(Sex):
        yield FieldProblem("sex", "sex_missing")
    elif says and form.sex in (Sex.MALE, Sex.FEMALE) and form.sex != says:
        yield FieldProblem("sex", "sex_differs")
    elif not says and not form.sex:
        yield FieldProblem("sex", "sex_missing")


def _reached(form: ResidentForm) -> Iterator[FieldProblem]:
    if tidy(form.phone) and parse_phone(form.phone) is None:
        yield FieldProblem("phone", "phone_format")
    if tidy(form.division) and not (tidy(form.division).isdigit() and len(tidy(form.division)) in (6, 9, 12)):
        yield FieldProblem("division", "division_format")
    for name in ("householder", "village", "group", "address"):
        if len(getattr(form, name)) > 2 * LONGEST_NAME:
            yield FieldProblem(name, "text_long", {"most": 2 * LONGEST_NAME})
