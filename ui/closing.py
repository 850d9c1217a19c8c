"""The end of a run: what is kept is said, devices end first, and nothing keeps the computer from being switched off."""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from app.errors import KnownError
from ui.waiting import WaitingCover

if TYPE_CHECKING:
    from ui.desktop import Desktop

log = logging.getLogger(__name__)

WITHIN_MS = 5_000
READABLE_S = 1.5
"""The last sentence stands so long where records still wait to be uploaded."""


class Farewell(QObject):
    """Closes one desktop. Every record is on the disk already: what is ended here are devices, uploads and the file."""

    def __init__(self, desktop: Desktop) -> None:
        super().__init__(desktop)
        self._desktop = desktop
        self._begun = False

    def asked(self) -> None:
        """Somebody closes the window."""
        if self._begun:
            return
        self._begun = True
        desktop = self._desktop
        desktop.idle.end()
        desktop.remembered.keep_place(desktop.window)
        clinic = desktop.clinic
        if clinic is None:
            self._leave()
            return
        pending = self._pending()
        words = self._words(pending)
        desktop.window.cover(WaitingCover(words[0], words[1]))
        desktop.put_away()
        QTimer.singleShot(WITHIN_MS, self._leave)
        threading.Thread(target=self._close, args=(READABLE_S if pending else 0.0,), name="closing", daemon=True).start()

    def _pending(self) -> int:
        clinic = self._desktop.clinic
        try:
            return clinic.sync.summary().undelivered if clinic is not None else 0
        except KnownError:
            return 0

    def _words(self, pending: int) -> tuple[str, str]:
        saved = self.tr("Everything is saved, you can switch off")
        if pending:
            return saved, self.tr("{n} records are not uploaded yet; that goes on at the next start.").format(n=pending)
        return saved, ""

    def _close(self, readable_s: float) -> None:
        began = time.monotonic()
        self._desktop.close_station()
        left = readable_s - (time.monotonic() - began)
        self._desktop.bridge.post(lambda: QTimer.singleShot(max(0, round(left * 1000)), self._leave), self)

    def _leave(self) -> None:
        self._desktop.end()
