"""Settings: this workstation, printers, one's own password, accounts, and the copies of the records."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from ui import tokens as t
from ui.bridge import Bridge
from ui.pages.card_grid import CardGrid
from ui.pages.settings.accounts_card import AccountsCard
from ui.pages.settings.county_cards import InsuranceCard, SignatureCard
from ui.pages.settings.county_model import CountyModel
from ui.pages.settings.desk_card import DeskCard, PrinterCard, stacked
from ui.pages.settings.model import SettingsModel
from ui.pages.settings.own_card import KeepingCard, PasswordCard
from ui.pages.settings.policy_card import PolicyCard
from ui.pages.settings.rules_card import RulesCard
from ui.widgets.frames import Scroll, column, label
from ui.widgets.notice import Notice

CARD_WIDTH = 520


class SettingsPage(QWidget):
    """Everybody sees the screen, the printers and their own password; the rest follows the permissions."""

    def __init__(self, model: SettingsModel, bridge: Bridge, county: CountyModel) -> None:
        super().__init__()
        self._model, self._county = model, county
        self._notice = Notice()
        self.desk, self.printers = DeskCard(model), PrinterCard(model)
        self.password, self.keeping = PasswordCard(model), KeepingCard(model)
        self.accounts, self.rules = AccountsCard(model), RulesCard(model.rules)
        self.policy, self.signatures, self.insurance = PolicyCard(county), SignatureCard(county), InsuranceCard(county)
        self._grid = CardGrid(CARD_WIDTH)
        columns = [
            stacked(self.desk, self.printers),
            stacked(self.password, self.keeping, self.rules, self.policy, self.signatures, self.insurance),
        ]
        spans = {}
        if model.may("accounts.manage"):
            whole = stacked(self.accounts)
            columns.append(whole)
            spans[whole] = 2
        self._grid.set_cards(columns, spans)
        inner = QWidget()
        body = column(self._notice, self._grid, 0, gap=t.M)
        body.setContentsMargins(0, 0, t.XS, 0)
        inner.setLayout(body)
        whole_page = column(label(self.tr("Settings"), t.NAME, bold=True), gap=t.M)
        self._scroll = Scroll(inner)
        whole_page.addWidget(self._scroll, 1)
        whole_page.setContentsMargins(t.L, t.M, t.L, t.M)
        self.setLayout(whole_page)
        model.attach(self.refresh, partial(bridge.run, owner=self))
        model.rules.attach(self.rules.refresh, partial(bridge.run, owner=self))
        county.attach(self._refresh_county, partial(bridge.run, owner=self))
        self._refresh_county()
        self.refresh()

    def shown(self) -> None:
        """The page came to the front."""
        self.printers.look()
        self._model.rules.load()
        self._model.reload()
        self._county.load()

    def _refresh_county(self) -> None:
        for card in (self.policy, self.signatures, self.insurance):
            card.refresh()

    def refresh(self) -> None:
        """Follow the model."""
        for card in (self.desk, self.printers, self.password, self.keeping, self.rules):
            card.refresh()
        if self._model.may("accounts.manage"):
            self.accounts.refresh()
        bad = self._model.told in ("differs", "flawed", "no_role")
        self._notice.follow(self._model.error, self._told() if self._model.told else "", t.Mark.ATTENTION if bad else t.Mark.OK)

    def _told(self) -> str:
        words = {
            "chosen": self.tr("Changed; it is in force."),
            "differs": self.tr("The two new passwords differ."),
            "no_role": self.tr("Please choose what this person works as."),
            "password": self.tr("Your password is changed."),
            "added": self.tr("The account is made."),
            "reset": self.tr("The new password counts from now on."),
            "disabled": self.tr("The account is closed."),
            "clock": self.tr("The clock counts as right; signing may go on."),
            "copied": self.tr("Copied and counted: {file} in {folder}"),
            "verified": self.tr("Every record and the whole audit trail fit."),
            "flawed": self.tr("{count} places do not fit. Keep this computer as it is and call the administrator."),
        }
        return words[self._model.told].format(**self._model.facts)
