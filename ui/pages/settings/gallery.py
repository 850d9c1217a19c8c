"""Settings on show: a doctor who keeps the workstation, a new account, and a nurse."""

from __future__ import annotations

from functools import cache

from PySide6.QtWidgets import QWidget

from app.services.preferences import Preferences
from app.services.printers import Printers
from ui.bridge import Bridge
from ui.gallery import Entry
from ui.pages.page_model import at_once
from ui.pages.settings.model import Services, SettingsModel
from ui.pages.settings.page import SettingsPage
from ui.practice_desk import PracticeDesk, open_practice


@cache
def clinic() -> PracticeDesk:
    """One clinic for all pictures."""
    return open_practice(1)


def services(practice: PracticeDesk) -> Services:
    """The page's services over a practice clinic."""
    preferences = Preferences(practice.desk, practice.folder.site_file)
    return Services(preferences, Printers(practice.desk), practice.accounts, practice.keeping, practice.desk.who, practice.folder.backups)


def made_page(practice: PracticeDesk) -> SettingsPage:
    """A page over a practice clinic; everything happens at once."""
    bridge = Bridge()
    model = SettingsModel(services(practice))
    page = SettingsPage(model, bridge)
    bridge.setParent(page)
    model.attach(page.refresh, at_once)
    page.keeping._where.setText("D:/备份")
    return page


def whole() -> QWidget:
    """As whoever keeps the workstation sees it."""
    return made_page(clinic())


def adding() -> QWidget:
    """The form of a new account without a role."""
    page = made_page(clinic())
    page._model.add(True)
    page._model.save_account()
    page.accounts.new.setFocus()
    page.keeping._where.setText("D:/备份")
    return page


ENTRIES = [Entry("settings", whole), Entry("settings-account", adding)]
