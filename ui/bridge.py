"""Between the core's threads and the screen: news and results arrive in the GUI thread, errors as KnownError."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from functools import partial
from typing import TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal, Slot

from app.errors import KnownError
from app.events import Topic

T = TypeVar("T")
Done = Callable[[T], None]
Failed = Callable[[KnownError], None]
Call = Callable[[], None]

WORKERS = 3
GONE = "gone"
"""Property of an owner that is to hear nothing more although Qt has not deleted it yet."""

_log = logging.getLogger(__name__)


class Bridge(QObject):
    """Made once, in the GUI thread. `owner`, where given, is the page a callback belongs to: once it is gone nothing is called."""

    _posted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="ui-worker")
        self._unsubscribe: list[Call] = []
        self._open = True
        self._posted.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def listen(self, topic: Topic[T], hear: Callable[[T], None], owner: QObject | None = None) -> Call:
        """Hear a topic in the GUI thread; returns what ends it. It also ends with `owner`."""
        stop = topic.subscribe(lambda news: self.post(partial(hear, news), owner))
        self._unsubscribe.append(stop)
        if owner is not None:
            owner.destroyed.connect(lambda *_: stop())
        return stop

    def run(self, work: Callable[[], T], done: Done[T], failed: Failed, owner: QObject | None = None) -> None:
        """Do `work` in a worker thread, then call `done` with its result or `failed` with its error, here."""
        self.wait(self._pool.submit(work), done, failed, owner)

    def wait(self, future: Future[T], done: Done[T], failed: Failed, owner: QObject | None = None) -> None:
        """Call `done` or `failed` in the GUI thread when somebody else's future is settled; a cancelled one calls neither."""
        future.add_done_callback(lambda settled: self._settled(settled, done, failed, owner))

    def post(self, call: Call, owner: QObject | None = None) -> None:
        """Have `call` made in the GUI thread; from any thread."""
        if self._open:
            self._posted.emit((call, owner))

    def close(self) -> None:
        """End all listening, let running work finish unheard."""
        self._open = False
        for stop in self._unsubscribe:
            stop()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _settled(self, future: Future[T], done: Done[T], failed: Failed, owner: QObject | None) -> None:
        try:
            result = future.result()
        except CancelledError:
            return
        except KnownError as error:
            self.post(partial(failed, error), owner)
        except Exception as error:
            _log.exception("work for the screen failed")
            self.post(partial(failed, KnownError("internal", kind=type(error).__name__)), owner)
        else:
            self.post(partial(done, result), owner)

    @Slot(object)
    def _deliver(self, letter: tuple[Call, QObject | None]) -> None:
        call, owner = letter
        if self._open and (owner is None or (shiboken6.isValid(owner) and not owner.property(GONE))):
            call()
