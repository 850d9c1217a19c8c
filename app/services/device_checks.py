"""质控与检定 of the site's devices: writing down what was found, and what that says of a reading at the moment it is taken."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from app.clock import iso, local_day
from app.domain import fields, units
from app.domain.amounts import plain_number
from app.domain.device_check import CheckKind, ControlOutcome, DeviceCheck
from app.domain.ids import as_written, new_id
from app.domain.measurement import MeasuredValue
from app.domain.trace_code import BoxCode, read_box
from app.errors import KnownError
from app.rules.acceptance import Moment
from app.rules.device_checks import LEVELS, Judged, Standing, judge_control, marks, read_range, standing
from app.rules.values import in_unit
from app.services.desk import Desk
from app.services.formulary_rows import read_expiry
from app.store import device_checks, devices
from app.store.database import Reading as Conn
from app.store.inbox import Received
from app.store.unit_of_work import UnitOfWork
from device_drivers.readings import Kind

READ, WRITE = "devices.read", "intake.measure"
"""Whoever measures with a device looks after it."""
_FURTHEST = timedelta(days=3660)
_LONGEST_BATCH = 20


class DeviceChecks:
    """``interval``: how many days a control result holds at this site, 0 = the site set none."""

    def __init__(self, desk: Desk, interval: Callable[[], int] = lambda: 0) -> None:
        self._desk, self._interval = desk, interval

    @property
    def interval(self) -> int:
        """The site's interval in days, 0 = none."""
        return self._interval()

    @property
    def may_write(self) -> bool:
        """Whether whoever is signed in writes checks down."""
        who = self._desk.session.current
        return who is not None and who.may(WRITE)

    def standings(self, keys: Collection[str]) -> dict[str, Standing]:
        """What stands of some devices now, by device."""
        found = self._desk.read(READ, lambda conn: device_checks.of_devices(conn, keys))
        return {key: standing(found.get(key, ())) for key in keys}

    def verify(self, device: str, until: str) -> DeviceCheck:
        """检定有效期 as its certificate says. KnownError ``device_unknown``, ``check_day`` for what is no day, or one that cannot be."""
        return self._write(device, lambda at: _check(device, CheckKind.VERIFICATION, at, until=self._day(until).isoformat()))

    def open_strips(self, device: str, batch: str, until: str, ranges: Collection[str] = ()) -> DeviceCheck:
        """A box of strips is in use from now on; ``ranges`` for control solution as printed on it, level by level.

        An expired box is written down as well: it is what the meter measures with. KnownError ``device_unknown``, ``check_day``,
        ``check_batch``, ``control_range``.
        """
        number = as_written(batch).strip()
        if not number or len(number) > _LONGEST_BATCH:
            raise KnownError("check_batch")
        printed = tuple(_range_text(one) for one in ranges)[:LEVELS]
        last = self._day(until).isoformat()
        return self._write(device, lambda at: _check(device, CheckKind.STRIPS, at, until=last, batch=number, ranges=printed))

    def control(self, device: str, shown: str, level: str = "", limits: str = "") -> DeviceCheck:
        """A control result read off the meter. ``level``: which bottle, 1 to 3, '' = not said; ``limits`` '' = those of the box in use.

        KnownError ``device_unknown``, ``control_range``, FieldError.
        """
        number = _typed(shown)
        if level not in {"", *(str(one) for one in range(1, LEVELS + 1))}:
            raise ValueError(level)

        def work(uow: UnitOfWork) -> DeviceCheck:
            made = _check(_known(uow.conn, device), CheckKind.CONTROL, uow.at, value=_shown(shown, number), level=level)
            return self._add(uow, _judged(made, _judge(uow.conn, made, number, limits)))

        return self._desk.write(WRITE, work)

    def settle(self, key: str, limits: str) -> DeviceCheck:
        """Say within what an open result had to lie: a record of its own, which counts from the moment of the result.

        KnownError ``control_settled`` where somebody was faster, ``control_range``.
        """
        read_range(limits)

        def work(uow: UnitOfWork) -> DeviceCheck:
            before = device_checks.CHECKS.get(uow.conn, key)
            known = device_checks.of_devices(uow.conn, [before.device])[before.device] if before is not None else []
            if before is None or before.outcome is not ControlOutcome.OPEN or any(one.replaces == key for one in known):
                raise KnownError("control_settled")
            made = replace(before, id=new_id(), by=uow.actor.practitioner or None, replaces=key)
            return self._add(uow, _judged(made, _judge(uow.conn, made, Decimal(before.value), limits)))

        return self._desk.write(WRITE, work)

    # --- readings ------------------------------------------------------------------------------------------------------
    def marks(self, conn: Conn, received: Received, moment: Moment | None) -> tuple[str, ...]:
        """What the device was like when it took a reading, as flags of the reading."""
        known = devices.by_hub_id(conn, received.reading.device)
        if known is None:
            return ()
        at = received.received_at if moment is None else moment.at
        stands = standing(device_checks.of_devices(conn, [known.id])[known.id], iso(at))
        return marks(stands, local_day(at), received.reading.kind is Kind.GLUCOSE, self._interval())

    def take_control(self, uow: UnitOfWork, received: Received, moment: Moment | None) -> DeviceCheck | None:
        """A reading of control solution that the meter marked itself, as its control result; None for a device that is not known, or
        what has no glucose."""
        known = devices.by_hub_id(uow.conn, received.reading.device)
        shown = next((quantity for name, quantity in received.reading.values if name == "glucose"), None)
        if known is None or received.reading.kind is not Kind.GLUCOSE or shown is None:
            return None
        number = None if shown.comparator else in_unit(MeasuredValue("glucose", shown.value, shown.unit), "mmol/L")
        if number is None and not shown.comparator:
            return None
        at = iso(received.received_at if moment is None else moment.at)
        value = units.METER_SHOWS[shown.comparator] if number is None else plain_number(number)
        made = _check(known.id, CheckKind.CONTROL, at, value=value, reading_key=received.key)
        return self._add(uow, _judged(made, _judge(uow.conn, made, number, "")))

    # --- inside --------------------------------------------------------------------------------------------------------
    def _write(self, device: str, make: Callable[[str], DeviceCheck]) -> DeviceCheck:
        def work(uow: UnitOfWork) -> DeviceCheck:
            _known(uow.conn, device)
            return self._add(uow, make(uow.at))

        return self._desk.write(WRITE, work)

    def _add(self, uow: UnitOfWork, one: DeviceCheck) -> DeviceCheck:
        one = replace(one, by=uow.actor.practitioner or None)
        device_checks.CHECKS.add(uow, one, reason=one.outcome.value)
        return one

    def _day(self, text: str) -> date:
        """A day as people write it; of a month alone its last one."""
        day, today = read_expiry(text), local_day(self._desk.clock.now())
        if day is None or abs(day - today) > _FURTHEST:
            raise KnownError("check_day", given=as_written(text)[:20])
        return day


def box_of(scan: str) -> BoxCode | None:
    """What a scanned box of strips says of itself."""
    return read_box(scan)


def _check(device: str, kind: CheckKind, at: str, **told: object) -> DeviceCheck:
    return DeviceCheck(new_id(), device, kind, at, **told)  # type: ignore[arg-type]


def _known(conn: Conn, device: str) -> str:
    found = devices.get(conn, device)
    if found is None or found.forgotten_at is not None:
        raise KnownError("device_unknown")
    return device


def _judge(conn: Conn, one: DeviceCheck, number: Decimal | None, limits: str) -> Judged:
    """By limits somebody read out, which are those of the bottle used; else by those of the box that was in use."""
    if limits.strip():
        place = int(one.level or 1)
        return replace(judge_control(number, [""] * (place - 1) + [limits], one.level), level=one.level)
    box = standing(device_checks.of_devices(conn, [one.device])[one.device], one.at).strips
    return judge_control(number, box.ranges if box is not None else (), one.level)


def _judged(one: DeviceCheck, found: Judged) -> DeviceCheck:
    return replace(one, outcome=found.outcome, level=found.level, low=found.low, high=found.high)


def _range_text(text: str) -> str:
    if not text.strip():
        return ""
    low, high = read_range(text)
    return f"{plain_number(low)}-{plain_number(high)}"


def _typed(shown: str) -> Decimal | None:
    """The number in mmol/L; None for HI and LO. FieldError."""
    return None if units.meter_word(shown) else fields.read_glucose(shown).value


def _shown(shown: str, number: Decimal | None) -> str:
    return units.meter_word(shown) if number is None else plain_number(number)
