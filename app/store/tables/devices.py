"""Devices, what they sent byte for byte, for whom they were armed, and the readings nobody has claimed yet."""

from __future__ import annotations

from sqlalchemy import Column, Float, Index, Integer, LargeBinary, Table
from sqlalchemy import text as sql

from app.store.tables.columns import clinical, flag, metadata, one_of, refers, text

device = clinical(
    "device",
    text("hub_id", unique=True),  # as device_drivers names it: ble:AA:BB… or serial:<port>
    text("driver"),
    text("kinds"),  # JSON list of device_drivers.readings.Kind
    text("name"),
    text("address"),
    text("maker", default=""),
    text("model", default=""),
    text("serial", default=""),
    text("sticker", default=""),  # 红1, 蓝2 …: colour word and number
    text("seat", default=""),
    Column("baud", Integer),
    Column("user_slot", Integer),  # the device's own slot that counts here; NULL = any
    flag("virtual"),
    text("added_at"),
    text("forgotten_at", optional=True),
    person="",
)

# What changes with every contact; not clinical, not sent, not audited.
device_state = Table(
    "device_state",
    metadata,
    text("device", primary_key=True),
    Column("battery", Integer),
    text("last_seen_at", optional=True),
    text("last_reading_at", optional=True),
    Column("clock_offset_s", Float),
    text("clock_offset_at", optional=True),
    text("clock_since", optional=True),  # on the device's own clock: records stamped earlier may be of a clock since changed
    Column("last_sequence", Integer),
    Column("bond", LargeBinary),  # the secret its own protocol agreed on; leaves this computer never
    flag("drained"),
)

# 检定, 试纸, 质控 of a device, written once
device_check = clinical(
    "device_check",
    refers("device", "device.id"),
    text("kind"),
    text("at"),
    refers("by", "practitioner.id", optional=True),
    text("until", default=""),
    text("batch", default=""),
    text("ranges", default="[]"),  # JSON list
    text("level", default=""),
    text("low", default=""),
    text("high", default=""),
    text("value", default=""),
    text("outcome", default=""),
    text("reading_key", default=""),
    text("replaces", default=""),
    person="",
)
Index(None, device_check.c.device, device_check.c.at)

raw_frame = Table(
    "raw_frame",
    metadata,
    Column("id", Integer, primary_key=True),
    text("device"),  # hub id
    text("driver"),
    text("channel"),
    Column("data", LargeBinary, nullable=False),
    text("received_at"),
    text("refused", optional=True),  # reason code: quarantine, kept without a value
    Index(None, "received_at"),
)

# Every reading ever received, once per reading_key: where it went, or why nobody has it.
reading = Table(
    "reading",
    metadata,
    text("reading_key", primary_key=True),
    Column("frame", Integer, nullable=False),
    text("device"),  # hub id
    text("driver"),
    text("kind"),
    text("body"),  # JSON of the Reading without raw bytes
    text("received_at"),
    text("state"),  # attached, unclaimed, set_aside
    text("reason", default=""),  # why it is unclaimed
    text("person", optional=True),
    text("encounter", optional=True),
    text("measurement", optional=True),
    text("handled_by", optional=True),
    text("handled_at", optional=True),
    flag("seconds_shown"),  # the device's clock has more than minutes
    one_of("state", "attached", "unclaimed", "set_aside"),
    Index(None, "state", "received_at"),
    Index(None, "device", "seconds_shown"),
)

arming = clinical(
    "arming",
    refers("device", "device.id"),
    refers("person", "person.id"),
    refers("encounter", "encounter.id", optional=True),
    text("seat"),
    text("account"),
    text("identified_by"),  # card, slip, name+birth, name+phone, name+householder, name+id_tail
    text("armed_at"),
    text("expires_at"),
    text("disarmed_at", optional=True),
    text("disarmed_why", default=""),  # saved, other_person, timeout, user_switch, by_hand, visit_over, moved, restarted, clock_changed
    synced=False,
)
# one device serves one resident at a time
Index(None, arming.c.device, arming.c.expires_at)
Index("uq_arming_device", arming.c.device, unique=True, sqlite_where=sql("disarmed_at IS NULL"))
