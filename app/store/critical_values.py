"""Critical values of this site and the steps about them: which are open, which came in a period."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import Connection, bindparam, exists, func, select
from sqlalchemy import text as sql

from app.domain.critical_value import ENDS, CriticalStep
from app.store.care import CRITICAL_STEPS
from app.store.rows import among, listed
from app.store.tables.public_health import critical_step
from app.store.tables.visits import measurement

_C = measurement.c
# both as written, so that the partial index is used
_CRITICAL = sql("measurement.critical = 1 AND measurement.status = 'final'")
_ENDED = exists().where(critical_step.c.measurement == _C.id, critical_step.c.act.in_([one.value for one in ENDS]))
_FRESH = func.julianday(_C.measured_at) >= func.julianday(_C.recorded_at) - bindparam("days")
_OPEN = select(_C.id, _C.recorded_at).where(_CRITICAL, ~_ENDED, _FRESH)
_CAME = select(_C.id, _C.recorded_at).where(
    sql("measurement.critical = 1"), _C.recorded_at >= bindparam("start"), _C.recorded_at < bindparam("end")
)
_STEPS = select(critical_step).where(among(critical_step.c.measurement, "keys")).order_by(critical_step.c.at, critical_step.c.id)


def unended(conn: Connection, days: int) -> dict[str, str]:
    """Final critical values without a last step, with when this site had them; none that was more than ``days`` old by then."""
    return {row.id: row.recorded_at for row in conn.execute(_OPEN, {"days": days})}


def came(conn: Connection, start: str, end: str) -> dict[str, str]:
    """Critical values that this site got between two instants, errors too."""
    return {row.id: row.recorded_at for row in conn.execute(_CAME, {"start": start, "end": end})}


def steps_of(conn: Connection, keys: Collection[str]) -> dict[str, list[CriticalStep]]:
    """What was done about some measurements, the oldest first."""
    found: dict[str, list[CriticalStep]] = defaultdict(list)
    for row in conn.execute(_STEPS, {"keys": listed(keys)}).mappings():
        found[row["measurement"]].append(CRITICAL_STEPS.read(row))
    return found
