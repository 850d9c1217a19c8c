"""The timers of skin tests below every page of one window: they hear every seat, and go on under the lock and at a change of user."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject

from app.clock import Clock
from app.services.clinic import Clinic
from app.services.session import SignedIn
from app.services.skin_tests import SOURCES
from app.store.unit_of_work import Change
from ui.bridge import Bridge
from ui.pages.skin.model import SkinTimers
from ui.pages.skin.strip import SkinStrip
from ui.window import MainWindow


def skin_timers(window: MainWindow, clinic: Clinic, bridge: Bridge, clock: Clock, owner: QObject) -> SkinStrip:
    """Put them below the pages. ``owner``: once it is gone nothing is read any more."""

    def may(permission: str) -> bool:
        who = clinic.desk.session.current
        return who is not None and who.may(permission)

    def heard(change: Change) -> None:
        if SOURCES & change.types() and clinic.desk.session.current is not None:
            strip.model.load()

    def seated(who: SignedIn | None) -> None:
        if who is not None:
            strip.model.forget()

    strip = SkinStrip(SkinTimers(clinic.skin_tests, clinic.charting, clock, may))
    strip.model.attach(strip.refresh, partial(bridge.run, owner=owner))
    bridge.listen(clinic.desk.store.changes, heard, owner)
    bridge.listen(clinic.desk.session.changed, seated, owner)
    strip.emergency.connect(window.emergency)
    strip.asks.connect(window.make_room)
    window.add_below(strip)
    strip.model.load()
    return strip
