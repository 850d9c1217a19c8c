"""JSON answers for TaiDoc, Sinocare, Contec oximeters, Xiaomi scales and CareSens clocks."""

from __future__ import annotations

from collections.abc import Callable

from device_drivers.protocols import contec_oximeter, isens_clock, mi_scale, sinocare, taidoc
from device_drivers.protocols.contec_oximeter import OximeterWave
from device_drivers.protocols.mi_scale import Weighing
from device_drivers.protocols.vocabulary import Answer, present


def _taidoc_frame(data: bytes) -> Answer:
    frame = taidoc.decode_frame(data)
    direction = "from_device" if frame.from_meter else "to_device"
    return present(direction=direction, command=frame.command, op=frame.op, payload_hex=frame.payload.hex())


def _taidoc_pressure(data: bytes) -> Answer:
    result = taidoc.decode_bp_result(data)
    pressures = present(systolic=result.systolic, diastolic=result.diastolic, pulse_rate=result.pulse_rate, unit="mmHg")
    return _taidoc_frame(data) | pressures


def _sinocare_frame(data: bytes) -> Answer:
    frame = sinocare.decode_frame(data)
    parts = present(length=frame.length, machine_code_hex=frame.machine.hex(), command=frame.command, op=frame.op)
    return parts | {"payload_hex": frame.payload.hex()}


def _sinocare_result(data: bytes) -> Answer:
    result = sinocare.decode_live_result(data)
    return _sinocare_frame(data) | present(timestamp=result.time, glucose=result.glucose, unit="mmol/L")


def _oximeter(data: bytes) -> Answer:
    packet = contec_oximeter.decode_packet(data)
    if isinstance(packet, OximeterWave):
        return present(packet="waveform", pleth=packet.pleth, bar=packet.bar)
    return present(packet="values", status_code=packet.status_code, pulse_rate=packet.pulse_rate, spo2=packet.spo2)


def _weighing(decode: Callable[[bytes], Weighing]) -> Callable[[bytes], Answer]:
    def answer(data: bytes) -> Answer:
        weighing = decode(data)
        parts = present(weight_kg=weighing.weight_kg, stabilized=weighing.stabilized, load_removed=weighing.load_removed)
        if weighing.impedance_ohm is not None:
            parts |= present(impedance_valid=weighing.impedance_valid, impedance_ohm=weighing.impedance_ohm)
        return parts | present(timestamp=weighing.time)

    return answer


MESSAGES: dict[tuple[str, str], Callable[[bytes], Answer]] = {
    ("taidoc", "frame"): _taidoc_frame,
    ("taidoc", "bp-result"): _taidoc_pressure,
    ("taidoc", "date-word"): lambda data: present(timestamp=taidoc.decode_date_word(data)),
    ("sinocare-sn", "frame"): _sinocare_frame,
    ("sinocare-sn", "live-result"): _sinocare_result,
    ("contec-cms50-ble", "FF02"): _oximeter,
    ("mi-scale", "181D"): _weighing(mi_scale.decode_v1),
    ("mi-scale", "181B"): _weighing(mi_scale.decode_v2),
    ("ble-caresens", "time-write"): lambda data: present(op="set_time", timestamp=isens_clock.decode_time(data)),
}
