"""An ECG recording on paper: who, when, how it was recorded, and what a strip of few leads cannot exclude."""

from __future__ import annotations

import hashlib

from app.clock import instant, local, local_day
from app.domain.age import age_text
from app.domain.ecg import EcgRecording
from app.domain.person import Person, Sex
from app.errors import KnownError
from app.printing.ecg import EcgSheet, LeadTrace, ecg_pdf
from app.rules.ecg_filter import LABEL, filtered
from app.services.desk import Desk
from app.store import devices, ecg, people
from app.store.audit import Act
from app.store.unit_of_work import detail
from app.texts import text

_SEX = {Sex.MALE: "male", Sex.FEMALE: "female"}


class EcgReports:
    """Strips as PDF; each print stands in the audit trail."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def pdf(self, recording: str) -> bytes:
        """The whole recording. Raises KnownError ``record_unknown`` or ``font_missing``."""
        self._desk.allow("ecg.read")
        with self._desk.store.reading() as conn:
            found = ecg.get(conn, recording)
            person = people.get(conn, found.person) if found else None
            if found is None or person is None:
                raise KnownError("record_unknown")
            signal = ecg.samples(conn, recording)
            device = devices.get(conn, found.device) if found.device else None
        leads = tuple(
            LeadTrace(lead, [None if one is None else round(one) for one in filtered(samples, found.hz)], found.hz, found.nv_per_lsb)
            for lead, samples in signal.items()
        )
        return ecg_pdf(self._sheet(found, person, device.name if device else "", leads))

    def printed(self, recording: str, pdf: bytes) -> None:
        """The strip went to a printer."""
        actor = self._desk.allow("ecg.read")
        digest = hashlib.sha256(pdf).hexdigest()
        with self._desk.store.reading() as conn:
            found = ecg.get(conn, recording)
        person = found.person if found else ""
        act = Act("print", "ecg_recording", recording, person, detail=detail(sha256=digest))
        self._desk.store.write(lambda uow: uow.note(act), actor).result()

    def _sheet(self, found: EcgRecording, person: Person, device: str, leads: tuple[LeadTrace, ...]) -> EcgSheet:
        began = instant(found.started_at)
        return EcgSheet(
            institution=self._desk.who.organization.name,
            name=person.name,
            sex=text(f"sex.{_SEX.get(person.sex, 'unknown')}", language="zh_CN"),
            age=age_text(person.birth, local_day(began)) if person.birth else "",
            record_no="",
            recorded_at=local(began).strftime("%Y-%m-%d %H:%M:%S"),
            device=device,
            leads=leads,
            heart_rate=found.heart_rate,
            quality=text(f"ecg_quality.{found.quality}", language="zh_CN") if found.quality else "",
            filter_text=LABEL,
        )
