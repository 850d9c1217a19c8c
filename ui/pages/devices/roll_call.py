"""点名: START is pressed on one device after another, and the screen shows which one it is (safety.md §2, H21)."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from app.clock import Clock
from app.errors import KnownError
from app.services.devices import DeviceCard
from app.texts import Message, reason_text
from device_drivers.errors import DeviceError
from device_drivers.readings import DeviceState, Found
from ui.pages.devices.ports import Hub, KnownDevices, listen_to
from ui.pages.page_model import PageModel

log = logging.getLogger(__name__)

SCAN_SECONDS = 8.0
LIT = timedelta(seconds=8)
"""So long a card stays lit: time to look up from the cuff and to stick the colour on."""
QUIET = timedelta(seconds=20)
"""A device that advertises all the time lights its card only when it was silent for so long before."""
SPEAKS = frozenset({DeviceState.CONNECTING, DeviceState.CONNECTED, DeviceState.MEASURING, DeviceState.TRANSFERRING})


class RollCall(PageModel):
    """``on``: roll is being called. ``newcomers``: devices of ours that nobody has taken on, the last heard on top.

    Everything goes by the device's own address, so that four cuffs of one name are four (H21).
    """

    def __init__(self, devices: KnownDevices, hub: Hub, clock: Clock) -> None:
        super().__init__()
        self._devices, self._hub, self._clock = devices, hub, clock
        self.on = False
        self.newcomers: tuple[Found, ...] = ()
        self.present: frozenset[str] = frozenset()
        self.trouble: Message | None = None
        self._lit: dict[str, datetime] = {}
        self._heard: dict[str, datetime] = {}
        self._scanning = self._deaf = False

    def begin(self) -> None:
        """Listen to the air and to every device that is known."""
        self.on, self.newcomers, self.present, self.trouble, self.error = True, (), frozenset(), None, None
        self._lit, self._heard, self._deaf = {}, {}, False
        self.scan()

    def end(self) -> None:
        """The call is over."""
        self.on, self.newcomers, self._lit = False, (), {}
        self.changed()

    def scan(self) -> None:
        """Listen to the air; again and again while roll is called, unless the radio refuses."""
        if self.on and not self._scanning and not self._deaf:
            self._scanning = True
            self._run(lambda: listen_to(self._hub, SCAN_SECONDS), self._scanned, self._failed)
        self.changed()

    def is_lit(self, hub_id: str) -> bool:
        """Whether this is the device that was heard just now."""
        at = self._lit.get(hub_id)
        return self.on and at is not None and self._clock.now() - at < LIT

    def answered(self, card: DeviceCard) -> bool:
        """Whether the device was heard during this call."""
        return card.hub_id in self.present

    # --- what is heard -------------------------------------------------------------------------------------------------
    def heard(self, card: DeviceCard) -> None:
        """News of a known device: it connects, it measures."""
        if self.on and card.state in SPEAKS:
            self._light(card.hub_id)

    def found(self, one: Found) -> None:
        """Something in the air: a known device, or one of ours that nobody has taken on."""
        if not self.on or one.driver is None:
            return
        before, now = self._heard.get(one.device), self._clock.now()
        self._heard[one.device] = now
        if before is not None and now - before < QUIET:
            return
        known = any(card.hub_id == one.device for card in self._devices.known())
        if not known:
            self.newcomers = (one, *(other for other in self.newcomers if other.device != one.device))
        self._light(one.device)

    def take_on(self, one: Found, name: str, sticker: str, seat: str) -> None:
        """A newcomer gets its sticker and its seat; its card is lit for a while, so that the sticker goes on the right device."""
        self.do(lambda: self._take_on(one, name, sticker, seat), lambda _: self._taken_on(one))

    # --- inside --------------------------------------------------------------------------------------------------------
    def _light(self, hub_id: str) -> None:
        self._lit = {hub_id: self._clock.now()}  # one at a time: the last one heard
        self.present |= {hub_id}
        self.changed()

    def _scanned(self, result: list[Found] | DeviceError) -> None:
        self._scanning = False
        if isinstance(result, DeviceError):
            self._deaf, self.trouble = True, reason_text(result.reason, result.facts)
        else:
            for one in result:
                self.found(one)
        self.changed()

    def _failed(self, error: KnownError) -> None:
        self._scanning, self._deaf = False, True
        self.fail(error)

    def _take_on(self, one: Found, name: str, sticker: str, seat: str) -> None:
        card = self._devices.take_on(one, name, sticker, seat=seat)
        for known in self._devices.known_for_hub():
            if known.device == card.hub_id:
                try:
                    self._hub.add(known).result()
                except DeviceError as error:
                    log.info("the device hub: %s", error.reason)

    def _taken_on(self, one: Found) -> None:
        self.newcomers = tuple(other for other in self.newcomers if other.device != one.device)
        self._light(one.device)
