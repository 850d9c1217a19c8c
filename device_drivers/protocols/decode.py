"""What `xiangyi devices decode` says: one JSON answer per frame, for one frame or for JSON lines."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from device_drivers.protocols import (
    vocabulary_cuffs,
    vocabulary_ecg,
    vocabulary_laboratory,
    vocabulary_meters,
    vocabulary_mixed,
    vocabulary_serial,
    vocabulary_sig,
    vocabulary_vendor,
)
from device_drivers.protocols.refusal import Quarantine, Refused
from device_drivers.protocols.vocabulary import Answer

_MESSAGES = {
    **vocabulary_sig.MESSAGES,
    **vocabulary_vendor.MESSAGES,
    **vocabulary_cuffs.MESSAGES,
    **vocabulary_mixed.MESSAGES,
    **vocabulary_serial.MESSAGES,
    **vocabulary_meters.MESSAGES,
    **vocabulary_laboratory.MESSAGES,
    **vocabulary_ecg.MESSAGES,
}
_UNKNOWN: Answer = {"ok": False, "reason": "unknown"}


def supported() -> tuple[tuple[str, str], ...]:
    """Every (protocol, message) that `answer` decodes, sorted."""
    return tuple(sorted(_MESSAGES))


def answer(protocol: str, message: str, data: bytes) -> Answer:
    """`{"ok": True, "value": {...}}`, `{"ok": False, "reason": R}` (refused) or `{"ok": None, "reason": R}` (quarantine).

    R is short, length, checksum, reserved or unknown. A protocol or message without a decoder is refused as unknown.
    """
    decoder = _MESSAGES.get((protocol, message))
    if decoder is None:
        return dict(_UNKNOWN)
    try:
        return {"ok": True, "value": decoder(data)}
    except Refused as refused:
        return {"ok": False, "reason": refused.reason}
    except Quarantine as quarantine:
        return {"ok": None, "reason": quarantine.reason}


def answer_hex(protocol: str, message: str, text: str) -> Answer:
    """`answer` for hexadecimal text; text that is not hexadecimal is refused as unknown."""
    try:
        data = bytes.fromhex(text)
    except ValueError:
        return dict(_UNKNOWN)
    return answer(protocol, message, data)


def answer_lines(lines: Iterable[str]) -> Iterator[str]:
    """One JSON line per JSON line `{"id", "protocol", "message", "hex"}`, in order, as the lines come; blank lines are skipped.

    A line that cannot be read is refused as unknown, with its id where it has one, else null.
    """
    for line in lines:
        if line.strip():
            yield json.dumps(_line_answer(line), allow_nan=False)


def _line_answer(line: str) -> Answer:
    try:
        asked = json.loads(line)
    except (ValueError, RecursionError):
        return {"id": None, **_UNKNOWN}
    if not isinstance(asked, dict):
        return {"id": None, **_UNKNOWN}
    name = asked.get("id")
    identity = name if isinstance(name, str | int) else None
    parts = [asked.get(key) for key in ("protocol", "message", "hex")]
    texts = [part for part in parts if isinstance(part, str)]
    return {"id": identity, **(answer_hex(*texts) if len(texts) == len(parts) else _UNKNOWN)}
