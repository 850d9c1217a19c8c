"""Requests to a pharmacy elsewhere, and their steps; rows are only ever added."""

from __future__ import annotations

from sqlalchemy import Column, Integer

from app.store.tables.columns import clinical, refers, text

supply_request = clinical(
    "supply_request",
    refers("person", "person.id", index=True),
    refers("encounter", "encounter.id"),
    refers("prescription", "prescription.id", index=True),
    refers("line", "prescription_line.id"),
    text("drug"),
    text("name"),
    Column("pieces", Integer, nullable=False),
    text("piece"),
    text("way"),
    text("contact"),
    text("phone"),
    text("address"),
    text("consent"),
    refers("requested_by", "practitioner.id"),
    text("requested_at", index=True),
)

supply_step = clinical(
    "supply_step",
    refers("person", "person.id"),
    refers("request", "supply_request.id", index=True),
    text("status"),
    refers("by", "practitioner.id"),
    text("at"),
    text("note", default=""),
    text("receiver", default=""),
)
