"""续方: the refill list of whoever is signed in, and for who prescribes what the monthly review found in the own sheets."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

from app.clock import Clock
from app.services.clinic import Clinic
from app.services.comments_back import CommentsBack
from app.services.printers import Printers
from app.services.refill_list import RefillList
from ui.bridge import Bridge
from ui.heard import on_change
from ui.pages.refills.model import RefillsModel
from ui.pages.refills.page import RefillsPage
from ui.pages.rx_found.model import FoundModel
from ui.pages.rx_found.page import FoundPage
from ui.pages.tabbed import Tab, Tabbed

REFILLS = "refills"
LIST, FOUND = "list", "found"
_CONCERNED = frozenset({"rx_comment", "rx_comment_answer"})


class RefillPages(Tabbed):
    """The list is in front to begin with; who may prescribe goes on to the renewal, who may not to the record.

    ``renew(person, sheet)`` and ``look(person)`` are the ways out of it.
    """

    def __init__(
        self, clinic: Clinic, bridge: Bridge, clock: Clock, renew: Callable[[str, str], None], look: Callable[[str], None]
    ) -> None:
        self._clinic, self._bridge, self._clock = clinic, bridge, clock
        self._renews = clinic.desk.who.may("rx.write")
        self._way = renew if self._renews else lambda person, _sheet: look(person)
        tabs = [Tab(LIST, QCoreApplication.translate("RefillPages", "Refill list"), self._list)]
        if self._renews:
            tabs.append(Tab(FOUND, QCoreApplication.translate("RefillPages", "Monthly review of my sheets"), self._found))
        super().__init__(QCoreApplication.translate("RefillPages", "Refills"), tabs)

    def _list(self) -> RefillsPage:
        clinic = self._clinic
        refills = RefillList(clinic.desk, lambda: clinic.prescribing.products)
        page = RefillsPage(RefillsModel(refills, self._clock), self._bridge, Printers(clinic.desk), self._renews)
        page.asked.connect(self._way)
        return page

    def _found(self) -> FoundPage:
        model = FoundModel(CommentsBack(self._clinic.desk))
        page = FoundPage(model, self._bridge)
        on_change(page, self._clinic, self._bridge, _CONCERNED, model.load)
        return page
