"""Visits and what was measured in them."""

from __future__ import annotations

from sqlalchemy import Column, Float, ForeignKey, Index, Integer, Table
from sqlalchemy import text as sql

from app.store.tables.columns import clinical, flag, metadata, one_of, refers, text

encounter = clinical(
    "encounter",
    refers("person", "person.id", index=True),
    text("status"),
    text("kind"),
    text("opened_at"),
    text("triaged_at", optional=True),
    text("started_at", optional=True),
    text("finished_at", optional=True),
    refers("practitioner", "practitioner.id", optional=True),
    text("seat", default=""),
    flag("urgent"),
    flag("held"),
    flag("proxy"),
    text("identified_by", default=""),
    text("note", default=""),
    text("paper", default=""),
    text("entered_at", default=""),
    one_of("status", "arrived", "triaged", "in-progress", "finished", "cancelled", "entered-in-error"),
)
Index("ix_encounter_opened_at", *(encounter.c[name] for name in ("opened_at", "person", "status")))  # who was seen in a year

# By union: a participant or diagnosis is added, never replaced.
encounter_participant = Table(
    "encounter_participant",
    metadata,
    Column("encounter", ForeignKey("encounter.id"), primary_key=True),
    Column("practitioner", ForeignKey("practitioner.id"), primary_key=True),
    text("at"),
    sqlite_with_rowid=False,
)
encounter_diagnosis = Table(
    "encounter_diagnosis",
    metadata,
    Column("encounter", ForeignKey("encounter.id"), primary_key=True),
    Column("condition", ForeignKey("condition.id"), primary_key=True),
    Column("rank", Integer, nullable=False, server_default="1"),
    sqlite_with_rowid=False,
)

measurement = clinical(
    "measurement",
    refers("person", "person.id"),
    refers("encounter", "encounter.id", optional=True, index=True),
    text("kind"),
    text(
        "values"
    ),  # JSON [[name, value or null, unit, comparator, text, label, flag, reference], …]: the device's; the words of laboratories only
    text("measured_at"),
    text("time_basis"),
    text("source"),
    text("status"),
    refers("device", "device.id", optional=True),
    text("device_time", optional=True),
    Column("clock_offset_s", Float),
    text("reading_key", optional=True),
    text("context", default=""),
    text("arm", default=""),
    text("flags", default="[]"),
    flag("critical"),
    text("derived_from", default="[]"),
    text("replaces", optional=True),
    text("taken_by", optional=True),
    text("recorded_at"),
    text("error_reason", default=""),
    one_of("status", "final", "entered-in-error"),
    one_of("source", "device", "manual", "home"),
)
Index(None, measurement.c.person, measurement.c.kind, measurement.c.measured_at)
# few of a quarter of a million
Index("ix_measurement_home", measurement.c.measured_at, sqlite_where=sql("source = 'home' AND status = 'final'"))
Index("ix_measurement_critical", measurement.c.recorded_at, sqlite_where=sql("critical = 1"))
# A replay is not stored twice; a reading moved to another resident leaves its first record behind, marked as an error.
Index("uq_measurement_reading", measurement.c.reading_key, unique=True, sqlite_where=sql("status = 'final' AND reading_key IS NOT NULL"))
