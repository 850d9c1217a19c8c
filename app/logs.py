"""The log: files that rotate, masked of people, with every way a program can die written down."""

from __future__ import annotations

import faulthandler
import logging
import re
import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

FILE_BYTES, FILES = 2_000_000, 5
_MOST_NAMES = 2_000
_HIDDEN = "***"

# An ID number (18, the old 15, the 17 of a health record) and a telephone number; 86 and separators as people write them.
_NUMBERS = re.compile(
    r"(?<![\dA-Za-z])(?:\d{17}[\dXx]?|\d{15}|(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}|0\d{2,3}-?\d{7,8})(?![\dA-Za-z])"
)

_names: OrderedDict[str, None] = OrderedDict()
_names_lock = threading.Lock()
_log = logging.getLogger(__name__)


def hide_names(names: Iterable[str]) -> None:
    """Mask these from now on: the residents and staff the program has in its hands (the last 2,000)."""
    with _names_lock:
        for name in names:
            if len(name.strip()) >= 2:
                _names[name.strip()] = None
                _names.move_to_end(name.strip())
        while len(_names) > _MOST_NAMES:
            _names.popitem(last=False)


def mask(text: str) -> str:
    """The text without ID numbers, telephone numbers and hidden names."""
    with _names_lock:
        known = [name for name in _names if name in text]
    for name in sorted(known, key=len, reverse=True):
        text = text.replace(name, _HIDDEN)
    return _NUMBERS.sub(_HIDDEN, text)


class MaskingFormatter(logging.Formatter):
    """ISO time in UTC, level, thread, logger, message and traceback, masked as a whole."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s [%(threadName)s] %(name)s: %(message)s")

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:
        return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def format(self, record: logging.LogRecord) -> str:
        return mask(super().format(record))


class LogFiles:
    """The log of one run in a folder; everything is undone by `close`. Two processes on one folder use two names."""

    def __init__(self, folder: Path, level: int = logging.INFO, name: str = "xiangyi") -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / f"{name}.log"
        self._handler = RotatingFileHandler(self.path, maxBytes=FILE_BYTES, backupCount=FILES - 1, encoding="utf-8")
        self._handler.setFormatter(MaskingFormatter())
        self._crash: IO[str] = (folder / f"{name}-crash.txt").open("a", encoding="utf-8")
        self._undo: list[Callable[[], None]] = []
        root = logging.getLogger()
        self._level_before = root.level
        root.addHandler(self._handler)
        root.setLevel(level)
        self._hook()
        # A crash in C leaves the stacks of all threads, frames only: no local variable is ever written.
        faulthandler.enable(self._crash, all_threads=True)

    def close(self) -> None:
        """Take the handler and the hooks away again."""
        for undo in reversed(self._undo):
            undo()
        self._undo.clear()
        faulthandler.disable()
        root = logging.getLogger()
        root.removeHandler(self._handler)
        root.setLevel(self._level_before)
        self._handler.close()
        self._crash.close()

    def _hook(self) -> None:
        def uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
            if not issubclass(kind, KeyboardInterrupt):
                _log.critical("uncaught", exc_info=(kind, error, trace))

        def in_thread(about: threading.ExceptHookArgs) -> None:
            if about.exc_value is not None:
                uncaught(about.exc_type, about.exc_value, about.exc_traceback)

        def unraisable(about: Any) -> None:
            _log.error("ignored by the interpreter: %s", about.err_msg, exc_info=about.exc_value)

        self._set(sys, "excepthook", uncaught)
        self._set(threading, "excepthook", in_thread)
        self._set(sys, "unraisablehook", unraisable)

    def _set(self, module: Any, name: str, hook: Callable[..., None]) -> None:
        before = getattr(module, name)
        setattr(module, name, hook)
        self._undo.append(lambda: setattr(module, name, before))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None) -> None:
        self.close()
