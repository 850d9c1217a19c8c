"""JSON answers for glucose meters on a serial line or USB."""

from __future__ import annotations

from collections.abc import Callable

from device_drivers.protocols import contour_usb, freestyle_optium, lifescan_binary, sd_codefree
from device_drivers.protocols.checksums import crc16_ccitt_false
from device_drivers.protocols.refusal import Refused
from device_drivers.protocols.vocabulary import Answer, present


def _lifescan_frame(data: bytes) -> Answer:
    frame = lifescan_binary.decode_frame(data)
    return {"link": frame.link, "payload_hex": frame.payload.hex()}


def _codefree_frame(data: bytes) -> Answer:
    frame = sd_codefree.decode_frame(data)
    direction = "from_device" if frame.from_meter else "to_device"
    return {"direction": direction, "payload_hex": frame.message.hex(), "checksum": frame.checksum}


def _contour_header(data: bytes) -> Answer:
    return {"sender": contour_usb.decode_sender(contour_usb.decode_frame(data).text)}


def _contour_result(text: str) -> Answer:
    result = contour_usb.decode_result(text)
    return present(
        sequence=result.number,
        test=result.test,
        glucose=result.value,
        unit=result.unit,
        reference=result.reference,
        markers=result.markers,
        timestamp=result.taken,
    )


def _contour_record(data: bytes) -> Answer:
    try:
        return _contour_result(data.decode("ascii"))
    except UnicodeDecodeError:
        raise Refused("unknown") from None


MESSAGES: dict[tuple[str, str], Callable[[bytes], Answer]] = {
    ("lifescan-binary", "frame"): _lifescan_frame,
    ("lifescan-binary", "crc"): lambda data: {"checksum": crc16_ccitt_false(data)},
    ("sd-codefree", "frame"): _codefree_frame,
    ("freestyle-optium", "clock-line"): lambda data: present(timestamp=freestyle_optium.decode_clock_line(data)),
    ("contour-usb", "header-frame"): _contour_header,
    ("contour-usb", "result-frame"): lambda data: _contour_result(contour_usb.decode_frame(data).text),
    ("contour-usb", "result-record"): _contour_record,
}
