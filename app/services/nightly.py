"""The night's work, done at the first quiet minute of a day while the store is open: a clinic switches off at five (architecture.md, "Keys")."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from app.clock import instant, iso, local_day
from app.services.desk import Desk
from app.store import settings
from app.store.unit_of_work import LOCAL, Change

log = logging.getLogger(__name__)

QUIET = timedelta(seconds=60)
_LAST = "own.nightly"

Job = Callable[[], object]


class Nightly:
    """Runs its jobs once a day. :meth:`tick` is called every second and most often does nothing."""

    def __init__(self, desk: Desk, jobs: Sequence[Job]) -> None:
        self._desk, self._jobs = desk, tuple(jobs)
        self._busy_until = desk.clock.now() + QUIET
        self._last: str | None = None
        self._unsubscribe = desk.store.changes.subscribe(self._changed)

    def close(self) -> None:
        """Stop listening."""
        self._unsubscribe()

    def tick(self) -> bool:
        """Run the jobs where nothing was written here for a minute and they have not run today; whether they ran.

        A job that fails is logged, and the others run all the same; it is tried again tomorrow.
        """
        now = self._desk.clock.now()
        if now < self._busy_until or self._today(now) == self._last_day():
            return False
        self._last = self._today(now)
        self._desk.store.write(lambda uow: settings.put(uow, _LAST, iso(now))).result()
        for job in self._jobs:
            try:
                job()
            except Exception:
                log.exception("nightly work failed")
        return True

    def _today(self, now: datetime) -> str:
        return local_day(now).isoformat()

    def _last_day(self) -> str:
        if self._last is None:
            told = self._desk.store.read(lambda conn: settings.get(conn, _LAST, ""))
            self._last = self._today(instant(told)) if told else ""
        return self._last

    def _changed(self, change: Change) -> None:
        if change.origin == LOCAL:
            self._busy_until = self._desk.clock.now() + QUIET
