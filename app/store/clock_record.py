"""What the store itself knows about time: when it was last written to, and how far off the servers found this clock."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, func, select, update

from app.store.tables.log import audit
from app.store.tables.prescriptions import prescription
from app.store.tables.sync import peer
from app.store.unit_of_work import UnitOfWork

RECENT = 1_000
"""Audit rows looked at: a clock set back is followed by rows with earlier times, which must not hide the later ones."""

_RECENT_ROWS = select(audit.c.ts_utc).where(audit.c.seq > bindparam("after")).order_by(audit.c.seq.desc()).limit(RECENT).subquery()
_LAST_ACT = select(func.max(_RECENT_ROWS.c.ts_utc))
_LAST_SIGNED = select(func.max(prescription.c.signed_at)).where(prescription.c.number.between(bindparam("low"), bindparam("high")))
_OFFSETS = select(peer.c.clock_offset_ms).where(peer.c.clock_offset_ms.is_not(None))
_SEQ = select(func.max(audit.c.seq))


def last_instant(conn: Connection, numbers: str, settled_seq: int, settled_at: str) -> str | None:
    """The latest time this workstation wrote down, leaving out what lies before the clock was last declared right."""
    acts = conn.execute(_LAST_ACT, {"after": settled_seq}).scalar()
    signed = conn.execute(_LAST_SIGNED, {"low": numbers, "high": numbers + "\U0010ffff"}).scalar()
    if settled_seq and signed and signed > settled_at:
        signed = None  # signed while the clock was ahead; somebody has looked into it since
    return max((text for text in (acts, signed) if text), default=None)


def last_seq(conn: Connection) -> int:
    """Number of the newest audit row."""
    return conn.execute(_SEQ).scalar() or 0


def server_offsets_ms(conn: Connection) -> list[int]:
    """How far the peers' clocks are from ours, as last seen."""
    return list(conn.execute(_OFFSETS).scalars())


def forget_server_offsets(uow: UnitOfWork) -> None:
    """They are found anew with the next pass."""
    uow.conn.execute(update(peer).values(clock_offset_ms=None))
