"""JSON answers for the Bluetooth SIG profiles, IEEE 11073 and bare checksums."""

from __future__ import annotations

from collections.abc import Callable

from device_drivers.protocols import (
    blood_pressure,
    body_composition,
    checksums,
    date_time,
    glucose,
    heart_rate,
    ieee11073,
    phd_20601,
    pulse_oximeter,
    racp,
    thermometer,
    weight,
)
from device_drivers.protocols.vocabulary import Answer, present, slot


def _value(decode: Callable[[bytes], ieee11073.Number]) -> Callable[[bytes], Answer]:
    return lambda data: present(value=decode(data))


def _checksum(compute: Callable[[bytes], int]) -> Callable[[bytes], Answer]:
    return lambda data: {"checksum": compute(data)}


def _extras(extras: blood_pressure.Extras) -> Answer:
    status = None if extras.status is None else extras.status_names
    return present(timestamp=extras.time, pulse_rate=extras.pulse_rate, status=status) | slot(extras.user_id)


def _pressures(measurement: blood_pressure.BloodPressureMeasurement) -> Answer:
    pressures = present(
        unit=measurement.unit.value,
        systolic=measurement.systolic,
        diastolic=measurement.diastolic,
        mean_arterial_pressure=measurement.mean_arterial_pressure,
    )
    return pressures | _extras(measurement.extras)


def _cuff(data: bytes) -> Answer:
    cuff = blood_pressure.decode_cuff_pressure(data)
    return present(unit=cuff.unit.value, cuff_pressure=cuff.pressure) | _extras(cuff.extras)


def _glucose(data: bytes) -> Answer:
    record = glucose.decode_measurement(data)
    answer = present(
        sequence=record.sequence,
        timestamp=record.base_time,
        time_offset_min=record.time_offset_min,
        status=None if record.status is None else record.status_names,
        context_follows=record.context_follows,
    )
    return answer | (_concentration(record.concentration) if record.concentration else {})


def _concentration(concentration: glucose.Concentration) -> Answer:
    answer = present(
        glucose=concentration.value,
        unit=concentration.unit.value,
        sample_type=concentration.sample_type_name,
        sample_location=concentration.sample_location_name,
    )
    if isinstance(concentration.value, ieee11073.Special):
        return answer
    per_litre = concentration.unit is glucose.ConcentrationUnit.KG_PER_L
    return answer | present(**{"glucose_mg_dl" if per_litre else "glucose_mmol_l": concentration.shifted})


def _glucose_context(data: bytes) -> Answer:
    context = glucose.decode_context(data)
    return present(sequence=context.sequence, meal_code=context.meal)


def _racp_request(data: bytes) -> Answer:
    request = racp.decode_request(data)
    answer: Answer = {"op": request.op.name.lower(), "operator": request.operator.name.lower()}
    if request.operands:
        answer["filter"] = "sequence"
    names = ("operand",) if len(request.operands) == 1 else ("operand_min", "operand_max")
    return answer | dict(zip(names, request.operands, strict=False))


def _racp_response(data: bytes) -> Answer:
    response = racp.decode_response(data)
    if isinstance(response, racp.RecordCount):
        return {"op": "record_count", "count": response.count}
    result = response.result.name.lower() if response.result else "reserved"
    return {"op": "response", "request_code": response.request_code, "result_code": response.result_code, "result": result}


def _current_time(data: bytes) -> Answer:
    current = date_time.decode_current_time(data)
    return present(
        timestamp=current.time,
        day_of_week=current.day_of_week,
        fractions_256=current.fractions_256,
        adjust_reason=current.adjust_reasons,
    )


def _heart_rate(data: bytes) -> Answer:
    beat = heart_rate.decode_measurement(data)
    answer: Answer = {"heart_rate": beat.heart_rate, "sensor_contact": beat.sensor_contact}
    return answer | present(energy_expended_kj=beat.energy_expended_kj, rr_intervals_1024=beat.rr_intervals_1024)


def _temperature(data: bytes) -> Answer:
    measured = thermometer.decode_measurement(data)
    site = None if measured.site is None else measured.site_name
    return present(temperature=measured.value, unit=measured.unit.value, timestamp=measured.time, site=site)


def _weight(data: bytes) -> Answer:
    measured = weight.decode_measurement(data)
    answer = present(
        weight="unsuccessful" if measured.weight is None else measured.weight,
        unit="lb" if measured.imperial else "kg",
        timestamp=measured.time,
        bmi=measured.bmi,
        height=measured.height,
        height_unit=None if measured.height is None else "in" if measured.imperial else "m",
    )
    return answer | slot(measured.user_id)


def _body_composition(data: bytes) -> Answer:
    body = body_composition.decode_measurement(data)
    answer = present(
        unit="lb" if body.imperial else "kg",
        body_fat_percent="unsuccessful" if body.body_fat_percent is None else body.body_fat_percent,
        timestamp=body.time,
        basal_metabolism_kj=body.basal_metabolism_kj,
        muscle_percent=body.muscle_percent,
        impedance_ohm=body.impedance_ohm,
        weight=body.weight,
        multi_packet=body.multi_packet,
    )
    return answer | slot(body.user_id)


def _oximetry(measured: pulse_oximeter.Oximetry) -> Answer:
    status = None if measured.measurement_status is None else measured.measurement_status_names
    return present(spo2=measured.spo2, pulse_rate=measured.pulse_rate, timestamp=measured.time, measurement_status=status)


def _spot_check(data: bytes) -> Answer:
    measured = pulse_oximeter.decode_spot_check(data)
    return _oximetry(measured) | {"device_clock_not_set": measured.device_clock_not_set}


def _scan_report(data: bytes) -> Answer:
    report = phd_20601.decode_scan_report(data)
    event = "fixed_scan_report" if report.event_code == phd_20601.FIXED else "multi_person_fixed_scan_report"
    observations = [present(handle=seen.handle, data_hex=seen.data.hex(), person_id=seen.person_id) for seen in report.observations]
    return {"event": event, "event_code": report.event_code, "observations": observations}


MESSAGES: dict[tuple[str, str], Callable[[bytes], Answer]] = {
    ("ieee11073", "sfloat-le"): _value(ieee11073.decode_sfloat),
    ("ieee11073", "float-le"): _value(ieee11073.decode_float),
    ("ieee11073-20601", "sfloat-be"): _value(lambda data: ieee11073.decode_sfloat(data, "big")),
    ("ieee11073-20601", "float-be"): _value(lambda data: ieee11073.decode_float(data, "big")),
    ("ieee11073-20601", "scan-report"): _scan_report,
    ("checksum", "crc16-mcrf4xx"): _checksum(checksums.crc16_mcrf4xx),
    ("checksum", "crc16-ccitt-false"): _checksum(checksums.crc16_ccitt_false),
    ("onetouch-ultra2", "sum16"): _checksum(checksums.sum16),
    ("ble-blood-pressure", "2A35"): lambda data: _pressures(blood_pressure.decode_measurement(data)),
    ("ble-blood-pressure", "2A36"): _cuff,
    ("ble-blood-pressure", "pressure-field"): _value(ieee11073.decode_sfloat),
    ("ble-blood-pressure-beurer", "2A35"): lambda data: _pressures(blood_pressure.decode_beurer_measurement(data)),
    ("ble-glucose", "2A18"): _glucose,
    ("ble-glucose", "2A34"): _glucose_context,
    ("ble-racp", "2A52-request"): _racp_request,
    ("ble-racp", "2A52-response"): _racp_response,
    ("ble-date-time", "2A08"): lambda data: present(timestamp=date_time.decode_date_time(data)),
    ("ble-current-time", "2A2B"): _current_time,
    ("ble-heart-rate", "2A37"): _heart_rate,
    ("ble-thermometer", "2A1C"): _temperature,
    ("ble-weight", "2A9D"): _weight,
    ("ble-body-composition", "2A9C"): _body_composition,
    ("ble-pulse-oximeter", "2A5E"): _spot_check,
    ("ble-pulse-oximeter", "2A5F"): lambda data: _oximetry(pulse_oximeter.decode_continuous(data)),
}
