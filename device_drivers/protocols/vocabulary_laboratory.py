"""JSON answers for identity card readers, barcode scanners and laboratory analysers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict

from device_drivers.protocols import astm, barcode, hl7, idcard_sam, minividas, poct1a
from device_drivers.protocols.vocabulary import Answer


def _astm(data: bytes) -> Answer:
    frames = astm.decode_message(data)
    message = frames.message
    results = [{"test": message.first_part(one[3]), "value": one[4], "unit": one[5]} for one in message.of_kind("R")]
    return {"frames": frames.count, "sender": message.header[5], "results": results}


def _minividas(data: bytes) -> Answer:
    return {"fields": dict(minividas.decode_record(data).fields)}


def _hl7(data: bytes) -> Answer:
    message = hl7.decode_results(data)
    kind = hl7.result_kind(message)
    names = {"test_id": 3, "test": 4, "value": 5, "unit": 6, "reference_range": 7, "flag": 8}
    results = [{name: one[number] for name, number in names.items()} for one in message.all("OBX")]
    return {
        "sending_application": message.header[3],
        "model": message.header[4],
        "message_type": message.header[9],
        "control_id": message.header[10],
        "result_kind": kind.value,
        "specimen_barcode": message.first("OBR")[2],
        "results": [] if kind is hl7.ResultKind.QC else results,
    }


def _poct1a(data: bytes) -> Answer:
    root = poct1a.decode_observations(data)
    results = [
        {
            "test_id": one.value("OBS.observation_id"),
            "value": one.value("OBS.value"),
            "unit": one.value("OBS.value", "U"),
            "flag": one.value("OBS.interpretation_cd"),
        }
        for one in root.all("OBS")
    ]
    return {
        "message_type": root.value("HDR.message_type") or root.name,
        "control_id": root.value("HDR.control_id"),
        "patient_id": root.value("PT.patient_id"),
        "results": results,
    }


def _sam_command(data: bytes) -> Answer:
    frame, command = idcard_sam.decode_command(data)
    return {"op": command.name.lower(), "length": frame.length, "body_hex": frame.body.hex()}


def _sam_reply(data: bytes) -> Answer:
    reply = idcard_sam.decode_reply(data)
    body = bytes((0, 0, reply.code)) + reply.data
    return _result(reply) | {"body_hex": body.hex()}


def _sam_read_reply(data: bytes) -> Answer:
    record = idcard_sam.decode_read_reply(data)
    lengths = {"text_length": len(record.text), "photo_length": record.photo_length}
    return _result(record.reply) | lengths | _card_text(record.text)


def _result(reply: idcard_sam.SamReply) -> Answer:
    return {"length": reply.length, "result_code": reply.code, "result": reply.result.name.lower()}


def _card_text(data: bytes) -> Answer:
    return asdict(idcard_sam.decode_text(data))


MESSAGES: dict[tuple[str, str], Callable[[bytes], Answer]] = {
    ("astm", "message"): _astm,
    ("minividas", "record"): _minividas,
    ("hl7v2-mllp", "oru-r01"): _hl7,
    ("poct1a", "obs-r01"): _poct1a,
    ("idcard-sam", "command"): _sam_command,
    ("idcard-sam", "reply"): _sam_reply,
    ("idcard-sam", "read-reply"): _sam_read_reply,
    ("idcard-sam", "text-block"): _card_text,
    ("barcode", "line"): lambda data: asdict(barcode.decode_line(data)),
    ("barcode", "gs1"): lambda data: {"elements": barcode.gs1_elements(barcode.decode_line(data).text)},
}
