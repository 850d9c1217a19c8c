"""What devices sent, byte for byte, and every reading in it: where it went, or why nobody has it yet."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update
from sqlalchemy.engine import RowMapping

from app.clock import instant, iso
from app.store.tables.devices import raw_frame, reading
from app.store.unit_of_work import UnitOfWork
from device_drivers.readings import Frame, Kind, Quantity, Reading

ATTACHED, UNCLAIMED, SET_ASIDE = "attached", "unclaimed", "set_aside"

_BY_KEY = select(reading).where(reading.c.reading_key == bindparam("key"))
_OPEN = (
    select(reading)
    .where(reading.c.state == UNCLAIMED, reading.c.reason != "")
    .order_by(reading.c.received_at.desc(), reading.c.reading_key)
)
_PENDING = (
    select(reading).where(reading.c.state == UNCLAIMED, reading.c.reason == "").order_by(reading.c.received_at, reading.c.reading_key)
)
FULL_MINUTES = 3

_COUNT = select(func.count()).select_from(reading).where(reading.c.state == UNCLAIMED, reading.c.reason != "")


@dataclass(frozen=True, slots=True)
class Received:
    """A reading as it was received. ``key`` is its reading_key; ``began``: when its device was first seen measuring it.

    ``reason`` '' with state ``unclaimed`` = nobody has looked for its resident yet. ``reading.raw`` is empty here: the bytes are the frame's.
    """

    key: str
    reading: Reading
    received_at: datetime
    began: datetime | None
    state: str
    reason: str
    person: str | None
    encounter: str | None
    measurement: str | None


def add_frame(uow: UnitOfWork, frame: Frame) -> int:
    """Keep the bytes; gives the frame's number."""
    row = {
        "device": frame.device,
        "driver": frame.driver,
        "channel": frame.channel,
        "data": frame.data,
        "received_at": iso(frame.received_at),
        "refused": frame.refused,
    }
    return int(uow.conn.execute(insert(raw_frame).values(row)).lastrowid)


def add_reading(uow: UnitOfWork, key: str, frame: int, one: Reading, received_at: datetime, began: datetime | None) -> None:
    """Keep a reading nobody has looked at yet. IntegrityError where its key is there already."""
    row = {
        "reading_key": key,
        "frame": frame,
        "device": one.device,
        "driver": one.driver,
        "kind": one.kind.value,
        "body": json.dumps(_body(one) | {"began": None if began is None else iso(began)}, ensure_ascii=False),
        "received_at": iso(received_at),
        "state": UNCLAIMED,
        "seconds_shown": one.device_time is not None and not one.device_time.endswith((":00", ":??")),
    }
    uow.conn.execute(insert(reading).values(row))


def get(conn: Connection, key: str) -> Received | None:
    """One reading."""
    row = conn.execute(_BY_KEY, {"key": key}).mappings().one_or_none()
    return None if row is None else _received(row)


def unclaimed(conn: Connection) -> list[Received]:
    """Readings that wait for a person, the newest first."""
    return [_received(row) for row in conn.execute(_OPEN).mappings()]


def unclaimed_count(conn: Connection) -> int:
    """How many wait."""
    return int(conn.execute(_COUNT).scalar_one())


def pending(conn: Connection) -> list[Received]:
    """Readings that were kept but not looked at: the program died in between. Oldest first."""
    return [_received(row) for row in conn.execute(_PENDING).mappings()]


def keeps_seconds(conn: Connection, one: Reading) -> bool:
    """Whether the device's clock has seconds; ``one`` is among the readings kept.

    What the format gives is believed, until a device has shown nothing but full minutes for FULL_MINUTES readings: one :00 in
    sixty is a coincidence, three are not.
    """
    time = one.device_time or ""
    if not time.endswith((":00", ":??")):
        return True
    shown = select(reading.c.seconds_shown).where(reading.c.device == one.device).order_by(reading.c.seconds_shown.desc())
    found = list(conn.execute(shown.limit(FULL_MINUTES)).scalars())
    return any(found) or len(found) < FULL_MINUTES


def attach(uow: UnitOfWork, key: str, person: str, encounter: str | None, measurement: str) -> None:
    """The reading became a resident's measurement."""
    _settle(uow, key, state=ATTACHED, reason="", person=person, encounter=encounter, measurement=measurement)


def leave(uow: UnitOfWork, key: str, reason: str) -> None:
    """Nobody's, with the reason. The measurement it once was stays named, so that its successor can point to it."""
    _settle(uow, key, state=UNCLAIMED, reason=reason, person=None, encounter=None)


def set_aside(uow: UnitOfWork, key: str, reason: str) -> None:
    """Of no resident here."""
    _settle(uow, key, state=SET_ASIDE, reason=reason, person=None, encounter=None)


def quarantined(conn: Connection, since: str) -> list[tuple[str, str, str]]:
    """Device, time and reason of frames kept without a value, the newest first."""
    columns = (raw_frame.c.device, raw_frame.c.received_at, raw_frame.c.refused)
    query = select(*columns).where(raw_frame.c.refused.is_not(None), raw_frame.c.received_at >= since).order_by(raw_frame.c.id.desc())
    return [(row.device, row.received_at, row.refused) for row in conn.execute(query)]


def _settle(uow: UnitOfWork, key: str, **values: str | None) -> None:
    handled = {"handled_by": uow.actor.account, "handled_at": uow.at}
    uow.conn.execute(update(reading).where(reading.c.reading_key == key).values(values | handled))


def _body(one: Reading) -> dict[str, Any]:
    values = [[name, None if q.value is None else str(q.value), *_words(q)] for name, q in one.values]
    return {
        "values": values,
        "device_time": one.device_time,
        "clock_offset_s": one.clock_offset_s,
        "sequence": one.sequence,
        "user_slot": one.user_slot,
        "flags": one.flags,
        "context": one.context,
        "seen_taken": one.seen_taken,
        "mark": one.mark,
    }


def _words(one: Quantity) -> list[str]:
    """Unit and comparator, and what analysers say besides."""
    more = [one.text, one.label, one.flag, one.reference]
    return [one.unit, one.comparator, *(more if any(more) else [])]


def _received(row: RowMapping) -> Received:
    body = json.loads(row["body"])
    began = body["began"]
    received_at = instant(row["received_at"])
    where = (row["state"], row["reason"], row["person"], row["encounter"], row["measurement"])
    return Received(row["reading_key"], _reading(row, body), received_at, None if began is None else instant(began), *where)


def _reading(row: RowMapping, body: dict[str, Any]) -> Reading:
    return Reading(
        device=row["device"],
        driver=row["driver"],
        kind=Kind(row["kind"]),
        values=tuple((name, Quantity(None if value is None else Decimal(value), *words)) for name, value, *words in body["values"]),
        device_time=body["device_time"],
        clock_offset_s=body["clock_offset_s"],
        sequence=body["sequence"],
        user_slot=body["user_slot"],
        flags=tuple(body["flags"]),
        context=tuple((name, word) for name, word in body["context"]),
        seen_taken=body["seen_taken"],
        raw=b"",
        mark=body["mark"],
    )
