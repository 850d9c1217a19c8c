"""The clinic's devices: taken on, named by a sticker, and where each of them stands right now."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, NoReturn

from app.clock import instant, iso
from app.domain.device import Device, DeviceStatus
from app.domain.ids import device_id, is_seat, tidy
from app.errors import KnownError
from app.events import Topic
from app.rules.acceptance import clock_life
from app.services.arming import BY_HAND, MOVED, end_device
from app.services.desk import Desk
from app.store import devices
from app.store.database import Reading
from app.store.unit_of_work import UnitOfWork
from device_drivers.readings import Bonded, DeviceNews, DeviceState, Found, KnownDevice

if TYPE_CHECKING:
    from device_drivers.manifest import Manifest

_SESSION_BEGINS = frozenset({DeviceState.CONNECTING, DeviceState.CONNECTED, DeviceState.TRANSFERRING})


@dataclass(frozen=True, slots=True)
class DeviceCard:
    """What the device page shows. Instants are store text; ``live_pressure`` mmHg of this moment.

    ``drained``: what comes from now on is new (the border may turn green); known for today only. ``measures``: not a reader of cards or
    codes; whatever no driver here knows may measure.
    """

    id: str
    hub_id: str
    driver: str
    name: str
    address: str
    sticker: str
    seat: str
    kinds: tuple[str, ...]
    battery: int | None
    last_seen_at: str | None
    last_reading_at: str | None
    clock_offset_s: float | None
    state: DeviceState
    reason: str | None
    live_pressure: int | None
    virtual: bool
    drained: bool
    model: str = ""
    measures: bool = True


@dataclass(frozen=True, slots=True)
class _Live:
    """What is only true of this moment."""

    state: DeviceState = DeviceState.IDLE
    reason: str | None = None
    live_pressure: int | None = None
    measuring_since: datetime | None = None


class Devices:
    """Devices of this workstation. ``news`` carries the card that changed, in the hub's or the caller's thread."""

    def __init__(self, desk: Desk, manifests: Iterable[Manifest] = ()) -> None:
        self.news: Topic[DeviceCard] = Topic("devices")
        self._desk = desk
        self._lock = threading.Lock()
        self._live: dict[str, _Live] = {}
        self._kinds: dict[str, tuple[str, ...]] = {}
        self._devices: dict[str, Device] = {}
        self._statuses: dict[str, DeviceStatus] = {}
        self.use_manifests(manifests)
        self._reload()

    def use_manifests(self, manifests: Iterable[Manifest]) -> None:
        """What drivers say they measure; given by the composition root, which alone knows the drivers."""
        self._kinds |= {one.id: tuple(kind.value for kind in one.kinds) for one in manifests}

    # --- known devices -------------------------------------------------------------------------------------------------
    def known(self) -> list[DeviceCard]:
        """All devices taken on, by sticker."""
        self._desk.allow("devices.read")
        return self._cards()

    def _cards(self) -> list[DeviceCard]:
        with self._lock:
            cards = [self._card(one) for one in self._devices.values()]
        return sorted(cards, key=lambda card: (card.sticker, card.name))

    def card(self, key: str) -> DeviceCard:
        """One device. KnownError ``device_unknown``."""
        return next((card for card in self._cards() if card.id == key), None) or _unknown()

    def known_for_hub(self) -> list[KnownDevice]:
        """What the hub connects to: this seat's devices only, even where others are bonded to this computer (H21)."""
        with self._lock:
            mine = [one for one in self._devices.values() if one.seat in {"", self._desk.seat}]
            return [self._for_hub(one) for one in mine]

    def take_on(self, found: Found | KnownDevice, name: str, sticker: str, virtual: bool = False, seat: str = "") -> DeviceCard:
        """Take a device on, or again after it was forgotten. ``seat`` '' = this one.

        KnownError ``device_unsupported`` (no driver of ours), ``seat_wrong``, ``sticker_missing``, ``sticker_taken``.
        """
        if found.driver is None:
            raise KnownError("device_unsupported")
        address = found.address if isinstance(found, KnownDevice) else found.device.partition(":")[2]
        baud = found.baud if isinstance(found, KnownDevice) else None
        one = Device(
            id=device_id("", "", address) if found.device.startswith("ble:") else device_id("serial", found.device),
            hub_id=found.device,
            driver=found.driver,
            name=name.strip() or found.name,
            model=found.model,
            address=address,
            kinds=self._kinds.get(found.driver, ()),
            sticker=sticker.strip(),
            seat=_seat(seat) or self._desk.seat,
            baud=baud,
            virtual=virtual,
            added_at=iso(self._desk.clock.now()),
        )
        return self._save(lambda uow: self._take_on(uow, one), one.id)

    def rename(self, key: str, name: str, sticker: str) -> DeviceCard:
        """Another name or sticker. KnownError ``device_unknown``, ``sticker_missing``, ``sticker_taken``."""
        return self._save(lambda uow: _write(uow, replace(_get(uow.conn, key), name=name.strip(), sticker=sticker.strip())), key)

    def use_slot(self, key: str, user_slot: int | None) -> DeviceCard:
        """Which of the device's own memory slots counts here; None = any. KnownError ``device_unknown``."""
        return self._save(lambda uow: _write(uow, replace(_get(uow.conn, key), user_slot=user_slot)), key)

    def move_here(self, key: str) -> DeviceCard:
        """Bring a device of another seat to this one; whoever it was armed for there is disarmed. KnownError ``device_unknown``."""

        def work(uow: UnitOfWork) -> None:
            _write(uow, replace(_get(uow.conn, key), seat=self._desk.seat))
            end_device(uow, key, MOVED)

        return self._save(work, key)

    def forget(self, key: str) -> None:
        """Let go of a device; what it measured stays. KnownError ``device_unknown``."""
        at = iso(self._desk.clock.now())

        def work(uow: UnitOfWork) -> None:
            devices.save(uow, replace(_get(uow.conn, key), forgotten_at=at))
            end_device(uow, key, BY_HAND)

        self._desk.write("devices.manage", work)
        self._reload()

    # --- news from the hub ---------------------------------------------------------------------------------------------
    def heard(self, news: DeviceNews) -> None:
        """What the hub tells; called in its thread, waits for nothing."""
        with self._lock:
            one = next((device for device in self._devices.values() if device.hub_id == news.device), None)
            if one is None:
                return
            self._live[one.id] = _moved(self._live.get(one.id, _Live()), news)
            told = self._told(one.id, news)
            card = self._card(one)
        if told:
            self._desk.store.write(lambda uow: devices.keep_status(uow, one.id, **told))
        self.news.publish(card)

    def bonded(self, news: Bonded) -> None:
        """A device agreed on a secret; called in the hub's thread, durable on return."""
        with self._lock:
            one = next((device for device in self._devices.values() if device.hub_id == news.device), None)
            if one is None:
                return
            self._statuses[one.id] = replace(self._statuses.get(one.id, DeviceStatus()), bond=news.key)
        self._desk.store.write(lambda uow: devices.keep_status(uow, one.id, bond=news.key)).result()

    def measuring_since(self, hub_id: str) -> datetime | None:
        """Since when the device is heard measuring; None = it is not."""
        with self._lock:
            key = next((device.id for device in self._devices.values() if device.hub_id == hub_id), "")
            return self._live.get(key, _Live()).measuring_since

    def arrived(self, hub_id: str, received_at: str, sequence: int | None) -> None:
        """Readings came in; ``sequence``: the number the next transfer goes on from."""
        with self._lock:
            one = next((device for device in self._devices.values() if device.hub_id == hub_id), None)
            if one is None:
                return
            status = self._statuses.get(one.id, DeviceStatus())
            self._statuses[one.id] = replace(
                status, last_reading_at=received_at, last_sequence=status.last_sequence if sequence is None else sequence
            )
            card = self._card(one)
        self.news.publish(card)

    def _told(self, key: str, news: DeviceNews) -> Mapping[str, object]:
        """What is worth keeping of the news. A pressure that only moved is not."""
        status = self._statuses.get(key, DeviceStatus())
        told: dict[str, object] = {"last_seen_at": iso(news.seen_at)}
        if news.battery is not None:
            told["battery"] = news.battery
        if news.clock_offset_s is not None:
            before = None if status.clock_offset_at is None else instant(status.clock_offset_at)
            since = clock_life(status.clock_offset_s, before, news.clock_offset_s, news.seen_at, status.clock_since)
            told |= {"clock_offset_s": news.clock_offset_s, "clock_offset_at": iso(news.seen_at), "clock_since": since}
        if news.state is DeviceState.DRAINED:
            told["drained"] = True
        elif news.state in _SESSION_BEGINS or news.state is DeviceState.FAILED:
            told["drained"] = False
        self._statuses[key] = replace(status, **told)  # type: ignore[arg-type]
        same = replace(self._statuses[key], last_seen_at=status.last_seen_at) == status
        return {} if same and news.state is DeviceState.MEASURING else told

    # --- inside --------------------------------------------------------------------------------------------------------
    def _save(self, work: Callable[[UnitOfWork], None], key: str) -> DeviceCard:
        self._desk.write("devices.manage", work)
        self._reload()
        card = self.card(key)
        self.news.publish(card)
        return card

    def _take_on(self, uow: UnitOfWork, one: Device) -> None:
        before = devices.get(uow.conn, one.id)
        _write(uow, one if before is None else replace(one, added_at=before.added_at, user_slot=before.user_slot))

    def _reload(self) -> None:
        known, statuses = self._desk.store.read(lambda conn: (devices.known(conn), devices.statuses(conn)))
        with self._lock:
            self._devices = {one.id: one for one in known}
            self._statuses = statuses | self._statuses

    def _card(self, one: Device) -> DeviceCard:
        status, live = self._statuses.get(one.id, DeviceStatus()), self._live.get(one.id, _Live())
        return DeviceCard(
            id=one.id,
            hub_id=one.hub_id,
            driver=one.driver,
            name=one.name,
            address=one.address,
            sticker=one.sticker,
            seat=one.seat,
            kinds=one.kinds or self._kinds.get(one.driver, ()),
            battery=status.battery,
            last_seen_at=status.last_seen_at,
            last_reading_at=status.last_reading_at,
            clock_offset_s=status.clock_offset_s,
            state=live.state,
            reason=live.reason,
            live_pressure=live.live_pressure,
            virtual=one.virtual,
            drained=status.drained_on(self._desk.clock.now()),
            model=one.model,
            measures=bool(one.kinds) or self._kinds.get(one.driver) != (),
        )

    def _for_hub(self, one: Device) -> KnownDevice:
        status = self._statuses.get(one.id, DeviceStatus())
        return KnownDevice(
            device=one.hub_id,
            driver=one.driver,
            name=one.name,
            address=one.address,
            last_sequence=status.last_sequence,
            baud=one.baud,
            model=one.model,
            key=status.bond or b"",
            bonded=status.last_reading_at is not None,  # it gave us something: that it now refuses has another reason
        )


def _moved(before: _Live, news: DeviceNews) -> _Live:
    measuring = news.state is DeviceState.MEASURING
    since = (before.measuring_since or news.seen_at) if measuring else None
    return _Live(news.state, news.reason, news.live_pressure, since)


def _get(conn: Reading, key: str) -> Device:
    return devices.get(conn, key) or _unknown()


def _write(uow: UnitOfWork, one: Device) -> None:
    """Two devices of one sticker would be two cuffs nobody can tell apart (H21)."""
    if not one.sticker:
        raise KnownError("sticker_missing")
    if any(other.sticker == one.sticker and other.id != one.id for other in devices.known(uow.conn)):
        raise KnownError("sticker_taken", sticker=one.sticker)
    devices.save(uow, one)


def _seat(text: str) -> str:
    seat = tidy(text).upper()
    if seat and not is_seat(seat):
        raise KnownError("seat_wrong", seat=seat)
    return seat


def _unknown() -> NoReturn:
    raise KnownError("device_unknown")
