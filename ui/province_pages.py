"""待录入省平台: how the page is made over the clinic's services, and where its small window stands."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.clock import Clock
from app.services.clinic import Clinic
from app.services.province_entry import Entry, ProvinceEntry
from ui.bridge import Bridge
from ui.heard import kept_true
from ui.pages.province.clip import SystemClip
from ui.pages.province.model import ProvinceModel
from ui.pages.province.page import ProvincePage
from ui.pages.province.typing_model import TypingModel
from ui.pages.province.typing_window import TypingWindow
from ui.window import MainWindow


def province_page(clinic: Clinic, bridge: Bridge, clock: Clock) -> ProvincePage:
    """The list, and the typing help that it opens."""
    desk = ProvinceEntry(clinic.desk, clinic.preferences.now)
    page = ProvincePage(ProvinceModel(desk, clock), bridge)
    page.entry_opened.connect(TypingHelp(page, desk, bridge).open)
    kept_true(page, clinic, bridge, frozenset({"filled_form", "person"}))
    return page


class TypingHelp(QObject):
    """Makes the window when it is first wanted; it ends with its page."""

    def __init__(self, page: ProvincePage, desk: ProvinceEntry, bridge: Bridge) -> None:
        super().__init__(page)
        self._page, self._desk, self._bridge = page, desk, bridge
        self.window: TypingWindow | None = None

    def open(self, entry: Entry) -> None:
        """A form to be typed, beside whatever else is on the screen."""
        window, first = self.window, self.window is None
        if window is None:
            window = self.window = TypingWindow(TypingModel(self._desk, SystemClip()), self._bridge)
            window.noted.connect(self._page.model.load)
            self._page.destroyed.connect(window.deleteLater)
            window.stand_at(self._page.screen().availableGeometry())
        window.model.open(entry)
        window.show()
        window.activateWindow()
        main = self._page.window()
        if first and isinstance(main, MainWindow):
            main.stand_beside(window)
