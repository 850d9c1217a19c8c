"""How a second start or a command reaches the workstation that has the data folder open: one JSON line over loopback."""

from __future__ import annotations

import contextlib
import hmac
import json
import logging
import os
import secrets
import socket
import socketserver
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from app.errors import KnownError

RAISE_WINDOW, SYNC_NOW, BACK_UP = "raise_window", "sync_now", "back_up"
RECORD_DEVICE, STOP_RECORDING = "record_device", "stop_recording"
"""What may be wished for."""

Facts = Mapping[str, Any]
Grant = Callable[[str, Facts], Facts]
"""Fulfils a wish and returns the reply; runs in a thread of its own. A KnownError travels back to the one who wished."""

_LONGEST = 65_536
_ANSWER_SECONDS = 10.0
_log = logging.getLogger(__name__)


class WishServer:
    """Listens on loopback; the port and a fresh token lie in ``file``, which only this user may read."""

    def __init__(self, file: Path, grant: Grant) -> None:
        self._file = file
        self._token = secrets.token_urlsafe(24)
        self._server = _Server(("127.0.0.1", 0), _handler(self._token, grant))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.1,), name="wishes", daemon=True)

    def start(self) -> None:
        """Listen and write the file. OSError where it cannot be written."""
        self._thread.start()
        note = json.dumps({"port": self._server.server_address[1], "token": self._token})
        fresh = self._file.with_suffix(".new")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
            out.write(note)
        fresh.replace(self._file)

    def stop(self) -> None:
        """Remove the file and stop listening."""
        self._file.unlink(missing_ok=True)
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join(_ANSWER_SECONDS)
        self._server.server_close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()


def send_wish(file: Path, wish: str, facts: Facts | None = None, seconds: float = _ANSWER_SECONDS) -> Facts:
    """The reply of the open workstation.

    KnownError ``no_workstation`` where none answers within ``seconds``, else the error it answered with.
    """
    try:
        note = json.loads(file.read_text(encoding="utf-8"))
        line = json.dumps({"token": note["token"], "wish": wish, "facts": dict(facts or {})})
        with socket.create_connection(("127.0.0.1", int(note["port"])), timeout=seconds) as link:
            link.sendall(line.encode() + b"\n")
            with link.makefile("rb") as answers:
                answer = json.loads(answers.readline(_LONGEST))
        reply, code = answer["reply"], answer["error"]
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise KnownError("no_workstation") from fault
    if code is not None:
        raise KnownError(code, **reply)
    return dict(reply)


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:
        _log.info("a wish broke off", exc_info=True)


def _handler(token: str, grant: Grant) -> type[socketserver.StreamRequestHandler]:
    class Handler(socketserver.StreamRequestHandler):
        """One connection is one wish."""

        timeout = _ANSWER_SECONDS

        def handle(self) -> None:
            asked = _read(self.rfile.readline(_LONGEST), token)
            if asked is not None:
                with contextlib.suppress(ConnectionError):
                    self.wfile.write(json.dumps(_answer(grant, *asked)).encode() + b"\n")

    return Handler


def _read(line: bytes, token: str) -> tuple[str, Facts] | None:
    """The wish and its facts; None for anybody who does not know the token."""
    try:
        asked = json.loads(line)
        known = hmac.compare_digest(str(asked["token"]).encode(), token.encode())
        return (str(asked["wish"]), dict(asked["facts"])) if known else None
    except (ValueError, KeyError, TypeError):
        return None


def _answer(grant: Grant, wish: str, facts: Facts) -> dict[str, Any]:
    try:
        return {"reply": dict(grant(wish, facts)), "error": None}
    except KnownError as error:
        return {"reply": {name: str(value) for name, value in error.facts.items()}, "error": error.code}
    except Exception as error:
        _log.exception("the wish %s failed", wish)
        return {"reply": {"kind": type(error).__name__}, "error": "internal"}
