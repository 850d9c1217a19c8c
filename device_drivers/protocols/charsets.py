"""Text of laboratory messages: the character set they name, and what is tried where they name none or break their word."""

from __future__ import annotations

import re

# HL7 table 0211 and what analysers write instead; Mindray's UNICODE is UTF-8
_NAMED = {
    "": "",
    "ASCII": "",
    "UNICODE": "utf-8",
    "UNICODE UTF-8": "utf-8",
    "UTF-8": "utf-8",
    "UTF8": "utf-8",
    "8859/1": "latin-1",
    "ISO8859/1": "latin-1",
    "GB 18030-2000": "gb18030",
    "GB18030": "gb18030",
    "GB2312": "gb18030",
    "GBK": "gb18030",
}
_EUC_CN = re.compile(rb"(?:[\x00-\x7f]|[\xa1-\xf7][\xa1-\xfe])*")  # GB 2312: both bytes of a character are high


def decode_text(data: bytes, named: str = "") -> tuple[str, bool]:
    """The text and whether its bytes say so themselves: ASCII, UTF-8, or the character set that the message names.

    Else Chinese (GB 2312) where all high bytes come in its pairs, else Latin-1, which takes any bytes: such a text is a
    guess ('µ' of a unit), so the second value is False.
    """
    wanted = _NAMED.get(named.strip().upper(), "")
    for charset in (wanted, "utf-8"):
        if charset:
            try:
                return data.decode(charset), True
            except UnicodeDecodeError:
                continue
    if _EUC_CN.fullmatch(data):
        try:
            return data.decode("gb18030"), False
        except UnicodeDecodeError:
            pass
    return data.decode("latin-1"), False


def encode_text(text: str, named: str = "") -> bytes:
    """Bytes in the named character set; UTF-8 where none is named. What it lacks becomes a question mark."""
    return text.encode(_NAMED.get(named.strip().upper(), "") or "utf-8", "replace")
