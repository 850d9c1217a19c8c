"""Device ↔ Device: maker, model, serial, Bluetooth address, and the specialisation of what it measures (HL7/phd).

Sticker, seat, slot, baud rate and when it was taken on are each seat's own affair and have no wire form.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from app.domain.device import Device
from sync.fhir.build import Json, coding, concept, extension, identifier, resource
from sync.fhir.codes import BLUETOOTH, DEVICE_HUB_ID, DEVICE_KIND, MDC
from sync.fhir.element import NotOurs, opened

TYPE = "Device"

# Kind of reading → MDC device specialisation.
_SPECIALIZATIONS = {
    "blood_pressure": "528391",
    "glucose": "528401",
    "ecg": "528390",
    "spo2": "528388",
    "temperature": "528392",
    "weight": "528399",
}
_ADDRESS = re.compile(r"(?:[0-9A-F]{2}[:-]){5}[0-9A-F]{2}", re.IGNORECASE)


def to_fhir(device: Device) -> Json:
    """The device itself; which seat uses it is not told."""
    bluetooth = device.address.upper().replace(":", "-") if _ADDRESS.fullmatch(device.address) else ""
    return resource(
        TYPE,
        device.id,
        extension=[extension("driver", valueString=device.driver), extension("address", valueString=device.address)],
        identifier=[identifier(DEVICE_HUB_ID, device.hub_id), identifier(BLUETOOTH, bluetooth)],
        status="active",
        manufacturer=device.maker,
        serialNumber=device.serial,
        deviceName=[{"name": device.name, "type": "user-friendly-name"}] if device.name else None,
        modelNumber=device.model,
        specialization=[
            {"systemType": concept(coding(MDC, _SPECIALIZATIONS.get(kind, "")), coding(DEVICE_KIND, kind))} for kind in device.kinds
        ],
    )


def from_fhir(body: Any, known: Device | None = None) -> Device:
    """``known`` keeps what is this seat's affair. Raises NotOurs for a device that no driver of ours spoke to: pumps, phones, implants."""
    found = opened(body, TYPE)
    hub_id = found.identifier(DEVICE_HUB_ID)
    if not hub_id:
        raise NotOurs(TYPE + ".identifier", "no device of ours")
    kinds = (one.child("systemType").code(DEVICE_KIND) for one in found.each("specialization"))
    here = known or Device(found.need("id"), hub_id, "", "", "")
    return replace(
        here,
        hub_id=hub_id,
        driver=found.extension("driver").text("valueString"),
        kinds=tuple(kind for kind in kinds if kind),
        name=next((one.text("name") for one in found.each("deviceName")), ""),
        address=found.extension("address").text("valueString"),
        maker=found.text("manufacturer"),
        model=found.text("modelNumber"),
        serial=found.text("serialNumber"),
    )
