"""ECG recordings that came out of a device's memory and belong to nobody yet."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from app.store import ecg_codec
from app.store.rows import is_there
from app.store.tables.ecg import ecg_waiting, ecg_waiting_lead
from app.store.unit_of_work import UnitOfWork
from device_drivers.readings import Recording

ATTACHED, UNCLAIMED, SET_ASIDE = "attached", "unclaimed", "set_aside"
_OPEN = select(ecg_waiting).where(ecg_waiting.c.state == UNCLAIMED).order_by(ecg_waiting.c.received_at.desc(), ecg_waiting.c.key)
_BY_KEY = select(ecg_waiting).where(ecg_waiting.c.key == bindparam("key"))
_LEADS = select(ecg_waiting_lead).where(ecg_waiting_lead.c.key == bindparam("key")).order_by(ecg_waiting_lead.c.n)
_FIELDS = (
    "key",
    "device",
    "driver",
    "name",
    "device_time",
    "clock_offset_s",
    "hz",
    "nv_per_lsb",
    "received_at",
    "state",
    "reason",
    "recording",
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A stored recording. ``leads``: names with numbers of samples. ``device_time`` as the device gave it."""

    key: str
    device: str
    driver: str
    name: str
    device_time: str | None
    clock_offset_s: float | None
    hz: float
    nv_per_lsb: int
    received_at: str
    state: str
    reason: str
    recording: str | None
    flags: tuple[str, ...]
    leads: tuple[tuple[str, int], ...]

    @property
    def seconds(self) -> int:
        """Whole seconds of its longest lead."""
        return int(max((count for _, count in self.leads), default=0) / self.hz)


def keep(uow: UnitOfWork, one: Recording) -> bool:
    """Keep a recording with every sample; False where it is here already, however often it is fetched."""
    key = one.key()
    if is_there(uow.conn, ecg_waiting, key=key):
        return False
    names = ("device", "driver", "name", "device_time", "clock_offset_s", "hz", "nv_per_lsb")
    row = {name: getattr(one, name) for name in names}
    uow.conn.execute(
        insert(ecg_waiting).values(row | {"key": key, "flags": json.dumps(one.flags), "received_at": uow.at, "state": UNCLAIMED})
    )
    for n, lead in enumerate(one.leads):
        samples = lead.part(0, len(lead.samples))  # with None where there was no signal
        told = {"key": key, "n": n, "lead": lead.lead, "count": len(samples), "body": ecg_codec.pack(samples)}
        uow.conn.execute(insert(ecg_waiting_lead).values(told))
    return True


def waiting(conn: Connection) -> list[Waiting]:
    """Recordings nobody has, the newest first."""
    return [_waiting(conn, row) for row in conn.execute(_OPEN).mappings().all()]


def get(conn: Connection, key: str) -> Waiting | None:
    """One, whatever became of it."""
    row = conn.execute(_BY_KEY, {"key": key}).mappings().one_or_none()
    return None if row is None else _waiting(conn, row)


def samples(conn: Connection, key: str) -> dict[str, list[int | None]]:
    """Every sample by lead. ValueError where they are damaged."""
    return {row["lead"]: ecg_codec.unpack(row["body"], row["count"]) for row in conn.execute(_LEADS, {"key": key}).mappings()}


def attach(uow: UnitOfWork, key: str, recording: str) -> None:
    """It became a resident's recording."""
    _settle(uow, key, state=ATTACHED, recording=recording, reason="")


def set_aside(uow: UnitOfWork, key: str, reason: str) -> None:
    """Of no resident here."""
    _settle(uow, key, state=SET_ASIDE, reason=reason)


def leave(uow: UnitOfWork, recording: str, reason: str) -> None:
    """The recording it became was taken back: it waits again."""
    values = {"state": UNCLAIMED, "reason": reason, "handled_by": uow.actor.account, "handled_at": uow.at}
    uow.conn.execute(update(ecg_waiting).where(ecg_waiting.c.recording == recording).values(values))


def _settle(uow: UnitOfWork, key: str, **values: str) -> None:
    handled = {"handled_by": uow.actor.account, "handled_at": uow.at}
    uow.conn.execute(update(ecg_waiting).where(ecg_waiting.c.key == key).values(values | handled))


def _waiting(conn: Connection, row: Mapping[Any, Any]) -> Waiting:
    counted = select(ecg_waiting_lead.c.lead, ecg_waiting_lead.c.count.label("many")).where(ecg_waiting_lead.c.key == row["key"])
    leads = tuple((one.lead, one.many) for one in conn.execute(counted.order_by(ecg_waiting_lead.c.n)))
    return Waiting(**{name: row[name] for name in _FIELDS}, flags=tuple(json.loads(row["flags"])), leads=leads)
