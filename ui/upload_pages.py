"""Everything about uploading behind one entry of the rail: how far it is, where to, by stick, and the computers of the network."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtWidgets import QWidget

from app.clock import Clock
from app.services.clinic import Clinic
from ui.bridge import Bridge
from ui.pages.courier.model import HUB, SEAT, Courier, CourierModel
from ui.pages.courier.page import CourierPage
from ui.pages.courier.sticks import plugged
from ui.pages.fleet.model import FleetModel
from ui.pages.fleet.page import FleetPage
from ui.pages.sync.model import SyncModel
from ui.pages.sync.page import SyncPage
from ui.pages.tabbed import Tab, Tabbed
from ui.pages.uplink.model import UplinkModel, Uplinks
from ui.pages.uplink.page import UplinkPage

COURIER, FLEET, SYNC, UPLINK = "courier", "fleet", "sync", "uplink"


class UploadPages(QObject):
    """Makes them over a clinic. ``name`` gives a resident's name, '' where whoever is signed in may not see it."""

    def __init__(self, clinic: Clinic, bridge: Bridge, clock: Clock, name: Callable[[str], str]) -> None:
        super().__init__()
        self._clinic, self._bridge, self._clock, self._name = clinic, bridge, clock, name

    def whole(self) -> Tabbed:
        """The tabs that this person has a permission for."""
        tabs = (
            ("", Tab(SYNC, QCoreApplication.translate("UploadPages", "How far it is"), self._sync)),
            ("settings.manage", Tab(UPLINK, QCoreApplication.translate("UploadPages", "Upload settings"), self._uplink)),
            ("sync.settle", Tab(COURIER, QCoreApplication.translate("UploadPages", "By stick"), self._courier)),
            ("", Tab(FLEET, QCoreApplication.translate("UploadPages", "Computers"), self._fleet)),
        )
        may = self._clinic.desk.who.may
        made = Tabbed(
            QCoreApplication.translate("UploadPages", "Uploading"), [tab for permission, tab in tabs if not permission or may(permission)]
        )
        self.setParent(made)
        return made

    def _sync(self) -> QWidget:
        clinic = self._clinic
        model = SyncModel(clinic.sync, self._clock, self._name, clinic.fleet)
        page = SyncPage(model, self._bridge)
        self._bridge.listen(clinic.sync.news, model.heard, page)
        if clinic.desk.who.may("settings.manage"):
            page.offer_settings()
            page.settings_asked.connect(self._open_settings)
        return page

    def _open_settings(self) -> None:
        whole = self.parent()
        if isinstance(whole, Tabbed):
            whole.open(UPLINK)

    def _uplink(self) -> QWidget:
        clinic = self._clinic
        sides: dict[str, Uplinks] = {SEAT: clinic.uplinks, HUB: clinic.hub_uplinks}
        model = UplinkModel(sides)
        page = UplinkPage(model, self._bridge)
        self._bridge.listen(clinic.preferences.changed, lambda _: model.load(), page)
        return page

    def _courier(self) -> QWidget:
        clinic = self._clinic
        sides: dict[str, Courier] = {SEAT: clinic.couriers, HUB: clinic.hub_couriers}
        return CourierPage(CourierModel(sides, plugged, self._clock), self._bridge)

    def _fleet(self) -> QWidget:
        clinic = self._clinic
        may_manage = clinic.desk.who.may("settings.manage")
        model = FleetModel(clinic.fleet, self._clock, lambda on: clinic.preferences.choose("hub_on", on), clinic.uplinks.join, may_manage)
        return FleetPage(model, self._bridge)
