"""An ECG recording of a peer taken in with its samples, which may have come before it in segments of their own."""

from __future__ import annotations

from app.domain.ecg import EcgRecording
from app.store import exchange, peer_records
from app.store.database import Reading
from app.store.unit_of_work import UnitOfWork
from sync import jsontext
from sync.fhir import ecg
from sync.fhir.build import Json
from sync.fhir.element import Element
from sync.waiting import Waits, needs_nothing


def take(uow: UnitOfWork, body: Json, taken_by: str | None) -> None:
    """Write it. Raises NotOurs, Waits (a segment is not here), BadResource, Differs."""
    record: EcgRecording = ecg.from_fhir(body)
    needs_nothing(uow, record)
    exchange.add_recording(uow, record, _signal(uow.conn, record, body), taken_by)


def _signal(conn: Reading, record: EcgRecording, body: Json) -> dict[str, list[int | None]]:
    """The samples in the resource, or in its segments, which came before it and were kept."""
    whole = ecg.samples_of(body)
    for member in Element(body, ecg.TYPE).targets("hasMember", ecg.TYPE):
        row = peer_records.foreign_row(conn, ecg.TYPE, member)
        if row is None:
            raise Waits("segment")
        segment = ecg.segment_from_fhir(jsontext.loads(row["json"]))
        for lead, signal in segment.samples.items():
            whole.setdefault(lead, [])
            whole[lead] += [None] * (segment.number * ecg.SEGMENT_SECONDS * record.hz - len(whole[lead]))
            whole[lead] += signal
    return whole
