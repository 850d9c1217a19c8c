"""Person ↔ Patient: numbers as identifiers, phones with whose they are, address with its division code, links of one human.

Read back as far as a person is known to us: ``birth`` and ``deceased`` only where the whole day is known.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from app.domain.person import Address, Identifier, IdKind, Person, Phone, Sex
from sync.fhir.build import Json, coding, extension, reference, resource
from sync.fhir.codes import DIVISION, DOCUMENT_NO, HEALTH_RECORD_NO, RESIDENT_ID, SEX
from sync.fhir.element import Element, opened

TYPE = "Patient"
SELF = "本人"

_GENDER = {Sex.MALE: "male", Sex.FEMALE: "female", Sex.UNKNOWN: "unknown", Sex.UNSTATED: "unknown"}
SYSTEMS = {kind: DOCUMENT_NO + kind for kind in IdKind} | {IdKind.RESIDENT: RESIDENT_ID, IdKind.HEALTH_RECORD: HEALTH_RECORD_NO}
_KINDS = {system: kind for kind, system in SYSTEMS.items()}


def to_fhir(person: Person, links: Iterable[str] = (), organization: str | None = None) -> Json:
    """``links``: other records of the same human, from person_link; ``organization``: who keeps the record."""
    return resource(
        TYPE,
        person.id,
        extension=[
            extension("sex", valueCoding=coding(SEX, person.sex)),
            extension("householder", valueString=person.householder),
            extension("temporary-reason", valueString=person.temporary_reason),
        ],
        identifier=[{"system": SYSTEMS[one.kind], "value": one.value} for one in person.identifiers],
        active=True,
        name=[{"use": "official", "text": person.name}] if person.name else None,
        telecom=[_telecom(phone, rank) for rank, phone in enumerate(person.phones, 1) if phone.relation == SELF],
        gender=_GENDER[person.sex],
        birthDate=_iso(person.birth),
        deceasedDateTime=_iso(person.deceased),
        address=[_address(person.address)] if person.address != Address() else None,
        contact=[_contact(phone, rank) for rank, phone in enumerate(person.phones, 1) if phone.relation != SELF],
        managingOrganization=reference("Organization", organization),
        link=[{"other": reference(TYPE, other), "type": "seealso"} for other in links],
    )


def from_fhir(body: Any) -> Person:
    """The person of a Patient; :func:`links_of` gives what it is linked to."""
    patient = opened(body, TYPE)
    return Person(
        id=patient.need("id"),
        name=_name(patient),
        sex=_sex(patient),
        birth=patient.day("birthDate"),
        identifiers=tuple(_identifiers(patient)),
        phones=_phones(patient),
        address=_read_address(next(iter(patient.each("address")), Element({}, "Patient.address"))),
        householder=patient.extension("householder").text("valueString"),
        deceased=patient.day("deceasedDateTime"),
        temporary_reason=patient.extension("temporary-reason").text("valueString"),
    )


def links_of(body: Any) -> tuple[str, ...]:
    """Ids of the other records of the same human."""
    patient = opened(body, TYPE)
    return tuple(found for link in patient.each("link") if (found := link.target("other", TYPE)))


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _telecom(phone: Phone, rank: int) -> Json:
    return {"system": "phone", "value": phone.number, "rank": rank}


def _contact(phone: Phone, rank: int) -> Json:
    return {"relationship": [{"text": phone.relation}], "telecom": [_telecom(phone, rank)]}


def _address(address: Address) -> Json:
    return {
        "extension": [
            extension("division", valueCoding=coding(DIVISION, address.division)),
            extension("village", valueString=address.village),
            extension("group", valueString=address.group),
        ],
        "use": "home",
        "text": address.text,
        "line": [address.village, address.group],
        "country": "CN",
    }


def _read_address(address: Element) -> Address:
    return Address(
        division=address.extension("division").child("valueCoding").text("code"),
        village=address.extension("village").text("valueString"),
        group=address.extension("group").text("valueString"),
        text=address.text("text"),
    )


def _name(patient: Element) -> str:
    """The whole name of the first that has one; a stranger's family and given names are put together, Chinese way."""
    for name in patient.each("name"):
        whole = name.text("text") or name.text("family") + "".join(name.texts("given"))
        if whole:
            return whole
    return ""


def _sex(patient: Element) -> Sex:
    gender = patient.text("gender")
    if gender in ("male", "female"):
        return Sex.MALE if gender == "male" else Sex.FEMALE
    said = patient.extension("sex").child("valueCoding").text("code")
    return Sex.UNSTATED if said == Sex.UNSTATED else Sex.UNKNOWN


def _identifiers(patient: Element) -> Iterable[Identifier]:
    for one in patient.each("identifier"):
        kind = _KINDS.get(one.text("system"))
        if kind is not None and one.text("value"):
            yield Identifier(kind, one.text("value"))


def _phones(patient: Element) -> tuple[Phone, ...]:
    """In the order of their ranks; what has no rank comes last."""
    told: list[tuple[int, Phone]] = [(_rank(one), Phone(one.text("value"), SELF)) for one in _calls(patient)]
    for contact in patient.each("contact"):
        relation = next((one.words() for one in contact.each("relationship") if one.words()), "")
        told += [(_rank(one), Phone(one.text("value"), relation)) for one in _calls(contact)]
    return tuple(phone for _, phone in sorted(told, key=lambda one: one[0]))


def _calls(owner: Element) -> list[Element]:
    return [one for one in owner.each("telecom") if one.text("system") in ("phone", "") and one.text("value")]


def _rank(telecom: Element) -> int:
    return telecom.whole("rank") or 1_000_000
