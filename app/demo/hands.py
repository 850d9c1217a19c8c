"""What hands do to the practice clinic's virtual devices: plausible values of whoever is armed, old records, HI, loose electrodes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Any

from app.clock import instant
from app.domain.measurement import Measurement, MeasurementKind
from app.services.arming import Armed
from app.services.clinic import Clinic
from app.services.devices import DeviceCard
from app.services.previous import PreviousValues
from app.texts import text
from device_drivers.protocols.ieee11073 import Special
from device_drivers.virtual.clinic import VirtualClinic
from ui.station import Handle

CUFF_SECONDS = 6.0
"""How long the cuff shows its pressure; a real one takes half a minute."""

SETTLED_AFTER_ARMING = 16.0
"""A reading taken within 15 s of arming is not attached (the issue, point 4): the drop waits that long."""

USUAL = (("systolic", 132), ("diastolic", 82), ("pulse", 76))
USUAL_GLUCOSE = Decimal("6.4")


class Hands:
    """The buttons of the practice strip. Every button works with nobody armed too: the reading then waits to be claimed."""

    def __init__(self, clinic: Clinic, virtual: VirtualClinic, chance: Random) -> None:
        self._clinic, self._virtual, self._chance = clinic, virtual, chance
        self._before = PreviousValues(clinic.desk)
        cuff, meter, patch = (known.device for known in virtual.devices())
        self._cuff, self._meter, self._patch = self._card(cuff), self._card(meter), self._card(patch)

    def handles(self) -> list[Handle]:
        """In the order of the strip."""
        return [
            _handle("cuff", self._cuff, self.press_cuff),
            _handle("stored", self._cuff, self.leave_old_record),
            _handle("meter", self._meter, lambda: self._prick(self._glucose())),
            _handle("meter_high", self._meter, lambda: self._prick(Special.PLUS_INF)),
            _handle("patch_on", self._patch, self._virtual.start_patch),
            _handle("patch_off", self._patch, self._virtual.stop_patch),
            _handle("electrode", self._patch, self.toggle_electrode),
        ]

    def press_cuff(self) -> Future[None]:
        """START: near what was measured before, and seen by the driver while it rises."""
        before = self._last(self._cuff, MeasurementKind.BLOOD_PRESSURE)
        systolic, diastolic, pulse = (self._near(before, name, usual) for name, usual in USUAL)
        return self._virtual.press_cuff(systolic, diastolic, pulse, seconds=CUFF_SECONDS)

    def leave_old_record(self) -> Future[None]:
        """Somebody used the cuff at home two days ago and nobody fetched it."""
        cuff = self._virtual.cuff

        async def leave() -> None:
            taken = cuff.clock.now() - timedelta(days=2)
            cuff.preload(taken, self._chance.randint(120, 170), self._chance.randint(70, 100), self._chance.randint(60, 90))
            await cuff.refresh_advertising()

        return self._run(leave())

    def toggle_electrode(self) -> Future[None]:
        """It comes off, or is pressed on again."""
        patch = self._virtual.patch

        async def toggle() -> None:
            patch.lead_off = not patch.lead_off

        return self._run(toggle())

    def _prick(self, value: Decimal | Special) -> Future[None]:
        wait = self._until_settled(self._meter)

        async def prick() -> None:
            await asyncio.sleep(wait)
            await self._virtual.meter.prick(value)

        return self._run(prick())

    def _glucose(self) -> Decimal:
        found = _number(self._last(self._meter, MeasurementKind.GLUCOSE), "glucose")
        near = (found or USUAL_GLUCOSE) + Decimal(self._chance.randint(-12, 12)) / 10
        return max(Decimal("3.2"), near).quantize(Decimal("0.1"))

    def _near(self, before: Measurement | None, name: str, usual: int) -> int:
        found = _number(before, name)
        return int(usual if found is None else found) + self._chance.randint(-6, 6)

    def _until_settled(self, card: DeviceCard) -> float:
        armed = self._armed(card)
        if armed is None:
            return 0.0
        since = (self._clinic.desk.clock.now() - instant(armed.armed_at)).total_seconds()
        return max(0.0, SETTLED_AFTER_ARMING - since)

    def _last(self, card: DeviceCard, kind: MeasurementKind) -> Measurement | None:
        armed = self._armed(card)
        who = self._clinic.desk.session.current
        if armed is None or who is None or not who.may("queue.read"):
            return None
        return self._before.of(armed.person).get(kind)

    def _armed(self, card: DeviceCard) -> Armed | None:
        return next((one for one in self._clinic.arming.armed() if one.device == card.id), None)

    def _card(self, hub_id: str) -> DeviceCard:
        return next(card for card in self._clinic.devices.known() if card.hub_id == hub_id)

    def _run(self, work: Coroutine[Any, Any, None]) -> Future[None]:
        return self._virtual.run(work)


def _number(found: Measurement | None, name: str) -> Decimal | None:
    value = found.value(name) if found is not None else None
    return value.value if value is not None else None


def _handle(key: str, card: DeviceCard, press: Callable[[], Future[Any]]) -> Handle:
    return Handle(text(f"practice.{key}", {"sticker": card.sticker}), press)
