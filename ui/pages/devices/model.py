"""Known devices with their present state, a scan for new ones, and the words for every failure."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass

from app.clock import Clock, SystemClock
from app.errors import KnownError
from app.services.devices import DeviceCard
from app.texts import Message, chosen_language, load_texts, reason_text
from device_drivers.errors import DeviceError, Reason
from device_drivers.readings import DeviceState, Found, KnownDevice
from ui.pages.devices.care_model import CareModel, Checks
from ui.pages.devices.ports import Hub, KnownDevices, listen_to
from ui.pages.devices.roll_call import SCAN_SECONDS, RollCall
from ui.pages.page_model import PageModel, Run

log = logging.getLogger(__name__)

BATTERY_LOW = 20  # percent
CLOCK_OFF_S = 120
"""From this difference on the card says so (ux.md §3.2)."""
STICKER_COLOURS = ("red", "blue", "yellow", "green", "white", "orange")


@dataclass(frozen=True, slots=True)
class SerialDriver:
    """A driver for devices on a cable: the port is typed, it cannot be scanned for."""

    id: str
    models: str


@dataclass(frozen=True, slots=True)
class Adding:
    """The device somebody is about to take on, and what it would be called."""

    found: Found | KnownDevice
    name: str
    sticker: str


class DevicesModel(PageModel):
    """``found`` None = no scan since the page was opened. ``changing``: the id of the card being renamed or forgotten."""

    def __init__(
        self,
        devices: KnownDevices,
        hub: Hub,
        seat: str,
        serial: Sequence[SerialDriver] = (),
        clock: Clock | None = None,
        checks: Checks | None = None,
    ) -> None:
        super().__init__()
        self.care = CareModel(checks)
        self.roll = RollCall(devices, hub, clock or SystemClock())
        self._devices, self._hub, self.seat = devices, hub, seat
        self.serial = tuple(serial)
        self.cards: tuple[DeviceCard, ...] = ()
        self.open = False
        self.scanning = False
        self.found: tuple[Found, ...] | None = None
        self.trouble: Message | None = None
        self.adding: Adding | None = None
        self.changing = ""
        self.reload()

    def attach(self, changed: Callable[[], None], run: Run) -> None:
        super().attach(changed, run)
        self.roll.attach(self.reload, run)
        self.care.attach(self.reload, run)

    def reload(self) -> None:
        """Read the cards again; short enough for the GUI thread."""
        self.cards = tuple(self._devices.known())
        self.care.load([card.id for card in self.cards])
        self.changed()

    def heard(self, card: DeviceCard) -> None:
        """A device said something."""
        self.roll.heard(card)
        self.reload()

    def call_the_roll(self) -> None:
        """点名 begins; nothing else is being added or changed meanwhile."""
        self.open, self.adding, self.trouble, self.error, self.changing = False, None, None, None, ""
        self.roll.begin()

    # --- adding --------------------------------------------------------------------------------------------------------
    def show_adding(self, on: bool) -> None:
        """Open the list of what is in the air, or close it."""
        self.open, self.adding, self.trouble, self.error = on, None, None, None
        if on:
            self.scan()
        else:
            self.found = None
            self.changed()

    def scan(self) -> None:
        """Look around for some seconds; a second scan waits for the first."""
        if self.scanning:
            return
        self.scanning, self.trouble = True, None
        self._run(lambda: listen_to(self._hub, SCAN_SECONDS), self._heard_all, self._scan_failed)
        self.changed()

    def choose(self, found: Found) -> None:
        """Take this one: propose a name and the next free sticker. One without a driver of ours says so."""
        if found.driver is None:
            self.trouble = reason_text(Reason.UNKNOWN_DRIVER, {"driver": found.name})
        else:
            self.trouble, self.adding = None, Adding(found, found.name, self.free_sticker())
        self.changed()

    def choose_serial(self, driver: SerialDriver, port: str) -> None:
        """The same for a device on a cable."""
        port = port.strip()
        if port:
            known = KnownDevice(f"serial:{port}", driver.id, driver.models, port)
            self.adding = Adding(known, driver.models, self.free_sticker())
            self.changed()

    def take_on(self, name: str, sticker: str) -> None:
        """Write it down and have the hub listen to it."""
        adding = self.adding
        if adding is not None:
            self.do(lambda: self._take_on(adding, name, sticker), self._taken_on)

    def is_known(self, found: Found) -> bool:
        """Whether a device of the scan is on a card already."""
        return any(card.hub_id == found.device for card in self.cards)

    def free_sticker(self) -> str:
        """The first colour and number no device has: red 1, blue 2, yellow 3 …"""
        taken = {card.sticker for card in self.cards}
        number = len(self.cards) + 1
        start = (number - 1) % len(STICKER_COLOURS)
        for shift in range(len(STICKER_COLOURS)):
            colour = STICKER_COLOURS[(start + shift) % len(STICKER_COLOURS)]
            sticker = f"{colour_word(colour)}{number}"
            if sticker not in taken:
                return sticker
        return str(number)

    # --- changing ------------------------------------------------------------------------------------------------------
    def change(self, key: str) -> None:
        """Open one card for renaming or forgetting; '' closes it."""
        self.changing, self.error = key, None
        self.changed()

    def rename(self, name: str, sticker: str) -> None:
        """Another name or sticker for the open card."""
        key = self.changing
        self.do(lambda: self._devices.rename(key, name, sticker), lambda _: self._close())

    def forget(self) -> None:
        """Let go of the open card's device; what it measured stays."""
        card = next((each for each in self.cards if each.id == self.changing), None)
        if card is not None:
            self.do(lambda: self._forget(card), lambda _: self._close())

    def move_here(self, key: str) -> None:
        """Bring a device of another seat to this one."""
        self.do(lambda: self._move_here(key), lambda _: self._close())

    # --- inside --------------------------------------------------------------------------------------------------------
    def _heard_all(self, result: list[Found] | DeviceError) -> None:
        self.scanning = False
        if isinstance(result, DeviceError):
            self.trouble, self.found = reason_text(result.reason, result.facts), ()
        else:
            self.found = tuple(result)
        self.changed()

    def _scan_failed(self, error: KnownError) -> None:
        self.scanning = False
        self.fail(error)

    def _take_on(self, adding: Adding, name: str, sticker: str) -> None:
        card = self._devices.take_on(adding.found, name, sticker)
        self._tell_hub(card.hub_id)

    def _tell_hub(self, hub_id: str) -> None:
        for known in self._devices.known_for_hub():
            if known.device == hub_id:
                _settled(self._hub.add(known))

    def _taken_on(self, _done: None) -> None:
        self.adding, self.open, self.found = None, False, None
        self.reload()

    def _forget(self, card: DeviceCard) -> None:
        self._devices.forget(card.id)
        _settled(self._hub.forget(card.hub_id))

    def _move_here(self, key: str) -> None:
        self._tell_hub(self._devices.move_here(key).hub_id)

    def _close(self) -> None:
        self.changing = ""
        self.reload()


def _settled(wish: Future[None]) -> None:
    """The record stands whatever the hub says; its own news tell what is wrong with the device."""
    try:
        wish.result()
    except DeviceError as error:
        log.info("the device hub: %s", error.reason)


def colour_word(colour: str) -> str:
    """The first character or word of a sticker: 红."""
    return load_texts(chosen_language()).word("sticker", colour)


def colour_of(sticker: str) -> str:
    """Which of the colours a sticker begins with, in whatever language it was written; '' for none."""
    for language in ("zh_CN", "en"):
        words = load_texts(language)
        found = next((colour for colour in STICKER_COLOURS if sticker.startswith(words.word("sticker", colour))), "")
        if found:
            return found
    return ""


def trouble_of(card: DeviceCard) -> Message | None:
    """What is wrong with a device and the exact remedy; None while nothing is."""
    if card.reason is None or card.state is not DeviceState.FAILED:
        return None
    return reason_text(card.reason)
