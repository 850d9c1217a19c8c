"""From an ORU^R01 to readings: whose results, which specimen, which lines are values and which are the analyser's settings."""

from __future__ import annotations

import re

from device_drivers.protocols.hl7 import Hl7Message, ResultKind, Segment, result_kind
from device_drivers.protocols.laboratory import Findings, iso_time, quantity
from device_drivers.readings import Quantity

_PICTURES = frozenset(("ED", "RP"))  # histograms: kept in the raw bytes only
_SETTINGS = frozenset(("IS",))  # modes, reference group, alarms
_AGE, _REMARK = "30525-0", "01001"  # sent as results, but they are none
_HAEMATOLOGY = "99MRC"  # Mindray's coding: these analysers give the sample id in OBR-3, chemistry in OBR-2
_STRUCTURED = re.compile(r"([<>]=?|)\^([^^]*)\^?\^?", re.ASCII)


def findings(message: Hl7Message) -> list[Findings]:
    """One for each OBR. Quarantine where the message does not say whose results these are."""
    kind = result_kind(message)
    made: list[Findings] = []
    patient = next((text for text in (message.part(message.first("PID")[number]).strip() for number in (3, 2)) if text), "")
    for segment in message.segments:
        if segment.name == "OBR":
            made.append(_specimen(message, segment, kind, patient))
        elif segment.name == "OBX":
            if not made:
                made.append(_specimen(message, Segment(("OBR",)), kind, patient))
            _add(message, made[-1], segment)
    return made


def _specimen(message: Hl7Message, order: Segment, kind: ResultKind, patient: str) -> Findings:
    haematology = order[4].split(message.component)[2:3] == [_HAEMATOLOGY]
    barcode = "" if kind is ResultKind.QC and not haematology else message.part(order[3 if haematology else 2]).strip()
    found = Findings(iso_time(order[7]), barcode, quality_control=kind is not ResultKind.PATIENT)
    found.context = [("patient_id", patient), ("result_kind", kind.value)]
    if kind is ResultKind.QC and not haematology:
        _control_values(message, found, order)
    return found


def _control_values(message: Hl7Message, found: Findings, order: Segment) -> None:
    """A chemistry analyser's control: the values stand in the OBR itself."""
    test, label = message.part(order[2]).strip(), message.part(order[3]).strip()
    if test:
        found.add(test, quantity(order[20], order[21].strip(), label=label))
    names = {13: "control", 14: "lot", 17: "level", 18: "target_mean", 19: "target_sd"}
    found.context += [(name, message.unescaped(order[number]).strip()) for number, name in names.items()]
    found.device_time = iso_time(order[6]) or found.device_time


def _add(message: Hl7Message, to: Findings, line: Segment) -> None:
    test, kind = message.part(line[3]).strip(), line[2].strip()
    if not test or kind in _PICTURES:
        return
    label = message.unescaped(line[4]).strip() or message.part(line[3], 2).strip()
    if kind in _SETTINGS or test in (_AGE, _REMARK):
        to.context.append((label or test, message.unescaped(line[5]).strip()))
        return
    found = None if line[11].strip() == "X" else _value(message, line, kind, label)
    to.add(test, found)
    to.device_time = iso_time(line[14]) or to.device_time


def _value(message: Hl7Message, line: Segment, kind: str, label: str) -> Quantity | None:
    said = message.unescaped(line[5])
    structured = _STRUCTURED.fullmatch(line[5].strip()) if kind == "SN" else None
    if structured is not None:
        said = structured[1] + structured[2]
    if kind in ("CE", "CWE"):
        said = message.part(line[5], 2) or message.part(line[5])
    unit, flag, reference = message.part(line[6]).strip(), message.unescaped(line[8]).strip(), message.unescaped(line[7]).strip()
    return quantity(said, unit, label=label, flag=flag, reference=reference)
