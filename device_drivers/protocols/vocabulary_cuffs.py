"""JSON answers for Bluetooth blood pressure cuffs and body scales of makers with protocols of their own: Omron, Microlife, Yonker."""

from __future__ import annotations

from collections.abc import Callable

from device_drivers.protocols import microlife, omron, omron_records, omron_scale, yonker
from device_drivers.protocols.omron_records import RecordLayout
from device_drivers.protocols.vocabulary import Answer, present

_MMHG = "mmHg"


def _omron_record(layout: RecordLayout) -> Callable[[bytes], Answer]:
    def decode(data: bytes) -> Answer:
        record = omron_records.decode_record(layout, data)
        if record is None:
            return {"empty": True}
        return present(
            empty=False,
            systolic=record.systolic,
            diastolic=record.diastolic,
            unit=_MMHG,
            pulse_rate=record.pulse_rate,
            timestamp=record.time,
            status=record.status_names,
        )

    return decode


def _omron_frame(data: bytes) -> Answer:
    frame = omron.decode_frame(data)
    return {
        "op": "other" if frame.op is None else frame.op.name.lower(),
        "type_hex": f"{frame.type:04x}",
        "address_hex": f"{frame.address:04x}",
        "size": frame.size,
        "payload_hex": frame.payload.hex(),
    }


def _omron_advert(data: bytes) -> Answer:
    advert = omron.decode_advert(data)
    return {
        "packet_type": advert.packet_type,
        "user_count": len(advert.users),
        "clock_not_set": advert.clock_not_set,
        "pairing_mode": advert.pairing_mode,
        "users": [{"last_sequence": user.last_sequence, "record_count": user.record_count} for user in advert.users],
    }


def _omron_weighing(data: bytes) -> Answer:
    record = omron_scale.decode_record(data)
    return present(
        weight=record.weight,
        unit="kg",
        body_fat_percent=record.body_fat_percent,
        skeletal_muscle_percent=record.skeletal_muscle_percent,
        bmi=record.bmi,
        basal_metabolism_kcal=record.basal_metabolism_kcal,
        visceral_fat_level=record.visceral_fat_level,
        body_age_years=record.body_age_years,
        timestamp=record.time,
    )


def _microlife(data: bytes) -> Answer:
    frame = microlife.decode_frame(data)
    direction = "to_device" if frame.to_device else "from_device"
    return present(direction=direction, payload_hex=frame.payload.hex(), op=frame.op, timestamp=frame.time)


def _yonker(data: bytes) -> Answer:
    measured = yonker.decode_measurement(data)
    return present(
        systolic=measured.systolic, diastolic=measured.diastolic, unit=_MMHG, pulse_rate=measured.pulse_rate, timestamp=measured.time
    )


MESSAGES: dict[tuple[str, str], Callable[[bytes], Answer]] = {
    ("omron-ble", "record-le14"): _omron_record(RecordLayout.LE14),
    ("omron-ble", "record-be14"): _omron_record(RecordLayout.BE14),
    ("omron-ble", "clock"): lambda data: present(timestamp=omron_records.decode_clock(data)),
    ("omron-ble", "frame"): _omron_frame,
    ("omron-ble", "advert"): _omron_advert,
    ("omron-scale", "record-48"): _omron_weighing,
    ("microlife-ble", "frame"): _microlife,
    ("yonker-ble", "CDEACD81"): _yonker,
}
