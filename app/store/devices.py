"""Devices taken on, and what their last contact told."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.dialects.sqlite import insert

from app.domain.device import Device, DeviceStatus
from app.store.driver import all_rows, one_row
from app.store.tables.devices import device, device_state
from app.store.unit_of_work import UnitOfWork

_BY_ID = select(device).where(device.c.id == bindparam("id"))
_BY_HUB_ID = select(device).where(device.c.hub_id == bindparam("hub_id"))
_KNOWN = select(device).where(device.c.forgotten_at.is_(None)).order_by(device.c.sticker, device.c.name)


def get(conn: Connection, key: str) -> Device | None:
    """One device, forgotten ones too."""
    row = one_row(conn, _BY_ID, id=key)
    return None if row is None else _device(row)


def by_hub_id(conn: Connection, hub_id: str) -> Device | None:
    """The device that device_drivers calls so, forgotten ones too."""
    row = one_row(conn, _BY_HUB_ID, hub_id=hub_id)
    return None if row is None else _device(row)


def known(conn: Connection) -> list[Device]:
    """All devices that were not forgotten, by sticker."""
    return [_device(row) for row in all_rows(conn, _KNOWN)]


def save(uow: UnitOfWork, one: Device, reason: str = "") -> None:
    """Take a device on or change what is known of it."""
    uow.save(device, asdict(one) | {"kinds": json.dumps(one.kinds)}, reason=reason)


def status(conn: Connection, key: str) -> DeviceStatus:
    """What the last contact told; all unknown for a device never heard."""
    row = conn.execute(select(device_state).where(device_state.c.device == key)).mappings().one_or_none()
    return DeviceStatus() if row is None else _status(row)


def statuses(conn: Connection) -> dict[str, DeviceStatus]:
    """The last contact of every device, by device id."""
    return {row["device"]: _status(row) for row in conn.execute(select(device_state)).mappings()}


def keep_status(uow: UnitOfWork, key: str, **told: object) -> None:
    """Remember some of what a contact told; the rest stands. Neither audited nor sent."""
    statement = insert(device_state).values({"device": key, **told})
    uow.conn.execute(statement.on_conflict_do_update(index_elements=[device_state.c.device], set_=told))


def _device(row: Mapping[Any, Any]) -> Device:
    values = {field.name: row[field.name] for field in fields(Device)}
    return Device(**values | {"kinds": tuple(json.loads(row["kinds"]))})


def _status(row: Mapping[Any, Any]) -> DeviceStatus:
    return DeviceStatus(**{field.name: row[field.name] for field in fields(DeviceStatus)})
