"""Whether this computer's clock can be signed with (architecture.md, Time): not before the last record, not a day off the server."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.clock import instant, iso
from app.errors import KnownError
from app.services.desk import Desk
from app.services.signature import number_series
from app.store import settings
from app.store.audit import Act
from app.store.clock_record import forget_server_offsets, last_instant, last_seq, server_offsets_ms
from app.store.database import Reading
from app.store.unit_of_work import UnitOfWork

BACK = timedelta(minutes=2)
OFF_SERVER = timedelta(hours=24)
SETTLED = "own.clock_settled"
"""Setting: audit number and instant up to which earlier and later times were looked into by a person."""


def check_clock(conn: Reading, now: datetime, numbers: str) -> None:
    """Raises KnownError ``clock_back`` or ``clock_off_server``. ``numbers``: prefix of this seat's prescription numbers."""
    settled = settings.get(conn, SETTLED, {"seq": "0", "at": ""})
    last = last_instant(conn, numbers, int(settled["seq"]), settled["at"])
    if last is not None and instant(last) - now > BACK:
        raise KnownError("clock_back", minutes=int((instant(last) - now).total_seconds() // 60))
    worst = max((abs(offset) for offset in server_offsets_ms(conn)), default=0)
    if timedelta(milliseconds=worst) > OFF_SERVER:
        raise KnownError("clock_off_server", hours=worst // 3_600_000)


def clock_doubt(desk: Desk) -> KnownError | None:
    """Why nothing can be signed with this computer's clock now; None = it may be."""
    numbers = number_series(desk.who)
    try:
        desk.store.read(lambda conn: check_clock(conn, desk.clock.now(), numbers))
    except KnownError as doubt:
        return doubt
    return None


def settle_clock(desk: Desk, reason: str) -> None:
    """An administrator has set the clock right and says so: times written before, and what servers thought of it, count no more.

    Raises KnownError ``reason_needed``.
    """
    if not reason.strip():
        raise KnownError("reason_needed")

    def work(uow: UnitOfWork) -> None:
        settings.put(uow, SETTLED, {"seq": str(last_seq(uow.conn)), "at": iso(desk.clock.now())})
        forget_server_offsets(uow)
        uow.note(Act("settle_clock", "clock", reason=reason.strip()[:200]))

    desk.write("settings.manage", work)
