"""质控与检定 of a device ↔ Communication about the Device: who found what of it, and from when on that holds.

R4's DeviceMetric.calibration has neither strips nor a control result, an Observation with a Device as its subject is refused by servers
that expect a Patient. ``sender`` is whoever wrote it down; without one the device itself, which sent it with its own mark.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from app.domain.device_check import CheckKind, ControlOutcome, DeviceCheck
from app.errors import KnownError
from app.rules.device_checks import read_range
from sync.fhir import message
from sync.fhir.build import Json, concept, part, reference
from sync.fhir.element import BadResource, Element, needed

TYPE = message.TYPE
_MARK = "device-check"
_TEXTS = ("batch", "level", "low", "high", "value")
_TITLES = {CheckKind.VERIFICATION: "检定有效期", CheckKind.STRIPS: "启用试纸", CheckKind.CONTROL: "质控结果"}


def to_fhir(one: DeviceCheck) -> Json:
    """``sent``: the instant from which it holds."""
    made = message.to_fhir(
        _MARK,
        [
            part("kind", valueCode=one.kind.value),
            part("until", valueDate=one.until),
            *(part(name, valueString=getattr(one, name)) for name in _TEXTS),
            *(part("range", valueString=text or _NONE) for text in one.ranges),
            part("outcome", valueCode=one.outcome.value),
            part("readingKey", valueString=one.reading_key),
            part("replaces", valueReference=reference(TYPE, one.replaces)),
        ],
        {"id": one.id, "by": one.by or "", "at": one.at},
        _MARK,
        "设备质控与检定",
        about=[reference("Device", one.device)],
        topic=concept(text=_TITLES[one.kind]),
    )
    return made if one.by else made | {"sender": reference("Device", one.device)}


def from_fhir(body: Any) -> DeviceCheck:
    """Raises NotOurs for a message of anything else, BadResource for a check that is none."""
    found, told = message.read(body, _MARK)
    devices = found.targets("about", "Device")
    kind, outcome = told.part("kind").need("valueCode"), told.part("outcome").text("valueCode")
    if len(devices) != 1 or kind not in frozenset(CheckKind) or outcome not in frozenset(ControlOutcome):
        raise BadResource(TYPE + ".extension", "no check of a device")
    made = DeviceCheck(
        id=found.need("id"),
        device=devices[0],
        kind=CheckKind(kind),
        at=needed(found.moment("sent"), TYPE + ".sent"),
        by=found.target("sender", "Practitioner"),
        until=told.part("until").text("valueDate"),
        ranges=tuple(_range(one) for one in told.parts("range")),
        outcome=ControlOutcome(outcome),
        reading_key=told.part("readingKey").text("valueString"),
        replaces=told.part("replaces").target("valueReference", TYPE) or "",
        **{name: told.part(name).text("valueString") for name in _TEXTS},
    )
    _refuse_unusable(made)
    return made


_NONE = "-"
"""A level without a range on the box: its place is kept, an empty string is none of FHIR's."""


def _range(told: Element) -> str:
    text = told.need("valueString")
    return "" if text == _NONE else text


def _refuse_unusable(one: DeviceCheck) -> None:
    """What readings are judged by must be readable here."""
    try:
        if one.kind is not CheckKind.CONTROL:
            date.fromisoformat(one.until)
        for text in one.ranges:
            if text:
                read_range(text)
    except (ValueError, KnownError):
        raise BadResource(TYPE + ".extension", "no check of a device") from None
    if one.kind is CheckKind.CONTROL and one.outcome is ControlOutcome.NONE:
        raise BadResource(TYPE + ".extension", "a control result that says nothing")
