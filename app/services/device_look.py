"""What about a device asks for somebody before the first patient: battery, contact, clock, control, strips, verification."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from app.clock import instant, local_day
from app.domain.device_check import ControlOutcome
from app.rules.acceptance import CLOCK_TRUSTED
from app.rules.device_checks import Standing
from app.services.day_lines import day_policy
from app.services.devices import DeviceCard
from app.texts import text
from device_drivers.readings import Kind

METER = Kind.GLUCOSE.value


@dataclass(frozen=True, slots=True)
class DeviceItem:
    """``code``: words under ``device_item``. ``needs`` False: said beside what needs somebody, and not by itself."""

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)
    needs: bool = True

    @property
    def words(self) -> str:
        """In the chosen language."""
        return text(f"device_item.{self.code}", self.facts)


def look_at(card: DeviceCard, stands: Standing, now: datetime, interval: int) -> tuple[DeviceItem, ...]:
    """All there is to say, the gravest of its care first. ``interval``: the site's for control results, days, 0 = none."""
    return (*_care(card, stands, local_day(now), interval), *_contact(card, now))


def needing(found: tuple[DeviceItem, ...]) -> bool:
    """Whether somebody is needed."""
    return any(one.needs for one in found)


def _care(card: DeviceCard, stands: Standing, today: date, interval: int) -> Iterator[DeviceItem]:
    if METER in card.kinds:
        yield from _control(stands, today, interval)
        if stands.strips is None:
            yield DeviceItem("strips_unknown", needs=interval > 0)
        yield from _ending("strips", stands.strips_until, today)
    yield from _ending("verification", stands.verified_until, today)


def _control(stands: Standing, today: date, interval: int) -> Iterator[DeviceItem]:
    due = stands.control_due(interval)
    if stands.failed:
        yield DeviceItem("control_failed")
    if stands.control is not None and stands.control.outcome is ControlOutcome.OPEN:
        yield DeviceItem("control_open")
    if due is not None and due <= today and not stands.failed:
        passed = stands.passed
        yield DeviceItem("control_due", {"day": local_day(instant(passed.at)).isoformat()}) if passed else DeviceItem("control_never")


def _ending(what: str, last: date | None, today: date) -> Iterator[DeviceItem]:
    if last is not None and last < today:
        yield DeviceItem(f"{what}_expired", {"day": last.isoformat()})
    elif last is not None and last - today <= timedelta(days=day_policy()["expiring_days"]):
        yield DeviceItem(f"{what}_soon", {"day": last.isoformat()})


def _contact(card: DeviceCard, now: datetime) -> Iterator[DeviceItem]:
    policy = day_policy()
    if card.battery is not None and card.battery <= policy["battery_low"]:
        yield DeviceItem("battery", {"n": card.battery})
    if card.last_seen_at is None:
        yield DeviceItem("never_seen")
    elif now - instant(card.last_seen_at) > timedelta(days=policy["device_unseen_days"]):
        yield DeviceItem("unseen", {"n": (now - instant(card.last_seen_at)).days})
    off = card.clock_offset_s
    if off is not None and abs(off) > CLOCK_TRUSTED.total_seconds():
        yield DeviceItem("clock_lost")
    elif off is not None and abs(off) >= 60 * policy["clock_off_minutes"]:
        yield DeviceItem("clock_slow" if off > 0 else "clock_fast", {"n": round(abs(off) / 60)}, needs=False)
