"""From an ASTM message to readings: specimens, comments that carry units, controls that are nobody's."""

from __future__ import annotations

import re
from dataclasses import dataclass

from device_drivers.protocols.astm import Message, Record
from device_drivers.protocols.laboratory import Findings, iso_time, quantity

_CONTROL_SPECIMEN = re.compile(r"QC[-_ \d]?", re.IGNORECASE)  # Sysmex names control samples so
_TRIALS = {"Q": "qc", "T": "training", "D": "debugging"}  # H-12: anything but P (production)


@dataclass(frozen=True, slots=True)
class Quirks:
    """How a model differs. specimen: (field, component) of an O record, the first that is not empty counts; component 0 = any.

    units_in_comments: units stand in the C record behind a result.
    """

    specimen: tuple[tuple[int, int], ...] = ((3, 0), (4, 0))
    units_in_comments: bool = False


QUIRKS = {
    "": Quirks(),
    "cobas-c311": Quirks(specimen=((3, 2),)),  # component 1 is a running number
    "dca": Quirks(units_in_comments=True),
}


def findings(message: Message, quirks: Quirks) -> list[Findings]:
    """One for each order record that has results; results without an order count as one more."""
    made: list[Findings] = []
    patient = ""
    for at, record in enumerate(message.records):
        match record.kind:
            case "P":
                patient = next(
                    (record[number].strip() for number in (3, 4) if record[number].strip(message.delimiters.component + " ")), ""
                )
            case "O":
                made.append(_order(message, record, patient, quirks))
            case "R":
                if not made:
                    made.append(_order(message, Record(("O",)), patient, quirks))
                following = message.records[at + 1] if at + 1 < len(message.records) else Record(("",))
                _add(message, made[-1], record, following, quirks)
    return made


def _order(message: Message, record: Record, patient: str, quirks: Quirks) -> Findings:
    specimen = next((text for text in (_specimen(message, record, *place) for place in quirks.specimen) if text), "")
    trial = "qc" if record[12].strip() == "Q" or _CONTROL_SPECIMEN.match(specimen) else _TRIALS.get(message.header[12].strip(), "")
    context = [("patient_id", patient), *([("result_kind", trial)] if trial else [])]
    return Findings(iso_time(record[23]), specimen, context=context, quality_control=bool(trial))


def _specimen(message: Message, record: Record, number: int, component: int) -> str:
    parts = [part.strip() for part in message.parts(record[number])]
    if component:
        return parts[component - 1] if component <= len(parts) else ""
    return next((part for part in parts if part), "")


def _add(message: Message, to: Findings, record: Record, following: Record, quirks: Quirks) -> None:
    test = message.delimiters.unescaped(message.first_part(record[3]))
    value = message.delimiters.unescaped(message.first_part(record[4]))
    unit = record[5].strip() or (_unit_in_comment(message, following) if quirks.units_in_comments else "")
    found = None if record[9].strip() == "X" else quantity(value, unit, flag=record[7].strip(), reference=record[6].strip())
    to.add(_name(message, to, record, test), found)
    to.device_time = iso_time(record[13]) or iso_time(record[12]) or to.device_time  # completed, else started


def _name(message: Message, to: Findings, record: Record, test: str) -> str:
    """The test's id; the whole field where it gives several results of one id (GeneXpert probes)."""
    taken = {name for name, _ in to.values} | set(to.not_measured)
    return message.delimiters.unescaped(record[3].strip(message.delimiters.component)) if test in taken or not test else test


def _unit_in_comment(message: Message, comment: Record) -> str:
    if comment.kind != "C":
        return ""
    parts = message.parts(comment[4])
    words = parts[1].split() if len(parts) > 1 else []
    return words[-1] if len(words) > 1 else ""
