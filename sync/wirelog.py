"""One JSON line in the log for every request: what was asked, how it ended, how long it took; no id, no value, nothing of any resident."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

log = logging.getLogger(__name__)

_WORD = re.compile(r"[$_]?[A-Za-z][A-Za-z_.-]{0,39}")
_TYPE = re.compile(r"[A-Z][A-Za-z]+")
"""Whatever follows a resource type in a path is an id, unless it begins as an operation does."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it ended: ``status`` 0 and ``error`` (a message code) where no answer came; bytes with headers."""

    method: str
    url: str
    query: Sequence[tuple[str, str]]
    status: int
    error: str
    seconds: float
    up: int
    down: int


def tell(one: Request) -> None:
    """Write the line."""
    if log.isEnabledFor(logging.INFO):
        log.info("%s", line(one))


def line(one: Request) -> str:
    """The line: host, path without ids, names of the parameters without their values."""
    parts = urlsplit(one.url)
    path = "/".join(_without_ids([word for word in parts.path.split("/") if word]))
    names = sorted({name if _WORD.fullmatch(name) else "*" for name, _ in (*one.query, *parse_qsl(parts.query))})
    said: dict[str, object] = {"host": parts.netloc.rpartition("@")[2], "method": one.method, "path": path, "parameters": names}
    said |= {"status": one.status, "ms": round(one.seconds * 1000), "up": one.up, "down": one.down}
    return json.dumps(said | ({"error": one.error} if one.error else {}), ensure_ascii=True)


def _without_ids(words: Sequence[str]) -> list[str]:
    before = ["", *words]
    is_id = [bool(_TYPE.fullmatch(last)) and word[0] not in "$_" for last, word in zip(before, words, strict=False)]
    return ["*" if hidden or not _WORD.fullmatch(word) else word for word, hidden in zip(words, is_id, strict=True)]
