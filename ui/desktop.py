"""One run of the window over one workstation: first run, sign-in, pages by role, lock, quick switch, language and size."""

from __future__ import annotations

import logging
import threading
from concurrent.futures import Future
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from app.errors import KnownError
from app.services.doorway import needs_setup
from ui import theme
from ui.app import dress
from ui.bridge import GONE, Bridge
from ui.closing import Farewell
from ui.door import Door, Entered
from ui.emergency import EmergencyNotice, Sheets
from ui.idle import Idle
from ui.keymap import Act
from ui.pages.signin.model import SignInModel
from ui.pages.signin.page import SignInPage
from ui.remembered import Remembered
from ui.station import Occasion, Practice, Station
from ui.waiting import WaitingCover
from ui.window import MainWindow

if TYPE_CHECKING:
    from app.services.clinic import Clinic
    from app.services.preferences import Preferences
    from app.services.session import SignedIn
    from app.services.setup import SetUp, SetupForm
    from app.settings import Settings
    from device_drivers.readings import Card, PasskeyWanted, Scan
    from ui.device_alarms import DeviceAlarms
    from ui.entries import Pages
    from ui.status_news import StatusNews
    from ui.wedge_keys import WedgeKeys

log = logging.getLogger(__name__)

LOAD_AFTER_MS = 30
"""The first page is on the screen by then."""


class Desktop(QObject):
    """Owns the window. What lies below it is imported and made in a thread of its own once the first page is painted."""

    ended = Signal()
    seated = Signal()  # somebody's pages are in front

    def __init__(self, app: QApplication, occasion: Occasion) -> None:
        super().__init__()
        self._app, self._occasion = app, occasion
        self.bridge = Bridge()
        self.remembered = Remembered(occasion.folder)
        self._loading: Future[Station] = Future()
        self._door = Door(occasion, self._loading)
        self.idle = Idle(occasion.clock)
        self.idle.idle.connect(self.lock)
        self.clinic: Clinic | None = None
        self._station: Station | None = None
        self.practice: Practice | None = None
        self.preferences: Preferences | None = None
        self.pages: Pages | None = None
        self._status: StatusNews | None = None
        self._alarms: DeviceAlarms | None = None
        self._wedge: WedgeKeys | None = None
        self._who: SignedIn | None = None
        self._over = False
        self.farewell = Farewell(self)
        self.window = self._made_window()

    @property
    def percent(self) -> int:
        """Size of text in force."""
        return self._percent

    @property
    def is_over(self) -> bool:
        """The window is gone for good."""
        return self._over

    # the beginning

    def begin(self) -> None:
        """Paint the first page, then load what is below it."""
        occasion = self._occasion
        if occasion.prepare is not None:
            self.window.cover(WaitingCover(occasion.preparing))
            self.bridge.wait(self._loading, lambda _: self.ask_who(), self.refuse, self)
        elif needs_setup(occasion.folder):
            self._first_run()
        else:
            self.ask_who()
        self._show(self.window)
        QTimer.singleShot(LOAD_AFTER_MS, self._load)

    def refuse(self, error: KnownError) -> None:
        """Nothing can be opened: say why, in the window."""
        cover = WaitingCover("")
        cover.fail(error)
        self.window.cover(cover)
        self._show(self.window)

    def ask_who(self, login: str = "") -> None:
        """The people of this PC. ``login``: who is chosen to begin with."""
        model: SignInModel[Entered] = SignInModel(self._door, self._occasion.clock)
        if login:
            model.choose(login)
        page = SignInPage(model, self.bridge, self._occasion.clock, self._occasion.hint)
        page.entered.connect(self._entered)
        self.window.cover(page)
        page.shown()

    def raise_window(self) -> None:
        """A second start of the program wants this one. Any thread."""
        self.bridge.post(self._raise, self)

    def _raise(self) -> None:
        self.window.setWindowState(self.window.windowState() & ~self.window.windowState().WindowMinimized)
        self.window.show()
        self.window.raise_()
        self.window.activateWindow()

    def _load(self) -> None:
        threading.Thread(target=self._make_station, name="loading", daemon=True).start()

    def _make_station(self) -> None:
        try:
            if self._occasion.prepare is not None:
                self._occasion.prepare()
            station = self._occasion.make_station()
            import ui.entries
            import ui.status_news  # noqa: F401  # pages are imported here, so that the first one opens at once
        except BaseException as error:
            log.exception("the workstation could not be loaded")
            known = error if isinstance(error, KnownError) else KnownError("internal", kind=type(error).__name__)
            self._loading.set_exception(known)
        else:
            self._loading.set_result(station)

    def _first_run(self) -> None:
        from ui.pages.wizard.model import WizardModel
        from ui.pages.wizard.page import WizardPage

        page = WizardPage(WizardModel(self._set_up), self.bridge)
        page.finished.connect(self.ask_who)
        self.window.cover(page)
        page.shown()

    def _set_up(self, form: SetupForm) -> SetUp:
        from app.services.setup import set_up

        return set_up(self._occasion.folder, form, self._occasion.clock)

    # somebody sits down

    def _entered(self, entered: Entered) -> None:
        """The store is open. The covers stay until the pages are there."""
        self._station, self.practice = entered.station, entered.practice
        clinic = self.clinic = entered.station.clinic
        assert clinic is not None
        self.preferences = clinic.preferences
        self.bridge.listen(self.preferences.changed, self._settings_changed, self)
        self._hear_readers(entered.station)
        if not self._follow_look(self.preferences.now()):
            self._furnish()
            self._seat()

    def _furnish(self) -> None:
        """What stands on a new window besides pages."""
        from ui.device_alarms import DeviceAlarms
        from ui.skin_timers import skin_timers
        from ui.status_news import StatusNews

        assert self.clinic is not None and self._station is not None and self._station.devices is not None
        self._status = StatusNews(self.window, self.clinic, self.bridge, self._occasion.clock)
        self._alarms = DeviceAlarms(self.clinic, self._station.devices, self.bridge, self._occasion.clock)
        self.window.add_strip(self._alarms)
        skin_timers(self.window, self.clinic, self.bridge, self._occasion.clock, self._status)
        if self.practice is not None:
            from ui.practice_bar import PracticeBar

            self.window.add_strip(PracticeBar(self.practice.handles, self.practice.network, self.bridge))

    def _seat(self, page: str = "") -> None:
        """The pages of whoever is signed in now; those of the one before go without being asked anything."""
        from ui.entries import Ground, Pages

        assert self.clinic is not None and self._station is not None and self.preferences is not None
        assert self._status is not None
        who = self._who = self.clinic.desk.who
        if self.pages is not None:
            self.pages.close()
        occasion = self._occasion
        backups = occasion.folder.backups
        self.pages = Pages(Ground(self.window, self._station, self.clinic, self.bridge, occasion.clock, backups, self.practice))
        self.window.set_entries(self.pages.entries(who))
        key = page if page and self.window.has(page) else self.pages.working_page(who)
        if key:
            self.window.open(key)
        self._status.refresh()
        self.window.uncover()
        self.idle.begin(self.preferences.now().number("lock_minutes"))
        self.seated.emit()

    # readers and scanners

    def _hear_readers(self, station: Station) -> None:
        """Cards, scans and questions of devices; once for the life of the window."""
        from ui.wedge_keys import WedgeKeys

        self.bridge.listen(station.presented, self._presented, self)
        self.bridge.listen(station.passkeys, self._passkey_wanted, self)
        if station.wedge is not None:
            self._wedge = WedgeKeys(self._app, station.wedge, self._listens_to_scanner, self._presented)

    def _listens_to_scanner(self) -> bool:
        return not self.window.covered and self.preferences is not None and self.preferences.now().flag("keyboard_scanner")

    def _presented(self, news: Card | Scan) -> None:
        """Under a cover nobody has asked for anything: a card laid down there opens nothing."""
        if self.pages is not None and not self.window.covered:
            self.pages.presented.take(news)

    def _passkey_wanted(self, wanted: PasskeyWanted) -> None:
        if self._alarms is not None and not self.window.covered:
            self._alarms.passkey.ask(wanted)

    # lock and switch

    def lock(self) -> None:
        """Cover the screen; drafts, armed devices and a running recording stay. Only where somebody sits."""
        clinic, station = self.clinic, self._station
        if clinic is None or station is None or self.window.covered:
            return
        self.idle.end()
        from ui.pages.lock.model import LockModel
        from ui.pages.lock.page import LockPage

        who, desk = clinic.desk.who, clinic.desk
        page = LockPage(LockModel(station.signin, desk, who.login, who.name, self._occasion.clock), self.bridge, self._occasion.clock)
        page.opened.connect(self._unlocked)
        self.window.cover(page)
        page.shown()
        self.bridge.run(lambda: station.signin.lock(desk), lambda _: None, self._log, self)

    def _unlocked(self, _login: str) -> None:
        assert self.clinic is not None and self.preferences is not None
        if self._who is not None and self.clinic.desk.who == self._who:
            self.window.uncover()
            self.idle.begin(self.preferences.now().number("lock_minutes"))
        else:
            self._seat()

    # language and size

    def _settings_changed(self, now: Settings) -> None:
        if not self._follow_look(now) and not self.window.covered:
            self.idle.begin(now.number("lock_minutes"))

    def _follow_look(self, now: Settings) -> bool:
        """Dress anew where language or size differ; widgets are made anew with it. Whether they were."""
        language, percent = now.text("language"), now.number("text_percent")
        self.remembered.keep_look(language, percent)
        if (language, percent) == (self._language, self._percent):
            return False
        dress(self._app, percent / 100, language)
        self._make_anew()
        return True

    def _make_anew(self) -> None:
        """Another window in the place of this one, on the same page."""
        old, page, status = self.window, self.window.current, self._status
        old.cover(QWidget())  # its page keeps its draft before the new one looks for it
        if self.pages is not None:
            self.pages.close()
            self.pages = None
        self.window = self._made_window()
        self.window.setGeometry(old.geometry())
        self.window.setWindowState(old.windowState())
        self._furnish()
        self._seat(page)
        self._show_in_place()
        if status is not None:
            status.setProperty(GONE, True)
        old.closing.disconnect()
        old.leave()
        old.deleteLater()

    # the end

    def put_away(self) -> None:
        """The pages kept their drafts as the cover came; none of them hears what closing does to the store."""
        if self.pages is not None:
            self.pages.close()
            self.pages = None
        self.window.set_entries([])
        if self._status is not None:
            self._status.setProperty(GONE, True)
            self._status.deleteLater()
            self._status = None

    def close_station(self) -> None:
        """End devices, uploads and the store; in a thread that may wait."""
        if self._station is not None:
            try:
                self._station.close()
            except Exception:
                log.exception("the workstation did not close in order")

    def end(self) -> None:
        """The window goes, the program ends."""
        if self._over:
            return
        self._over = True
        if self._wedge is not None:
            self._wedge.close()
            self._wedge = None
        self.window.leave()
        self.bridge.close()
        self.close_station()
        self.ended.emit()
        self._app.quit()

    # inside

    def _made_window(self) -> MainWindow:
        self._language, self._percent = _look()
        window = MainWindow(QCoreApplication.translate("Application", "Village doctor's workstation"))
        window.asks_first = True
        window.closing.connect(self.farewell.asked)
        window.acted.connect(self._acted)
        window.beside.connect(lambda other: self.idle.watch(other.windowHandle()))
        emergency = EmergencyNotice(window, self._emergency_sheets)
        emergency.begun.connect(self._disarm)
        emergency.stamped.connect(lambda: self._status.read_counts() if self._status is not None else None)
        window.emergency.connect(emergency.open_notice)
        window.status.upload_pressed.connect(partial(self._open, "sync"))
        window.status.critical_pressed.connect(self._show_critical)
        window.status.devices_pressed.connect(partial(self._open, "devices"))
        return window

    def _show(self, window: MainWindow) -> None:
        self.remembered.place(window)
        self._watch()

    def _show_in_place(self) -> None:
        self.window.show()
        self._watch()

    def _watch(self) -> None:
        handle = self.window.windowHandle()
        if handle is not None:
            self.idle.watch(handle)

    def _acted(self, act: Act) -> None:
        if act is Act.LOCK:
            self.lock()
        elif act is Act.FIND and self.pages is not None:
            self.pages.find()

    def _open(self, key: str) -> None:
        if self.window.has(key):
            self.window.open(key)

    def _emergency_sheets(self) -> Sheets:
        from app.services.emergency_sheets import EmergencySheets

        return EmergencySheets(self._occasion.folder.root, self._occasion.clock)

    def _disarm(self) -> None:
        """What is measured now is not the next on the list's."""
        clinic = self.clinic
        if clinic is not None:
            self.bridge.run(lambda: clinic.arming.disarm_all("emergency"), lambda _: None, self._log, self.window)

    def _show_critical(self) -> None:
        if self.pages is not None:
            self.pages.show_critical()

    def _log(self, error: KnownError) -> None:
        log.warning("the lock was not noted: %s", error.code)


def _look() -> tuple[str, int]:
    """Language and size in force."""
    from app.texts import chosen_language

    return chosen_language(), round(theme.scale() * 100)
