"""ECG recordings: a row per lead and second while recording, packed into 30 s chunks when it ends."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.engine import RowMapping

from app.domain.ecg import EcgRecording
from app.store import ecg_codec
from app.store.rows import among, listed
from app.store.tables.ecg import ecg_chunk, ecg_live, ecg_recording
from app.store.unit_of_work import UnitOfWork

CHUNK_SECONDS = 30
ROWS_AT_ONCE = 600
Samples = Mapping[str, Sequence[int | None]]
_OF_PERSONS = (
    select(ecg_recording)
    .where(among(ecg_recording.c.person, "persons"), ecg_recording.c.status != "entered-in-error")
    .order_by(ecg_recording.c.started_at.desc())
)


def start(uow: UnitOfWork, recording: EcgRecording, taken_by: str | None) -> None:
    """The first second is there: the recording exists."""
    uow.insert(ecg_recording, _row(recording) | {"taken_by": taken_by})


def put_second(uow: UnitOfWork, recording: str, second: int, leads: Sequence[Sequence[int | None]]) -> None:
    """Keep one second of every lead; the last may be shorter."""
    rows = [
        {"recording": recording, "lead": lead, "second": second, "samples": ecg_codec.to_bytes(samples)}
        for lead, samples in enumerate(leads)
    ]
    uow.conn.execute(insert(ecg_live), rows)


def put_leads(uow: UnitOfWork, recording: str, leads: Sequence[str]) -> None:
    """A lead came in later than the others."""
    uow.update(ecg_recording, recording, {"leads": json.dumps(list(leads))})


def finish(uow: UnitOfWork, recording: str, **values: Any) -> EcgRecording:
    """Pack what was kept, drop the rows of seconds, and close the recording with these column values."""
    found = get(uow.conn, recording)
    if found is None:
        raise KeyError(recording)
    whole = hashlib.sha256()
    length = 0
    for lead in range(len(found.leads)):
        signal: list[int | None] = []
        n = kept = 0
        for second in live_seconds(uow.conn, found, lead):
            whole.update(ecg_codec.to_bytes(second))
            signal += second
            kept += len(second)
            if len(signal) >= CHUNK_SECONDS * found.hz:
                _put_chunk(uow.conn, found, lead, n, signal)
                signal, n = [], n + 1
        if signal:
            _put_chunk(uow.conn, found, lead, n, signal)
        length = max(length, kept)
    uow.conn.execute(delete(ecg_live).where(ecg_live.c.recording == recording))
    closed = {"status": "final", "seconds": length // found.hz, "sha256": whole.hexdigest(), "stopped_at": uow.at}
    uow.update(ecg_recording, recording, closed | values, action="finish")
    ended = get(uow.conn, recording)
    assert ended is not None
    return ended


def take_in(uow: UnitOfWork, recording: EcgRecording, samples: Samples, taken_by: str | None) -> None:
    """Write a recording that was made elsewhere, packed as one of ours."""
    uow.insert(ecg_recording, _row(recording) | {"taken_by": taken_by})
    for lead, name in enumerate(recording.leads):
        _put_chunks(uow.conn, recording, lead, samples.get(name, ()))


def mark_error(uow: UnitOfWork, recording: str, reason: str) -> None:
    """Recorded in error (wrong resident); the signal stays."""
    uow.update(ecg_recording, recording, {"status": "entered-in-error", "error_reason": reason}, reason=reason)


def get(conn: Connection, recording: str) -> EcgRecording | None:
    """One recording."""
    row = conn.execute(select(ecg_recording).where(ecg_recording.c.id == recording)).mappings().one_or_none()
    return None if row is None else _recording(row)


def of_person(conn: Connection, persons: Collection[str]) -> list[EcgRecording]:
    """All recordings of one human, newest first, without those made in error."""
    return [_recording(row) for row in conn.execute(_OF_PERSONS, {"persons": listed(persons)}).mappings()]


def unfinished(conn: Connection) -> list[str]:
    """Recordings that a crash left open."""
    return list(conn.execute(select(ecg_recording.c.id).where(ecg_recording.c.status == "recording")).scalars())


def samples(conn: Connection, recording: str) -> dict[str, list[int | None]]:
    """Every sample by lead, also of a recording still running. Raises KeyError, ValueError for a damaged chunk."""
    found = get(conn, recording)
    if found is None:
        raise KeyError(recording)
    if found.status == "recording":
        return _live(conn, found)
    leads: dict[str, list[int | None]] = {lead: [] for lead in found.leads}
    chunks = select(ecg_chunk).where(ecg_chunk.c.recording == recording).order_by(ecg_chunk.c.lead, ecg_chunk.c.n)
    for row in conn.execute(chunks).mappings():
        if hashlib.sha256(row["body"]).hexdigest() != row["sha256"]:
            raise ValueError("damaged chunk")
        leads[found.leads[row["lead"]]] += ecg_codec.unpack(row["body"], row["count"])
    return leads


def damaged(conn: Connection) -> list[str]:
    """Recordings whose signal is not the one that was kept."""
    ended = select(ecg_recording.c.id, ecg_recording.c.sha256).where(ecg_recording.c.sha256 != "")
    return [row.id for row in conn.execute(ended).all() if _digest(conn, row.id) != row.sha256]


def _digest(conn: Connection, recording: str) -> str:
    whole = hashlib.sha256()
    try:
        for signal in samples(conn, recording).values():
            whole.update(ecg_codec.to_bytes(signal))
    except ValueError:
        return ""
    return whole.hexdigest()


def live_seconds(conn: Connection, recording: EcgRecording, lead: int) -> Iterator[list[int | None]]:
    """One lead of a recording that is not packed yet, second by second; one that is missing is a gap of its length.

    The last may be shorter. Never more than a second is held: a recording may last a day.
    """
    of_lead = (ecg_live.c.recording == recording.id) & (ecg_live.c.lead == lead)
    seconds = select(ecg_live.c.second, ecg_live.c.samples).where(of_lead).order_by(ecg_live.c.second)
    following = 0
    for row in conn.execute(seconds, execution_options={"yield_per": ROWS_AT_ONCE}):
        for _ in range(row.second - following):
            yield [None] * recording.hz
        following = row.second + 1
        yield ecg_codec.from_bytes(row.samples)


def _put_chunks(conn: Connection, recording: EcgRecording, lead: int, signal: Sequence[int | None]) -> None:
    length = CHUNK_SECONDS * recording.hz
    for n, first in enumerate(range(0, len(signal), length)):
        _put_chunk(conn, recording, lead, n, signal[first : first + length])


def _put_chunk(conn: Connection, recording: EcgRecording, lead: int, n: int, part: Sequence[int | None]) -> None:
    body = ecg_codec.pack(part)
    digest = hashlib.sha256(body).hexdigest()
    row = {"recording": recording.id, "lead": lead, "n": n, "count": len(part), "body": body, "sha256": digest}
    conn.execute(insert(ecg_chunk), row)


def _live(conn: Connection, recording: EcgRecording) -> dict[str, list[int | None]]:
    leads = enumerate(recording.leads)
    return {name: [sample for second in live_seconds(conn, recording, lead) for sample in second] for lead, name in leads}


def _row(one: EcgRecording) -> dict[str, Any]:
    names = ("id", "person", "encounter", "started_at", "hz", "nv_per_lsb", "seconds", "status", "quality", "heart_rate", "sha256")
    return {name: getattr(one, name) for name in names} | {"device": one.device or None, "leads": json.dumps(list(one.leads))}


def _recording(row: RowMapping) -> EcgRecording:
    given = {name: row[name] for name in EcgRecording.__dataclass_fields__}
    return EcgRecording(**given | {"leads": tuple(json.loads(row["leads"])), "device": row["device"] or ""})
