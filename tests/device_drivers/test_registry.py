"""Which driver takes which device; no driver that can never be reached."""

from __future__ import annotations

import pytest

from device_drivers import registry
from device_drivers.errors import DeviceError, Reason
from device_drivers.manifest import Advert, Opening, Transport
from device_drivers.protocols.lepu_er_session import SERVICE
from device_drivers.readings import KnownDevice

PRESENTING = ("idcard-", "barcode-")  # they tell of a card or a code and measure nothing


def advert(name: str, *services: str) -> Advert:
    return Advert("C1:00:00:00:00:02", name, frozenset(services), -60)


@pytest.mark.parametrize(
    ("said", "driver"),
    [
        (advert("A&D_UA-651BLE_123456", "1810"), "ble-blood-pressure"),
        (advert("BLESmart_0000011F", "1810"), "omron-ble"),
        (advert("BM85 00A1", "1810"), "ble-blood-pressure-beurer"),
        (advert("meter+12345678", "1808"), "ble-glucose"),
        (advert("ER1 0042", SERVICE), "lepu-er1"),
        (advert("ER3 0042", SERVICE), "lepu-er1"),
        (advert("Contour", "1808", "180A"), "ble-glucose"),
        (advert("headphones", "110B"), None),
        (advert("", "1809"), "ble-thermometer"),
        (advert("", "1815"), None),
    ],
)
def test_who_takes_it(said: Advert, driver: str | None) -> None:
    manifest = registry.match(said)
    assert (manifest.id if manifest else None) == driver


def test_every_driver_can_be_reached() -> None:
    for manifest in registry.manifests():
        if manifest.transport is Transport.BLE:
            name = f"{manifest.models[0].adverts[0]} 1" if manifest.named_only else "any"
            assert registry.match(advert(name, *manifest.services)) is manifest
            for start in (start for model in manifest.models for start in model.adverts):
                assert registry.match(advert(f"{start}0001", *manifest.services)) is manifest
        else:
            assert manifest.baud or manifest.usb_ids


def test_ids_are_unique_and_every_driver_makes_its_machine() -> None:
    ids = [manifest.id for manifest in registry.manifests()]
    assert len(set(ids)) == len(ids)
    for driver in registry.DRIVERS:
        known = KnownDevice("ble:X", driver.manifest.id, "x", "X")
        assert driver.machine(known, Opening(1)).due is None
        assert driver.manifest.models and (driver.manifest.kinds or driver.manifest.id.startswith(PRESENTING))


def test_an_unknown_driver() -> None:
    with pytest.raises(DeviceError) as caught:
        registry.driver("nobody")
    assert caught.value.reason is Reason.UNKNOWN_DRIVER
