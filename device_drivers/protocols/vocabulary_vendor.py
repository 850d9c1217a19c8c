"""JSON answers for the makers' own protocols: serial cuffs and ECG patches."""

from __future__ import annotations

from collections.abc import Callable

from device_drivers.protocols import and_tm, lepu_er, lepu_file, polar_pmd, suntech
from device_drivers.protocols.blood_pressure import PressureUnit
from device_drivers.protocols.refusal import Refused
from device_drivers.protocols.vocabulary import Answer, present

_MMHG = PressureUnit.MMHG.value
_TM_NAMES = {"S": "systolic", "D": "diastolic", "M": "mean_arterial_pressure", "P": "pulse_rate"}


def _suntech_reply(data: bytes) -> Answer:
    match suntech.decode_reply(data):
        case suntech.CuffReply(pressure):
            return {"cuff_pressure": pressure, "unit": _MMHG}
        case suntech.BpData() as result:
            return _suntech_result(result)
        case suntech.Acknowledge() as acknowledge:
            return {"acknowledge": acknowledge.name, "acknowledge_code": acknowledge.code}
    raise Refused("unknown")


def _suntech_result(result: suntech.BpData) -> Answer:
    return {
        "systolic": result.systolic,
        "diastolic": result.diastolic,
        "mean_arterial_pressure": result.mean_arterial_pressure,
        "unit": _MMHG,
        "beat_count": result.beat_count,
        "status_code": result.status_code,
        "pulse_rate": result.pulse_rate,
        "error_code": result.error_code,
    }


def _suntech_command(data: bytes) -> Answer:
    command = suntech.decode_command(data)
    return present(body_hex=command.body.hex(), op=command.op, pressure_mmhg=command.initial_inflation)


def _tm_command(data: bytes) -> Answer:
    frame = and_tm.decode_command(data)
    return {"address": frame.address, "command_text": frame.text}


def _tm_result(data: bytes) -> Answer:
    result = and_tm.decode_result(data)
    answer = present(model=result.model, timestamp=result.time)
    if isinstance(result, and_tm.TmError):
        sent = {_TM_NAMES[letter]: number for letter, number in result.numbers if letter in _TM_NAMES}
        return answer | {"error": result.code, "unit": _MMHG} | sent
    return answer | {
        "systolic": result.systolic,
        "diastolic": result.diastolic,
        "mean_arterial_pressure": result.mean_arterial_pressure,
        "pulse_rate": result.pulse_rate,
        "unit": _MMHG,
    }


def _lepu_frame(frame: lepu_er.LepuFrame) -> Answer:
    return present(
        command=frame.command,
        op=frame.known.name.lower() if frame.known else None,
        direction="from_device" if frame.from_device else "to_device",
        error_code=frame.error,
        sequence=frame.sequence,
        payload_hex=frame.payload.hex(),
    )


def _lepu_live(data: bytes) -> Answer:
    frame = lepu_er.decode_frame(data)
    live = lepu_er.decode_live(frame)
    return _lepu_frame(frame) | {
        "heart_rate": live.heart_rate,
        "battery_state": live.battery_state,
        "battery_percent": live.battery_percent,
        "record_s": live.record_s,
        "run_status": live.run_status,
        "samples_raw": list(live.samples),
    }


def _lepu_file(data: bytes) -> Answer:
    prefix = lepu_file.decode_four_channels(data)
    return {
        "header_hex": prefix.header.hex(),
        "lead_v5_raw": list(prefix.lead_v5),
        "lead_i_raw": list(prefix.lead_i),
        "lead_ii_raw": list(prefix.lead_ii),
        "lead_v1_raw": list(prefix.lead_v1),
    }


def _polar_frame(data: bytes) -> Answer:
    frame = polar_pmd.decode_ecg_frame(data)
    answer: Answer = {"timestamp_ns": frame.timestamp_ns, "frame_type": frame.frame_type, "compressed": False}
    if frame.frame_type == 3:
        return answer | {"rows": [[row.first, row.second, row.status] for row in frame.rows]}
    return answer | {"samples_uv": list(frame.samples_uv)}


def _polar_settings(settings: polar_pmd.Settings) -> Answer:
    return {setting.name.lower(): list(values) for setting, values in settings.items()}


def _polar_response(data: bytes) -> Answer:
    response = polar_pmd.decode_control_response(data)
    return {
        "op": response.op.name.lower(),
        "measurement_type": response.measurement_type,
        "status_code": response.status_code,
        "more": response.more,
        "params_hex": response.params.hex(),
    }


def _polar_write(data: bytes) -> Answer:
    write = polar_pmd.decode_control_write(data)
    answer: Answer = {"op": write.op.name.lower(), "measurement_type": write.measurement_type}
    return answer | ({"settings": _polar_settings(write.settings)} if write.op is polar_pmd.Op.START else {})


def _polar_acceleration(data: bytes) -> Answer:
    return {"samples": [list(row) for row in polar_pmd.decode_acc_delta(data)]}


MESSAGES: dict[tuple[str, str], Callable[[bytes], Answer]] = {
    ("suntech", "reply"): _suntech_reply,
    ("suntech", "command"): _suntech_command,
    ("and-tm", "command"): _tm_command,
    ("and-tm", "result"): _tm_result,
    ("lepu-er", "frame"): lambda data: _lepu_frame(lepu_er.decode_frame(data)),
    ("lepu-er", "live"): _lepu_live,
    ("lepu-er", "dpcm-1ch"): lambda data: {"samples_raw": list(lepu_file.decode_dpcm(data))},
    ("lepu-er", "file-prefix-4ch"): _lepu_file,
    ("polar-pmd", "ecg-frame"): _polar_frame,
    ("polar-pmd", "settings"): lambda data: _polar_settings(polar_pmd.decode_settings(data)),
    ("polar-pmd", "control-response"): _polar_response,
    ("polar-pmd", "control-write"): _polar_write,
    ("polar-pmd", "acc-delta"): _polar_acceleration,
}
