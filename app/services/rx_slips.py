"""What is handed out beside the prescription, in the words that were signed: guidance slip, labels, infusion slip."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from app.domain.amounts import amount_text, plain_number
from app.errors import KnownError
from app.printing.drug_label import DrugLabel
from app.printing.forms import daily_times
from app.printing.infusion import Bottle, InfusionDrug, InfusionSlip
from app.printing.slip import Slip, SlipLine
from app.rules.frequencies import frequencies
from app.services.rx_draft import DRIP

_CODE = re.compile(r"[(（][a-z0-9]+[)）]")
_DOSE = re.compile(r"每次([^,，]*)")
_PIECES = re.compile(r"[(（]([^)）]*)[)）]")
_RATE = re.compile(rf"(\d+)\s*{DRIP}")
_COMES_BACK_DAYS = 7
"""Who has drugs for longer is asked back before they are used up."""
_INFUSED = "iv"

Json = Mapping[str, Any]


class Paper(StrEnum):
    """What can be printed beside the sheets of one signing act."""

    SLIP = "medication_slip"
    LABELS = "drug_labels"
    INFUSION = "infusion_slip"


def drawn(paper: Paper, documents: Sequence[Json], phone: str, own: tuple[SlipLine, ...] = ()) -> bytes:
    """The paper of one signing act; ``own``: what the patient takes from elsewhere. Raises KnownError ``rx_nothing_infused``, ``rx_nothing_labelled``, ``font_missing``."""
    from app.printing.drug_label import labels_pdf  # reportlab and the typeface load with the first print
    from app.printing.infusion import infusion_pdf
    from app.printing.slip import slip_pdf

    if paper is Paper.SLIP:
        return slip_pdf(slip_of(documents, phone, own))
    if paper is Paper.LABELS:
        labels = labels_of(documents, phone)
        if not labels:
            raise KnownError("rx_nothing_labelled")
        return labels_pdf(labels)
    infusion = infusion_of(documents)
    if infusion is None:
        raise KnownError("rx_nothing_infused")
    return infusion_pdf(infusion)


def slip_of(documents: Sequence[Json], phone: str, own: tuple[SlipLine, ...] = ()) -> Slip:
    """What the patient takes home of all sheets, without the Latin codes and without a diagnosis (H48)."""
    head = documents[0]
    lines = [slip_line(document, line) for document, line in _lines(documents) if not document.get("decoction")]
    lines += [_decoction_line(document) for document in documents if document.get("decoction")]
    patient = head["patient"]
    return Slip(head["institution"]["name"], phone, patient["name"], patient["age"], head["issued"], (*lines, *own), _next(documents))


def labels_of(documents: Sequence[Json], phone: str) -> tuple[DrugLabel, ...]:
    """One label a drug, one for a whole decoction; what is infused here gets none."""
    found = [
        (document, slip_line(document, line), line["strength"])
        for document, line in _lines(documents)
        if not document.get("decoction") and line["route"] != _INFUSED
    ]
    found += [(document, _decoction_line(document), "") for document in documents if document.get("decoction")]
    return tuple(_label(document, line, strength, (n, len(found)), phone) for n, (document, line, strength) in enumerate(found, start=1))


def infusion_of(documents: Sequence[Json]) -> InfusionSlip | None:
    """The bottles in the order of the sheets; None where nothing is infused."""
    bottles: dict[str, list[Json]] = {}
    for number, (_, line) in enumerate(_lines(documents)):
        if line["route"] == _INFUSED:
            bottles.setdefault(line.get("bag") or f"line {number}", []).append(line)
    if not bottles:
        return None
    head, patient = documents[0], documents[0]["patient"]
    return InfusionSlip(
        institution=head["institution"]["name"],
        number="、".join(document["number"] for document in documents if any(line["route"] == _INFUSED for line in document["lines"])),
        name=patient["name"],
        sex=patient["sex"],
        age=patient["age"],
        weight=patient["weight"],
        diagnosis="；".join(one["display"] for one in head["diagnoses"]),
        allergies=patient["allergies"],
        issued=head["issued"],
        prescriber=head["prescriber"]["name"],
        bottles=tuple(_bottle(lines) for lines in bottles.values()),
    )


def _lines(documents: Iterable[Json]) -> Iterator[tuple[Json, Json]]:
    return ((document, line) for document in documents for line in document["lines"])


def _bottle(lines: list[Json]) -> Bottle:
    """The first line says how often; a rate may stand at any of them."""
    first = lines[0]
    known = frequencies().get(first["frequency"])
    days = int(first["days"])
    often = "，".join(part for part in (known.words if known is not None else "", f"{days}天" if days > 1 else "") if part)
    rate = next((found[1] for line in lines if (found := _RATE.search(line["note"]))), "")
    drugs = (InfusionDrug(line["name"], amount_text(Decimal(line["single"]), line["dose_unit"]), line["skin_test"]) for line in lines)
    return Bottle(tuple(drugs), often, rate)


def _label(document: Json, line: SlipLine, strength: str, place: tuple[int, int], phone: str) -> DrugLabel:
    patient = document["patient"]
    return DrugLabel(
        institution=document["institution"]["name"],
        phone=phone,
        name=patient["name"],
        age=patient["age"],
        drug=line.name,
        strength=strength,
        quantity=line.quantity,
        usage=line.usage,
        note=line.note,
        issued=document["issued"],
        place=place,
    )


def slip_line(document: Json, line: Json) -> SlipLine:
    """A line of a signed sheet."""
    last = _last_day(document, line)
    quantity = f"{plain_number(Decimal(line['quantity']))}{line['quantity_unit']}"
    until = "" if last is None else last.isoformat()
    return SlipLine(line["name"], quantity, _CODE.sub("", line["usage"]), line["note"], until, times_of(line))


def _decoction_line(document: Json) -> SlipLine:
    """All herbs of a sheet as the one medicine that they become."""
    made, last = document["decoction"], max((day for line in document["lines"] if (day := _last_day(document, line))), default=None)
    named = "、".join(f"{line['name']}（{line['note']}）" for line in document["lines"] if line["note"])
    return SlipLine("中药饮片", f"{made['doses']}剂", f"{made['method']}，{made['use']}", named, "" if last is None else last.isoformat())


def _last_day(document: Json, line: Json) -> date | None:
    """The day on which it is used up; None for what is taken as needed or once."""
    days = int(line["days"])
    return None if line["as_needed"] or days < 1 else date.fromisoformat(document["issued"]) + timedelta(days - 1)


def times_of(line: Json) -> tuple[str, ...]:
    """How much at each time of the day, in pieces where it is counted in pieces; none where the frequency does not say when."""
    when = () if line["as_needed"] or line["route"] == _INFUSED else daily_times(line["frequency"])
    found = _DOSE.search(line["usage"])
    if not when or found is None:
        return ()
    pieces = _PIECES.search(found[1])
    dose = pieces[1] if pieces is not None else found[1]
    return tuple(dose if taken else "" for taken in when)


def _next(documents: Sequence[Json]) -> str:
    """The day on which the first of the long treatments is used up."""
    days = [
        last
        for document, line in _lines(documents)
        if int(line["days"]) > _COMES_BACK_DAYS and (last := _last_day(document, line)) is not None
    ]
    return min(days).isoformat() if days else ""
