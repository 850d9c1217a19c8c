"""院外用药: OutsideMedicine ↔ MedicationStatement, one for each answer; a later answer is derived from the first about the same medicine."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from app.clock import instant, local_day
from app.domain.ids import as_written
from app.domain.outside_medicine import BagSource, OutsideMedicine, Taking, commodity_code
from app.rules.frequencies import frequencies
from sync.fhir.build import Json, coding, concept, extension, reference, resource, wire_instant
from sync.fhir.codes import BAG_SOURCE, FORMULARY, GTIN
from sync.fhir.dosage import Dose, dosage_of, dose_to_fhir
from sync.fhir.element import Element, NotOurs, needed, opened

TYPE = "MedicationStatement"

_STATUS = {Taking.YES: "active", Taking.UNSURE: "unknown", Taking.NO: "stopped", Taking.MISTAKE: "entered-in-error"}
_TAKING = {told: taking for taking, told in _STATUS.items()} | {
    "completed": Taking.NO,
    "not-taken": Taking.NO,
    "on-hold": Taking.UNSURE,  # it may be taken again at any time
    "intended": Taking.UNSURE,
}
_SOURCES = {BagSource.CHEMIST: "药店", BagSource.HOSPITAL: "外院", BagSource.FAMILY: "家人带来", BagSource.OTHER: "其他"}
_USUAL = {1: "qd", 2: "bid", 3: "tid", 4: "qid"}
_SINCE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
_LONGEST, _MOST = 200, Decimal(1_000_000)


def to_fhir(one: OutsideMedicine) -> Json:
    """``category`` says where the box was bought; who told it is whoever asked."""
    wrong = one.taking is Taking.MISTAKE
    return resource(
        TYPE,
        one.id,
        extension=[extension("place", valueString=one.place)],
        status=_STATUS[one.taking],
        statusReason=[concept(text=one.reason)] if one.reason else None,
        category=concept(coding(BAG_SOURCE, one.source.value), text=_SOURCES[one.source]),
        medicationCodeableConcept=concept(coding(FORMULARY, one.drug), coding(GTIN, one.code), text=one.name),
        subject=reference("Patient", one.person),
        effectivePeriod={"start": one.since, "end": "" if wrong else one.stopped},
        dateAsserted=wire_instant(one.at),
        informationSource=reference("Practitioner", one.by),
        derivedFrom=[reference(TYPE, one.medicine)] if one.medicine != one.id else None,
        dosage=[_dosage(one)] if one.single or one.frequency or one.use else None,
    )


def from_fhir(body: Any) -> OutsideMedicine:
    """A stranger's too: its practitioner is nobody here, and what it says of the dose is taken as far as it can be counted.

    Raises NotOurs where no word says which medicine it is.
    """
    found = opened(body, TYPE)
    key, code = found.need("id"), _medication(found)
    told = found.child("category").code(BAG_SOURCE)
    name = as_written(code.words() or found.child("medicationReference").text("display"))[:_LONGEST]
    if not name or found.need("status") not in _TAKING:
        raise NotOurs(TYPE + ".medication", "no words")
    dosage = next(iter(found.each("dosage")), Element({}, TYPE + ".dosage"))
    dose = dosage_of(dosage)
    counted = 0 < dose.single < _MOST
    period = found.child("effectivePeriod")
    return OutsideMedicine(
        id=key,
        person=needed(found.target("subject", "Patient"), TYPE + ".subject"),
        medicine=next(iter(found.targets("derivedFrom", TYPE)), key),
        drug=code.code(FORMULARY),
        name=name,
        source=BagSource(told) if told in frozenset(BagSource) else BagSource.HOSPITAL,
        taking=_TAKING[found.need("status")],
        by=found.target("informationSource", "Practitioner") if told else None,
        at=_asserted(found),
        code=next((digits for one in code.codes(GTIN) if (digits := commodity_code(one))), ""),
        place=found.child("informationSource").text("display") if not told else found.extension("place").text("valueString"),
        single=f"{dose.single:f}" if counted else "",
        unit=dose.unit if counted else "",
        frequency=dose.frequency if dose.frequency in frequencies() else _usual(dose.per_day),
        use=_said(dosage, dose),
        since=_partial(period, "start") or _partial(found, "effectiveDateTime"),
        stopped=_partial(period, "end"),
        reason=next((words for one in found.each("statusReason") if (words := one.words())), "")[:_LONGEST],
    )


def _medication(found: Element) -> Element:
    """Its concept; where it points into itself, that of the medicine it holds."""
    place = found.child("medicationReference").text("reference")
    held = (one.child("code") for one in found.each("contained") if place and place == f"#{one.text('id')}")
    return next(held, found.child("medicationCodeableConcept"))


def _dosage(one: OutsideMedicine) -> Json:
    known = frequencies().get(one.frequency)
    per_day = known.per_day if known is not None and known.per_day is not None else Decimal(0)
    return dose_to_fhir(Dose(Decimal(one.single or 0), one.unit, one.frequency, per_day, "", ""), one.use)


def _usual(per_day: Decimal) -> str:
    """What a stranger's timing is called here, where it is one of the usual ones."""
    return next((code for times, code in _USUAL.items() if times == per_day), "")


def _said(dosage: Element, dose: Dose) -> str:
    """The words of a dosage, '' where they say what its numbers say."""
    words = as_written(dosage.text("text"))
    return "" if words == dose_to_fhir(dose)["text"] else words[:_LONGEST]


def _asserted(found: Element) -> str:
    period, meta = found.child("effectivePeriod"), found.child("meta")
    told = (found.moment("dateAsserted"), _whole(found, "effectiveDateTime"), _whole(period, "start"), meta.moment("lastUpdated"))
    return needed(next((at for at in told if at), None), TYPE + ".dateAsserted")


def _whole(found: Element, name: str) -> str | None:
    """A moment, None where only a month or a year is known."""
    return found.moment(name) if len(found.text(name)) >= len("2026-03-05") else None


def _partial(found: Element, name: str) -> str:
    """A year, a month or a day; an instant counts as its day here."""
    told = found.time(name) or ""
    day = local_day(instant(told)).isoformat() if "T" in told else told
    return day if _SINCE.fullmatch(day) else ""
