"""ECG recordings: a row per lead and second while recording, packed chunks afterwards."""

from __future__ import annotations

from sqlalchemy import Column, Float, ForeignKey, Index, Integer, LargeBinary, Table

from app.store.tables.columns import clinical, metadata, one_of, refers, text

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

# Recordings that a patch had stored: nobody's, until a person says whose. The samples stay also when they have become a recording,
# so that one given to the wrong resident can be given again.
ecg_waiting = Table(
    "ecg_waiting",
    metadata,
    text("key", primary_key=True),  # device_drivers.readings.Recording.key
    text("device"),  # hub id
    text("driver"),
    text("name"),  # as the device calls it
    text("device_time", optional=True),
    Column("clock_offset_s", Float),
    Column("hz", Float, nullable=False),
    Column("nv_per_lsb", Integer, nullable=False),
    text("flags", default="[]"),
    text("received_at"),
    text("state"),  # unclaimed, attached, set_aside
    text("reason", default=""),
    text("recording", optional=True),
    text("handled_by", optional=True),
    text("handled_at", optional=True),
    one_of("state", "attached", "unclaimed", "set_aside"),
    Index(None, "state", "received_at"),
)
ecg_waiting_lead = Table(
    "ecg_waiting_lead",
    metadata,
    Column("key", ForeignKey("ecg_waiting.key"), primary_key=True),
    Column("n", Integer, primary_key=True),
    text("lead"),
    Column("count", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
