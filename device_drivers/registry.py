"""All drivers, and which of them an advert belongs to."""

from __future__ import annotations

from collections.abc import Sequence

from device_drivers import kiosks
from device_drivers.drivers import (
    accu_chek_serial,
    accu_chek_usb,
    and_tm_cabinet,
    astm_analyzer,
    barcode_scanner,
    blood_pressure_cuff,
    caresens_cable,
    codefree,
    contec_cuff,
    contec_oximeter,
    contour,
    freestyle_hid,
    glucose_meter,
    hl7_analyzer,
    idcard_reader,
    lepu_bp2,
    lepu_patch,
    lifescan,
    mi_scale,
    microlife_cuff,
    microlife_usb_cuff,
    movesense_sensor,
    omron_cuff,
    omron_usb,
    onetouch_ble,
    openbci_board,
    poct1a_meter,
    polar_strap,
    sig_devices,
    sinocare,
    suntech_module,
    taidoc,
    text_meters,
    unconfirmed_cuff,
    yonker_cuff,
)
from device_drivers.errors import DeviceError, Reason
from device_drivers.manifest import Advert, Driver, Manifest, Transport
from device_drivers.profiles import Standard
from device_drivers.profiles import drivers as standard_drivers

# the standard sessions that profile files (profiles.py) may name
STANDARDS: dict[str, Standard] = {
    "blood_pressure": blood_pressure_cuff.STANDARD,
    "glucose": glucose_meter.STANDARD,
    **sig_devices.STANDARDS,
}

DRIVERS: tuple[Driver, ...] = (
    *standard_drivers(STANDARDS),
    *lepu_patch.DRIVERS,
    *lepu_bp2.DRIVERS,
    *polar_strap.DRIVERS,
    *movesense_sensor.DRIVERS,
    *openbci_board.DRIVERS,
    *and_tm_cabinet.DRIVERS,
    *suntech_module.DRIVERS,
    *taidoc.DRIVERS,
    *sinocare.DRIVERS,
    *contec_oximeter.DRIVERS,
    *onetouch_ble.DRIVERS,
    *mi_scale.DRIVERS,
    *lifescan.DRIVERS,
    *omron_cuff.DRIVERS,
    *microlife_cuff.DRIVERS,
    *yonker_cuff.DRIVERS,
    *kiosks.drivers(),
    *contec_cuff.DRIVERS,
    *omron_usb.DRIVERS,
    *microlife_usb_cuff.DRIVERS,
    *unconfirmed_cuff.DRIVERS,
    *text_meters.DRIVERS,
    *idcard_reader.DRIVERS,
    *barcode_scanner.DRIVERS,
    *astm_analyzer.DRIVERS,
    *hl7_analyzer.DRIVERS,
    *poct1a_meter.DRIVERS,
    *codefree.DRIVERS,
    *contour.DRIVERS,
    *accu_chek_usb.DRIVERS,
    *accu_chek_serial.DRIVERS,
    *caresens_cable.DRIVERS,
    *freestyle_hid.DRIVERS,
)


def manifests() -> tuple[Manifest, ...]:
    """What every driver says of itself, in the order of the list of supported devices."""
    return tuple(driver.manifest for driver in DRIVERS)


def driver(driver_id: str) -> Driver:
    """The driver of that id. DeviceError(UNKNOWN_DRIVER)."""
    for candidate in DRIVERS:
        if candidate.manifest.id == driver_id:
            return candidate
    raise DeviceError(Reason.UNKNOWN_DRIVER, driver=driver_id)


def match(advert: Advert, drivers: Sequence[Driver] = DRIVERS) -> Manifest | None:
    """The driver that fits an advert best: a model's name before a service; None = nobody's."""
    ble = [candidate.manifest for candidate in drivers if candidate.manifest.transport is Transport.BLE]
    best = max(ble, key=lambda manifest: manifest.fits(advert), default=None)
    return best if best is not None and best.fits(advert) else None
