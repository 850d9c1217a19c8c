"""Activities of health education of one institution between two days."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, select

from app.domain.health_education import HealthEducation, standing
from app.store.care import EDUCATION
from app.store.tables.public_health import health_education

_BETWEEN = (
    select(health_education)
    .where(
        health_education.c.organization == bindparam("organization"),
        health_education.c.held_on.between(bindparam("first"), bindparam("last")),
    )
    .order_by(health_education.c.held_on.desc(), health_education.c.at.desc(), health_education.c.id)
)
_REPLACED = select(health_education.c.replaces).where(
    health_education.c.organization == bindparam("organization"), health_education.c.replaces != ""
)


def between(conn: Connection, organization: str, first: str, last: str) -> list[HealthEducation]:
    """Those that stand, the newest first; days ISO, both included. One whose correction names another day counts on that day."""
    rows = conn.execute(_BETWEEN, {"organization": organization, "first": first, "last": last}).mappings()
    replaced = set(conn.execute(_REPLACED, {"organization": organization}).scalars())
    return [one for one in standing(EDUCATION.read(row) for row in rows) if one.id not in replaced]
