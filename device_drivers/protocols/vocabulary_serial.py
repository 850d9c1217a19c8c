"""JSON answers for blood pressure devices on a serial line or USB: Omron, Terumo, Contec, Visomat."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from device_drivers import kiosks
from device_drivers.protocols import contec_08a, line_format, visomat
from device_drivers.protocols.line_format import KioskLine
from device_drivers.protocols.refusal import Refused
from device_drivers.protocols.vocabulary import Answer, present

_MMHG = "mmHg"
# without `void`: a decoder says what was sent, zeros too; that they are no measurement is for the session to say
_HBP = replace(kiosks.shipped("omron_hbp").formats["format5"], void=None)
_TERUMO = replace(kiosks.shipped("terumo").formats["r1"], void=None)
_RESULT = re.compile(r"R\d,.*")


def _pressures(line: KioskLine) -> Answer:
    names = {"systolic": "systolic", "mean": "mean_arterial_pressure", "diastolic": "diastolic", "pulse": "pulse_rate"}
    return present(timestamp=line.time, unit=_MMHG, **{name: line.number(own) for own, name in names.items()})


def _hbp(data: bytes) -> Answer:
    line = line_format.decode(_HBP, data)
    return {"patient_id": dict(line.texts)["patient_id"]} | _pressures(line)


def _terumo_command(data: bytes) -> Answer:
    text = line_format.cut_text(_TERUMO, data)
    if _RESULT.fullmatch(text):
        raise Refused("unknown")
    return {"text": text}


def _terumo_result(data: bytes) -> Answer:
    line = line_format.decode(_TERUMO, data)
    return {"text": line.text, **dict(line.texts)} | _pressures(line)


def _contec_handshake(data: bytes) -> Answer:
    contec_08a.decode_handshake(data)
    return {"op": "handshake"}


def _contec_count(data: bytes) -> Answer:
    header = contec_08a.decode_count_header(data)
    return {"record_count": header.record_count, "user_id": header.user_id}


def _contec_record(data: bytes) -> Answer:
    record = contec_08a.decode_record(data)
    return present(
        systolic=record.systolic,
        diastolic=record.diastolic,
        mean_arterial_pressure=record.mean_arterial_pressure,
        unit=_MMHG,
        pulse_rate=record.pulse_rate,
        timestamp=record.time,
        user_id=record.user_id,
    )


def _visomat(data: bytes) -> Answer:
    visomat.decode_result(data)
    return {}


MESSAGES: dict[tuple[str, str], Callable[[bytes], Answer]] = {
    ("omron-hbp", "line-format5"): _hbp,
    ("terumo", "command"): _terumo_command,
    ("terumo", "result"): _terumo_result,
    ("contec-08a", "handshake"): _contec_handshake,
    ("contec-08a", "count-header"): _contec_count,
    ("contec-08a", "record"): _contec_record,
    ("visomat-jpi", "result"): _visomat,
}
