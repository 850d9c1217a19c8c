"""质控与检定 of devices, each record written once: a meter may be looked after at one computer and be measured with at another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import Connection, Text, bindparam, select

from app.domain.device_check import CheckKind, ControlOutcome, DeviceCheck
from app.store.once import Once
from app.store.rows import among, listed
from app.store.tables.devices import device_check

CHECKS = Once(device_check, DeviceCheck, {"kind": CheckKind, "outcome": ControlOutcome}, frozenset({"ranges"}))
_OF_DEVICES = (
    select(device_check)
    .where(among(device_check.c.device, "devices"), device_check.c.at >= bindparam("since", type_=Text))
    .order_by(device_check.c.at, device_check.c.id)
)


def of_devices(conn: Connection, devices: Collection[str], since: str = "") -> dict[str, list[DeviceCheck]]:
    """What is known of some devices since an instant, by device, the oldest first."""
    found: dict[str, list[DeviceCheck]] = defaultdict(list)
    for row in conn.execute(_OF_DEVICES, {"devices": listed(devices), "since": since}).mappings():
        found[row["device"]].append(CHECKS.read(row))
    return found
