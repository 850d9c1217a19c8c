"""Enrolments, filled forms, tries to reach somebody, care plans, critical values, agreements, health education."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer

from app.store.tables.columns import clinical, one_of, refers, text

enrolment = clinical(
    "enrolment",
    refers("person", "person.id", index=True),
    text("programme"),
    text("opened_on"),
    text("basis"),
    refers("opened_by", "practitioner.id"),
    text("opened_at"),
    text("closed_on", default=""),
    text("closing", default=""),
    text("closed_by", default=""),
    text("note", default=""),
)
Index(None, enrolment.c.programme, enrolment.c.closed_on, enrolment.c.person)

filled_form = clinical(
    "filled_form",
    refers("person", "person.id"),
    refers("encounter", "encounter.id", optional=True, index=True),
    text("form"),
    Column("version", Integer, nullable=False),
    text("day"),
    text("values"),  # JSON {field: [kind, source, text, …]}
    refers("by", "practitioner.id"),
    text("at"),
    text("status"),
    text("replaces", default=""),
    text("reason", default=""),
    # of values, for registers and rates: written with them, never changed
    text("way", default=""),
    text("control", default=""),
    text("next_on", default=""),
    text("systolic", default=""),
    text("diastolic", default=""),
    text("fasting", default=""),
    text("refer_reason", default=""),
    one_of("status", "completed", "entered-in-error"),
)
# everything that tells who is due, and everything that counts in the rates of a year, so that no form is read for it
_counted = ("way", "systolic", "diastolic", "fasting")
for _name, _columns in {
    "ix_filled_form_newest": ("person", "form", "status", "day", "at"),
    "ix_filled_form_due": ("form", "status", "day", "at", "person", "next_on"),
    "ix_filled_form_counted": ("form", "status", "day", "at", "person", *_counted),
}.items():
    Index(_name, *(filled_form.c[name] for name in _columns))

contact = clinical(
    "contact",
    refers("person", "person.id"),
    text("about"),
    text("way"),
    text("outcome"),
    refers("by", "practitioner.id"),
    text("at"),
    text("next_on", default=""),
    text("note", default=""),
)
Index(None, contact.c.person, contact.c.at)

plan_text = clinical(
    "plan_text",
    refers("person", "person.id", index=True),
    text("part"),
    text("role"),
    text("lines"),  # JSON list
    refers("by", "practitioner.id"),
    text("at"),
    text("template", default=""),
    text("replaces", default="[]"),  # JSON list
)

critical_step = clinical(
    "critical_step",
    refers("person", "person.id"),
    refers("measurement", "measurement.id", index=True),
    text("act"),
    refers("by", "practitioner.id"),
    text("at"),
    text("told", default=""),
    text("read_back", default=""),
    text("action", default=""),
    text("note", default=""),
)
Index(None, critical_step.c.person, critical_step.c.at)

contract = clinical(
    "contract",
    refers("person", "person.id", index=True),
    text("team"),
    text("packages"),  # JSON list
    text("first_on"),
    text("last_on", index=True),
    text("signed_by"),
    text("form"),
    text("consents"),  # JSON list
    refers("by", "practitioner.id"),
    text("at"),
    text("renews", default=""),
)

contract_step = clinical(
    "contract_step",
    refers("person", "person.id", index=True),
    refers("contract", "contract.id", index=True),
    text("end"),
    text("ended_on"),
    refers("by", "practitioner.id"),
    text("at"),
    text("note", default=""),
)

health_education = clinical(
    "health_education",
    refers("organization", "organization.id"),
    text("held_on", index=True),
    text("place"),
    text("kind"),
    text("topic"),
    text("organiser"),
    text("speaker"),
    text("audience"),
    Column("people", Integer, nullable=False),
    text("materials"),
    text("summary"),
    text("assessment"),
    text("filed"),  # JSON list
    text("keeper"),
    refers("by", "practitioner.id"),
    text("at"),
    text("replaces", default=""),
    person="",
)

# A number as it was reported upwards, written once; told anew it is another report.
measure_report = clinical(
    "measure_report",
    refers("organization", "organization.id"),
    text("measure"),
    text("first_on"),
    text("last_on"),
    Column("numerator", Integer, nullable=False),
    Column("denominator", Integer, nullable=False),
    refers("by", "practitioner.id"),
    text("at"),
    person="",
)
Index(None, measure_report.c.organization, measure_report.c.last_on)

trip = clinical(
    "trip",
    text("day", index=True),
    text("village"),
    text("seats"),  # JSON list
    text("people"),  # JSON list, in the order of the slips
    Column("free", Integer, nullable=False),
    refers("by", "practitioner.id"),
    text("at"),
    person="",
)

trip_return = clinical(
    "trip_return",
    refers("trip", "trip.id", index=True),
    text("seat"),
    Column("unclaimed", Integer, nullable=False),
    refers("by", "practitioner.id"),
    text("at"),
    person="",
)
