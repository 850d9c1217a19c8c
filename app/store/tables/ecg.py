"""ECG recordings: a row per lead and second while recording, packed chunks afterwards."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, Table

from app.store.tables.columns import clinical, metadata, refers, text

ecg_recording = clinical(
    "ecg_recording",
    refers("person", "person.id", index=True),
    refers("encounter", "encounter.id", optional=True),
    refers("device", "device.id", optional=True),
    text("started_at"),
    text("leads"),  # JSON list
    Column("hz", Integer, nullable=False),
    Column("nv_per_lsb", Integer, nullable=False),
    Column("seconds", Integer, nullable=False, server_default="0"),
    text("status"),
    text("quality", default=""),
    Column("heart_rate", Integer),
    text("sha256", default=""),
    text("taken_by", optional=True),
    text("stopped_at", optional=True),
    text("error_reason", default=""),
)

# int16 little-endian native steps, 32767 at a missing sample (-32768 is a real rail value)
ecg_live = Table(
    "ecg_live",
    metadata,
    Column("recording", ForeignKey("ecg_recording.id"), primary_key=True),
    Column("lead", Integer, primary_key=True),
    Column("second", Integer, primary_key=True),
    Column("samples", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

ecg_chunk = Table(
    "ecg_chunk",
    metadata,
    Column("recording", ForeignKey("ecg_recording.id"), primary_key=True),
    Column("lead", Integer, primary_key=True),
    Column("n", Integer, primary_key=True),  # 30 s each
    Column("count", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    text("sha256"),
    sqlite_with_rowid=False,
)
