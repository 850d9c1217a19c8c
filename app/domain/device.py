"""Devices as the clinic knows them, and the span of time one of them measures one resident."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from app.clock import instant, local_day


@dataclass(frozen=True, slots=True)
class Device:
    """A device taken on. ``hub_id`` is device_drivers' name for it; ``sticker`` what people call it (红1).

    ``user_slot``: the device's own memory slot that counts here, None = any. ``kinds``: device_drivers.readings.Kind values.
    """

    id: str
    hub_id: str
    driver: str
    name: str
    address: str
    kinds: tuple[str, ...] = ()
    maker: str = ""
    model: str = ""
    serial: str = ""
    sticker: str = ""
    seat: str = ""
    baud: int | None = None
    user_slot: int | None = None
    virtual: bool = False
    added_at: str = ""
    forgotten_at: str | None = None


@dataclass(frozen=True, slots=True)
class DeviceStatus:
    """What every contact tells anew. ``battery`` percent, ``clock_offset_s`` host minus device; None = never heard.

    ``clock_since``: local text of the device's own clock; a record stamped earlier may come from before somebody changed it.
    ``bond``: the secret it agreed on with this computer by its own protocol.
    ``drained``: its memory was empty, or its driver could tell new from stored, when it was last heard.
    """

    battery: int | None = None
    last_seen_at: str | None = None
    last_reading_at: str | None = None
    clock_offset_s: float | None = None
    clock_offset_at: str | None = None
    clock_since: str | None = None
    last_sequence: int | None = None
    drained: bool = False
    bond: bytes | None = field(default=None, repr=False)

    def drained_on(self, now: datetime) -> bool:
        """Whether what comes now is new. Overnight a cuff may have been used at home: yesterday's empty memory says nothing."""
        seen = self.last_seen_at
        return self.drained and seen is not None and local_day(instant(seen)) == local_day(now)


@dataclass(frozen=True, slots=True)
class ArmedSpan:
    """One resident, one device, one seat, from arming until disarmed. Instants are store text.

    ``identified_by``: card, slip, name+birth, name+phone, name+householder or name+id_tail (H20).
    ``disarmed_why``: saved, other_person, timeout, user_switch, by_hand, visit_over, moved, restarted, clock_changed; '' while armed.
    """

    id: str
    device: str
    person: str
    encounter: str | None
    seat: str
    account: str
    identified_by: str
    armed_at: str
    expires_at: str
    disarmed_at: str | None = None
    disarmed_why: str = ""

    @property
    def ends_at(self) -> str:
        """The last instant at which a reading can belong to this resident; a time-out nobody noted counts all the same."""
        return self.expires_at if self.disarmed_at is None else min(self.disarmed_at, self.expires_at)
