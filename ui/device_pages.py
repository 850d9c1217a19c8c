"""The page of this computer's devices, made over the station they hang on."""

from __future__ import annotations

from app.clock import Clock
from app.services.clinic import Clinic
from ui.bridge import Bridge
from ui.heard import on_change
from ui.pages.devices.care_model import TABLES
from ui.pages.devices.catalogue import Catalogue
from ui.pages.devices.model import DevicesModel, SerialDriver
from ui.pages.devices.page import DevicesPage
from ui.station import Practice, Station


def devices_page(station: Station, clinic: Clinic, bridge: Bridge, clock: Clock, practice: Practice | None) -> DevicesPage:
    """With the shelf of virtual devices where this is the practice clinic."""
    assert station.devices is not None
    serial = [
        SerialDriver(one.id, ", ".join(model.name for model in one.models)) for one in station.manifests if one.transport.value == "serial"
    ]
    model = DevicesModel(clinic.devices, station.devices, clinic.desk.seat, serial, clock, clinic.device_checks)
    shelf = practice.shelf if practice is not None else None
    page = DevicesPage(model, bridge, clock, clinic.devices.news, Catalogue(station.manifests), shelf)
    bridge.listen(station.found, model.roll.found, page)
    on_change(page, clinic, bridge, TABLES, model.reload)
    return page
