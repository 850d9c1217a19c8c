"""EcgRecording ↔ Observation: one component per lead with its native steps as SampledData (value = data × factor + origin).

A recording up to a minute is one resource. A longer one has its signal in segments of a minute each, which it names as members:
every one arrives for itself over a slow line (sync.md 4.5).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from app.clock import instant, iso
from app.domain.ecg import EcgRecording
from app.domain.ids import derived_id
from sync.fhir import codes
from sync.fhir.build import Json, coding, concept, extension, group, part, quantity, reference, resource, wire_instant
from sync.fhir.element import BadResource, Element, NotOurs, Unreadable, needed, opened

TYPE = "Observation"
SEGMENT_SECONDS = 60

Samples = Mapping[str, Sequence[int | None]]

_STATUSES = {"recording": "preliminary", "final": "final", "entered-in-error": "entered-in-error"}
_READ = {"preliminary": "recording", "final": "final", "amended": "final", "corrected": "final", "entered-in-error": "entered-in-error"}
_NANOVOLTS_PER_MILLIVOLT = 1_000_000
_LEAD_OF = {code: lead for lead, code in codes.LEADS.items()}


@dataclass(frozen=True, slots=True)
class Segment:
    """One minute of a long recording."""

    recording: str
    number: int
    samples: dict[str, list[int | None]]


def segment_count(recording: EcgRecording) -> int:
    """How many segments carry the signal; 0 where the recording carries it itself."""
    return 0 if recording.seconds <= SEGMENT_SECONDS else -(-(recording.seconds + 1) // SEGMENT_SECONDS)


def segment_id(recording: str, number: int) -> str:
    """Id of a segment, counted from 0."""
    return derived_id("ecg-segment", recording, str(number))


def to_fhir(recording: EcgRecording, samples: Samples, taken_by: str | None = None) -> Json:
    """``samples``: all of them by lead, None where the device had no signal."""
    count = segment_count(recording)
    rate = {"code": concept(coding(codes.LOINC, "8867-4"), coding(codes.MDC, "147842"), text="心率")}
    rate |= {"valueQuantity": quantity(None if recording.heart_rate is None else Decimal(recording.heart_rate), "/min")}
    return _observation(
        recording,
        recording.id,
        _STATUSES[recording.status],
        (0, recording.seconds),
        extension=[
            group(
                "recording",
                part("leads", valueString=" ".join(recording.leads)),
                part("hz", valueInteger=recording.hz),
                part("nanovoltsPerStep", valueInteger=recording.nv_per_lsb),
                part("seconds", valueInteger=recording.seconds),
                part("sha256", valueString=recording.sha256),
            ),
            extension("quality", valueString=recording.quality),
        ],
        performer=[reference("Practitioner", taken_by)],
        hasMember=[reference(TYPE, segment_id(recording.id, number)) for number in range(count)],
        component=[
            *([] if count else _components(recording, samples)),
            *([rate] if recording.heart_rate is not None else []),
        ],
    )


def segment_to_fhir(recording: EcgRecording, samples: Samples, number: int) -> Json:
    """Minute ``number`` of ``samples``, which are those of the whole recording."""
    length = SEGMENT_SECONDS * recording.hz
    part_of = {lead: signal[number * length : (number + 1) * length] for lead, signal in samples.items()}
    start = number * SEGMENT_SECONDS
    return _observation(
        recording,
        segment_id(recording.id, number),
        _STATUSES[recording.status],
        (start, min(start + SEGMENT_SECONDS, recording.seconds)),
        extension=[group("segment", part("recording", valueString=recording.id), part("number", valueInteger=number))],
        component=_components(recording, part_of),
    )


def from_fhir(body: Any) -> EcgRecording:
    """Raises NotOurs for another observation, for a segment, and for a signal that is not made of whole device steps."""
    found = _opened(body)
    if found.extension("segment"):
        raise NotOurs(TYPE + ".extension", "a segment of a recording")
    told = found.extension("recording")
    signals = _signals(found)
    leads = tuple(told.part("leads").text("valueString").split()) or tuple(lead for lead, _ in signals)
    hz, step = _scale(told, [one for _, one in signals])
    length = max((len(one.text("data").split()) for _, one in signals), default=0)
    seconds = told.part("seconds").whole("valueInteger")
    rate = next((one for one in found.each("component") if one.child("code").code(codes.LOINC) == "8867-4"), None)
    return EcgRecording(
        id=found.need("id"),
        person=needed(found.target("subject", "Patient"), TYPE + ".subject"),
        encounter=found.target("encounter", "Encounter"),
        device=found.target("device", "Device") or "",
        started_at=needed(found.child("effectivePeriod").moment("start") or found.moment("effectiveDateTime"), TYPE + ".effectivePeriod"),
        leads=leads,
        hz=hz,
        nv_per_lsb=step,
        seconds=length // hz if seconds is None else seconds,
        status=_status(found),
        quality=found.extension("quality").text("valueString"),
        heart_rate=rate.child("valueQuantity").whole("value") if rate else None,
        sha256=told.part("sha256").text("valueString"),
    )


def is_segment(body: Any) -> bool:
    """Whether a resource is a segment of a recording, which is no record by itself."""
    try:
        return bool(_opened(body).extension("segment"))
    except Unreadable:
        return False


def samples_of(body: Any) -> dict[str, list[int | None]]:
    """The steps a recording or segment carries, by lead; ``E`` (no signal), ``L`` and ``U`` (out of range) are None."""
    return {lead: [_step(one, signal.path) for one in signal.text("data").split()] for lead, signal in _signals(_opened(body))}


def segment_from_fhir(body: Any) -> Segment:
    """Raises NotOurs for what is no segment."""
    told = _opened(body).extension("segment")
    number = told.part("number").whole("valueInteger")
    if not told or number is None:
        raise NotOurs(TYPE + ".extension", "no segment of a recording")
    return Segment(told.part("recording").need("valueString"), number, samples_of(body))


def millivolts(signal: Element) -> list[Decimal | None]:
    """The values of a SampledData in the unit of its origin: data × factor + origin (R4 datatypes, SampledData)."""
    origin = signal.child("origin").number("value") or Decimal(0)
    factor = signal.number("factor")
    scale = Decimal(1) if factor is None else factor
    steps = (_step(one, signal.path) for one in signal.text("data").split())
    return [None if step is None else step * scale + origin for step in steps]


def _observation(recording: EcgRecording, fhir_id: str, status: str, span: tuple[int, int], **elements: Any) -> Json:
    begin = instant(recording.started_at)
    start, end = (wire_instant(iso(begin + timedelta(seconds=one))) for one in span)
    return resource(
        TYPE,
        fhir_id,
        status=status,
        category=[concept(coding(codes.OBSERVATION_CATEGORY, "procedure"))],
        code=concept(coding(codes.LOINC, codes.ECG_PANEL), coding(codes.MDC, codes.ECG_MDC), text="心电图"),
        subject=reference("Patient", recording.person),
        encounter=reference("Encounter", recording.encounter),
        device=reference("Device", recording.device),
        effectivePeriod={"start": start, "end": end},
        **elements,
    )


def _components(recording: EcgRecording, samples: Samples) -> list[Json]:
    return [_component(recording, lead, samples[lead]) for lead in recording.leads if samples.get(lead)]


def _component(recording: EcgRecording, lead: str, signal: Sequence[int | None]) -> Json:
    return {
        "code": concept(coding(codes.MDC, codes.LEADS.get(lead, "")), coding(codes.ECG_LEAD, lead), text=lead),
        "valueSampledData": {
            "origin": quantity(Decimal(0), "mV"),
            "period": period_ms(recording.hz),
            "factor": Decimal(recording.nv_per_lsb) / _NANOVOLTS_PER_MILLIVOLT,
            "dimensions": 1,
            "data": " ".join("E" if step is None else str(step) for step in signal),
        },
    }


def period_ms(hz: int) -> Decimal:
    """Milliseconds between samples: R4 has no rate (250 Hz → 4)."""
    return round(Decimal(1000) / hz, 10).normalize() if 1000 % hz else Decimal(1000 // hz)


def _opened(body: Any) -> Element:
    found = opened(body, TYPE)
    code = found.child("code")
    if codes.ECG_PANEL not in code.codes(codes.LOINC) and codes.ECG_MDC not in code.codes(codes.MDC):
        raise NotOurs(TYPE + ".code", "another observation")
    return found


def _signals(found: Element) -> list[tuple[str, Element]]:
    return [(_lead(one.child("code")), one.child("valueSampledData")) for one in found.each("component") if one.has("valueSampledData")]


def _lead(code: Element) -> str:
    own = code.code(codes.ECG_LEAD)
    return own or next((_LEAD_OF[one] for one in code.codes(codes.MDC) if one in _LEAD_OF), "") or needed(code.words(), code.path)


def _scale(told: Element, signals: Sequence[Element]) -> tuple[int, int]:
    """Samples a second and nanovolts a step, the same for every lead."""
    hz, step = told.part("hz").whole("valueInteger"), told.part("nanovoltsPerStep").whole("valueInteger")
    scales = {_scale_of(one) for one in signals} or {(hz, step)}
    if len(scales) > 1:
        raise NotOurs(TYPE + ".component", "leads of different scales")
    found_hz, found_step = scales.pop()
    if not found_hz or not found_step:
        raise BadResource(TYPE + ".component", "no scale")
    return found_hz, found_step


def _scale_of(signal: Element) -> tuple[int | None, int | None]:
    period, factor = signal.number("period"), signal.number("factor")
    if period is None or not 0 < period <= 1000:
        raise BadResource(signal.path + ".period", "out of range")
    step = (Decimal(1) if factor is None else factor) * _NANOVOLTS_PER_MILLIVOLT
    origin = signal.child("origin")
    if origin.number("value") or origin.text("code") not in ("mV", "") or abs(step) > 10**9 or step != step.to_integral_value():
        raise NotOurs(signal.path, "not whole steps from zero in mV")
    return round(1000 / period), int(step)


def _status(found: Element) -> str:
    status = found.need("status")
    if status not in _READ:
        raise NotOurs(TYPE + ".status", "no recording that stands")
    return _READ[status]


def _step(text: str, path: str) -> int | None:
    if text in ("E", "L", "U"):
        return None
    try:
        return int(text[:20])
    except ValueError:
        raise NotOurs(path + ".data", "not whole steps") from None
