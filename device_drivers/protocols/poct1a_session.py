"""A conversation with a POCT1-A meter: it says hello and how much it has, we ask for it, each message is kept, then acknowledged.

Asked for: observations, then to go on sending as they come. Not sent: clock, lists of people, any vendor's directive.
"""

from __future__ import annotations

import re
from datetime import datetime

from device_drivers.protocols import poct1a
from device_drivers.protocols.byte_stream import Refusal
from device_drivers.protocols.laboratory import Envelope, Findings, quantity
from device_drivers.protocols.machine import (
    SERIAL,
    Actions,
    Keep,
    Refuse,
    Result,
    State,
    Write,
)
from device_drivers.protocols.message_session import MessageSession
from device_drivers.protocols.poct1a import Document, Element, Space
from device_drivers.protocols.refusal import Refused
from device_drivers.protocols.taped_stream import TapedStream
from device_drivers.readings import DeviceState, Quantity

_PATIENT_ROLE = "OBS"
_TYPED = "I"  # OBS.method_cd: the operator's own entry, nothing the meter measured
_NOT_TO_ANSWER = frozenset(("ACK.R01", "EOT.R01"))
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(:\d\d)?", re.ASCII)
_DISCARDED = frozenset(("D", "R"))  # OBS.status_cd: the operator did not accept the value


class Poct1aSession(MessageSession[Document | Space]):
    """One connection. token: see manifest.Opening. calls: the meter opens and ends the connection."""

    def __init__(self, device: str, driver: str, token: int, *, calls: bool = True) -> None:
        stream = poct1a.stream()
        super().__init__(device, driver, stream, TapedStream(stream, poct1a.size_of), calls=calls)
        self._token = token
        self._said = 0
        self._messages = 0
        self._last: tuple[str, bytes] = ("", b"")
        self._instrument = ""

    def heard(self, frame: Document | Space | Refusal, raw: bytes) -> Actions:
        """See MessageSession."""
        if isinstance(frame, Space):
            return []
        if isinstance(frame, Refusal):
            return [Refuse(SERIAL, raw, frame.reason)]
        try:
            root = poct1a.parse(frame.raw)
        except Refused as refused:
            return [Refuse(SERIAL, raw, refused.reason)]  # without a control id there is nothing to answer
        answer = [] if root.name in _NOT_TO_ANSWER else [self._acknowledge(root)]
        if self._last == (root.value("HDR.control_id"), raw):
            return [Keep(SERIAL, raw), *answer]  # our acknowledgement was lost
        self._last = (root.value("HDR.control_id"), raw)
        return [*self._told(root, raw), *answer, *self._next(root)]

    def _told(self, root: Element, raw: bytes) -> Actions:
        if root.name == "HEL.R01":
            parts = (root.value(name) for name in ("DEV.vendor_id", "DEV.model_id", "DEV.serial_id"))
            self._instrument = " ".join(part for part in parts if part) or root.value("DEV.device_id")
        if root.name not in ("OBS.R01", "OBS.R02"):
            return [Keep(SERIAL, raw)]
        self._messages += 1
        readings = self._envelope(root, raw).readings(findings(root))
        return [State(DeviceState.TRANSFERRING), Result(SERIAL, raw, readings) if readings else Keep(SERIAL, raw)]

    def _next(self, root: Element) -> Actions:
        match root.name:
            case "DST.R01":
                return [self._say("REQ.R01", poct1a.leaf_group("REQ", ("REQ.request_cd", "ROBS")))]
            case "EOT.R01":
                directive = poct1a.leaf_group("DTV", ("DTV.command_cd", "START_CONTINUOUS"))
                return [self._say("DTV.R01", directive), State(DeviceState.DRAINED)]
            case "END.R01":
                return [State(DeviceState.DRAINED)]
        return []

    def _envelope(self, root: Element, raw: bytes) -> Envelope:
        sent_at = root.value("HDR.creation_dttm")
        return Envelope(
            device=self.device,
            driver=self.driver,
            raw=raw,
            clock_offset_s=self._offset(sent_at),
            sent_at=sent_at,
            message_id=root.value("HDR.control_id"),
            instrument=self._instrument,
            charset_sure=True,
            number=self._token + self._messages,
        )

    def _offset(self, sent_at: str) -> float | None:
        found = _MOMENT.match(sent_at)
        try:
            return None if found is None else self.offset_from(datetime.fromisoformat(f"{found[1]}T{found[2]}{found[3] or ':00'}"))
        except ValueError:
            return None

    def _acknowledge(self, root: Element) -> Write:
        return _write(poct1a.acknowledge(self._number(), self.wall(), root.value("HDR.control_id")))

    def _say(self, kind: str, *bodies: Element) -> Write:
        return _write(poct1a.message(kind, self._number(), self.wall(), *bodies))

    def _number(self) -> str:
        self._said += 1
        return str(self._said)


def findings(root: Element) -> list[Findings]:
    """One for each service (SVC). OBS.R02 and every role but OBS are controls, proficiency tests and the like: nobody's."""
    return [_service(service, root.name == "OBS.R01") for service in root.all("SVC")]


def _service(service: Element, of_patient: bool) -> Findings:
    role = service.value("SVC.role_cd")
    moment = _MOMENT.match(service.value("SVC.observation_dttm"))
    found = Findings(None if moment is None else f"{moment[1]}T{moment[2]}{moment[3] or ':??'}")
    found.quality_control = not of_patient or role != _PATIENT_ROLE
    patient = service.value("PT.patient_id")
    found.specimen = service.value("SPC.specimen_id") or service.value("SPC.accession_id")
    kind = role.lower() if found.quality_control else "patient"
    lots = (("lot", service.value("RGT.lot_number")), ("control_lot", service.value("CTC.lot_number")))
    typed = (one.value("OBS.observation_id") for one in service.all("OBS") if one.value("OBS.method_cd") == _TYPED)
    found.context = [("patient_id", patient), ("result_kind", kind or "unknown"), *lots, ("typed_by_hand", ",".join(typed))]
    for one in service.all("OBS"):
        found.add(one.value("OBS.observation_id"), _value(one))
    return found


def _value(one: Element) -> Quantity | None:
    if one.value("OBS.status_cd") in _DISCARDED:
        return None
    said = one.value("OBS.value") or one.value("OBS.qualitative_value")
    return quantity(
        said,
        one.value("OBS.value", "U"),
        label=one.value("OBS.observation_id", "DN"),
        flag=one.value("OBS.interpretation_cd"),
        reference=one.value("OBS.normal_lo-hi_limit"),
    )


def _write(root: Element) -> Write:
    return Write(SERIAL, poct1a.encode(root), response=False)
