"""The counter's pages under one entry of the rail: giving out, settling, asking elsewhere, and the shelf."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.clock import Clock
from app.services.clinic import Clinic
from app.services.printers import Printers
from app.services.settlement_paper import SettlementPaper
from ui.bridge import Bridge
from ui.heard import on_change
from ui.pages.dispensing.model import DispensingModel
from ui.pages.dispensing.page import DispensingPage
from ui.pages.settlement.model import SettlementModel
from ui.pages.settlement.page import SettlementPage
from ui.pages.stock.model import StockModel
from ui.pages.stock.page import StockPage
from ui.pages.supply.model import SupplyModel
from ui.pages.supply.page import SupplyPage
from ui.pages.tabbed import Tab, Tabbed

GIVING, SETTLING, SHELF, SUPPLY = "dispensing", "settlement", "stock", "supply"
_CONCERNED = frozenset({"prescription", "review_step", "dispense", "settlement", "stock_move", "supply_request", "supply_step"})
_PAID = frozenset({"dispense", "settlement"})
_ON_THE_SHELF = frozenset({"dispense", "stock_move", "formulary"})


class CounterPages(Tabbed):
    """Giving out is in front to begin with."""

    def __init__(self, clinic: Clinic, bridge: Bridge, clock: Clock) -> None:
        self._clinic, self._bridge, self._clock = clinic, bridge, clock
        tabs = (
            Tab(GIVING, QCoreApplication.translate("Counter", "Give out"), self._giving),
            Tab(SETTLING, QCoreApplication.translate("Counter", "Settle"), self._settling),
            Tab(SUPPLY, QCoreApplication.translate("Counter", "From elsewhere"), self._supply),
            Tab(SHELF, QCoreApplication.translate("Counter", "Stock"), self._shelf),
        )
        super().__init__(QCoreApplication.translate("Counter", "Counter"), tabs)

    @property
    def giving(self) -> DispensingPage:
        """The page that takes scans, in front."""
        found = self.open(GIVING)
        assert isinstance(found, DispensingPage)
        return found

    def _giving(self) -> DispensingPage:
        clinic = self._clinic
        made = DispensingPage(DispensingModel(clinic.dispensing, self._clock, lambda: clinic.desk.who.name), self._bridge)
        made.model.elsewhere, made.model.bill = self._ask_elsewhere, self._settle
        on_change(made, clinic, self._bridge, _CONCERNED, made.arrived)
        return made

    def _ask_elsewhere(self, sheet: str, line: str) -> None:
        page = self.open(SUPPLY)
        assert isinstance(page, SupplyPage)
        page.model.begin(sheet, line)

    def _settle(self, sheet: str) -> None:
        page = self.open(SETTLING)
        assert isinstance(page, SettlementPage)
        page.model.open(sheet)

    def _settling(self) -> SettlementPage:
        clinic = self._clinic
        model = SettlementModel(clinic.settlements, SettlementPaper(clinic.desk), self._clock, lambda: clinic.desk.who.name)
        made = SettlementPage(model, self._bridge, Printers(clinic.desk))
        on_change(made, clinic, self._bridge, _PAID, made.arrived)
        return made

    def _supply(self) -> SupplyPage:
        return supply_page(self._clinic, self._bridge, self._clock)

    def _shelf(self) -> StockPage:
        clinic = self._clinic
        made = StockPage(StockModel(clinic.stock, clinic.formulary, self._clock, clinic.desk.who.may("stock.write")), self._bridge)
        on_change(made, clinic, self._bridge, _ON_THE_SHELF, made.arrived)
        return made


def supply_page(clinic: Clinic, bridge: Bridge, clock: Clock) -> SupplyPage:
    """What is asked for elsewhere, or asked of this pharmacy: a tab of the counter, and the whole desk of a dispatcher."""
    made = SupplyPage(SupplyModel(clinic.supplying, clock, clinic.desk.who.may("rx.dispense")), bridge)
    on_change(made, clinic, bridge, _CONCERNED, made.arrived)
    return made
