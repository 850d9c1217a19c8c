"""Waits at our hub for news on a connection of its own and pokes the worker: a save at one seat is on the other's screen at once."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from app.errors import KnownError
from sync.hub.names import FEED
from sync.jsontext import BadJson
from sync.link import Link
from sync.worker import Backoff

log = logging.getLogger(__name__)

WAIT_SECONDS = 25
"""How long the hub may hold the question; below every time-out on the way."""

_NOT_YET = 5.0
_AFTER_NEWS = 30.0


class Listener:
    """One thread that asks ``$changes`` with ``wait``.

    ``since``: where the feed was read up to, None while that is nowhere or the peer is no hub of ours (then it looks again after some
    seconds). ``poke`` begins a pass, ``wait_idle`` waits for its end for at most so many seconds. ``link`` is used by this thread alone.
    """

    def __init__(
        self,
        link: Link,
        since: Callable[[], str | None],
        poke: Callable[[], None],
        wait_idle: Callable[[float], object],
        backoff: Backoff | None = None,
    ) -> None:
        self._link, self._since, self._poke, self._wait_idle = link, since, poke, wait_idle
        self._backoff = backoff or Backoff()
        self._stop = threading.Event()
        self._quiet = threading.Event()
        self._thread = threading.Thread(target=self._loop, name="sync listener", daemon=True)

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()

    def pause(self, quiet: bool) -> None:
        """The person's own switch. Any thread."""
        if quiet:
            self._quiet.set()
        else:
            self._quiet.clear()

    def stop(self, timeout: float = 0.2) -> bool:
        """End; True once the thread is gone. A question that the hub still holds is left to end by itself: it does nothing any more."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(timeout)
        return not self._thread.is_alive()

    def _loop(self) -> None:
        while not self._stop.is_set():
            since = None if self._quiet.is_set() else self._since()
            if since is None:
                self._stop.wait(_NOT_YET)
                continue
            pause = self._asked(since)
            if pause:
                self._stop.wait(pause)

    def _asked(self, since: str) -> float:
        """One question; seconds to wait before the next."""
        try:
            answer = self._link.get("$" + FEED, [("since", since), ("wait", str(WAIT_SECONDS)), ("_count", "1")])
            news = answer.status == 200 and bool(answer.bundle().entries)
        except (KnownError, BadJson):
            return self._backoff.failed()
        except Exception:
            # A defect of ours must not end listening for weeks (H12).
            log.exception("listening failed")
            return self._backoff.failed()
        if answer.status != 200:
            return self._backoff.failed(answer.retry_after)
        self._backoff.succeeded()
        if news and not self._stop.is_set() and not self._quiet.is_set():
            self._poke()
            self._wait_idle(_AFTER_NEWS)
            if self._since() == since:
                return self._backoff.failed()  # the pass got nowhere: the worker has its own reasons and delays
        return 0.0
