"""The devices of one measuring table, and who is armed on them."""

from __future__ import annotations

from math import ceil

from app.clock import Clock, instant
from app.services.arming import Armed
from app.services.devices import DeviceCard
from ui.pages.measuring.ports import Arms, Cuffs


class SeatDevices:
    """``cards``: those of this seat, and of no seat; ``armed``: who is measured on which."""

    def __init__(self, devices: Cuffs, arming: Arms, clock: Clock, seat: str) -> None:
        self._devices, self._arming, self._clock, self._seat = devices, arming, clock, seat
        self.cards: tuple[DeviceCard, ...] = ()
        self.armed: tuple[Armed, ...] = ()

    def reload(self) -> set[str]:
        """Read both anew. Gives the residents who were armed since the last time."""
        self.cards = tuple(card for card in self._devices.known() if card.seat in ("", self._seat))
        known = {one.id for one in self.armed}
        self.armed = tuple(self._arming.armed(self._seat))
        return {one.person for one in self.armed if one.id not in known}

    def heard(self, card: DeviceCard) -> None:
        """One changed: its live pressure or its state."""
        self.cards = tuple(card if one.id == card.id else one for one in self.cards)

    def armed_for(self, person: str) -> tuple[Armed, ...]:
        """Those armed for a resident."""
        return tuple(one for one in self.armed if one.person == person)

    def is_ready(self, armed: Armed) -> bool:
        """Green: what comes now is new. Amber before."""
        return armed.drained or any(card.id == armed.device and card.drained for card in self.cards)

    def seconds_left(self, armed: Armed) -> int:
        """Until the time-out."""
        return max(0, ceil((instant(armed.expires_at) - self._clock.now()).total_seconds()))

    def live_pressure(self, person: str) -> int | None:
        """What a cuff of a resident is at right now, mmHg."""
        mine = {one.device for one in self.armed_for(person)}
        return next((card.live_pressure for card in self.cards if card.id in mine and card.live_pressure is not None), None)

    def sticker(self, device: str | None) -> str:
        """The sticker of a device, '' where it is not one of this seat."""
        return next((card.sticker for card in self.cards if card.id == device), "")
