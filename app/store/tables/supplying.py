"""Requests to a pharmacy elsewhere, and their steps; rows are only ever added."""

from __future__ import annotations

from sqlalchemy import Column, Integer

from app.store.tables.columns import clinical, refers, text

supply_request = clinical(
    "supply_request",
    # no records at the pharmacy that is asked
    text("person", index=True),
    text("encounter"),
    text("prescription", index=True),
    text("line"),
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
    text("clinic", default=""),
    text("pharmacy", default=""),
)

supply_step = clinical(
    "supply_step",
    text("person"),
    refers("request", "supply_request.id", index=True),
    text("status"),
    refers("by", "practitioner.id"),
    text("at"),
    text("note", default=""),
    text("receiver", default=""),
    text("carrier", default=""),
    text("waybill", default=""),
    text("reason", default=""),
    text("to", default=""),
    text("taken", default="[]"),  # JSON [[batch, expiry, pieces], …]
)
