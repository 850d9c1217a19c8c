"""The drug list in front: what is looked for, the product chosen, and a file of which it is known what it would change."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from pathlib import Path
from typing import Protocol

from app.clock import Clock
from app.errors import KnownError
from app.services.formulary import ALL, FormularyList, ProductDetails
from app.services.formulary_import import FormularyPlan
from app.services.formulary_rows import fen
from app.texts import chosen_language
from ui.pages.page_model import PageModel, Rereading

UNDER_WAY = ("reading", "writing")
"""What is told only while it is done."""


class ListDesk(Protocol):
    """What of the formulary service this page uses."""

    def listed(self, text: str = "", view: str = ALL, limit: int = 200) -> FormularyList: ...

    def details(self, drug: str) -> ProductDetails: ...

    def hide(self, drug: str, hidden: bool) -> None: ...

    def set_price(self, drug: str, fen: int | None) -> None: ...

    def confirm(self, drugs: Iterable[str]) -> int: ...

    def withdraw(self, drug: str) -> None: ...


class ImportDesk(Protocol):
    """Taking a list in."""

    def plan(self, path: Path) -> FormularyPlan: ...

    def take(self, plan: FormularyPlan) -> int: ...

    def save_refused(self, plan: FormularyPlan, target: Path, language: str = "zh_CN") -> None: ...


class FormularyModel(PageModel):
    """``keeps``, ``confirms``: what whoever is signed in may do. ``told``: what was done last, with a number or a file."""

    def __init__(self, desk: ListDesk, imports: ImportDesk, clock: Clock, keeps: bool, confirms: bool) -> None:
        super().__init__()
        self._desk, self._imports, self.clock = desk, imports, clock
        self.keeps, self.confirms = keeps, confirms
        self.text, self.view = "", ALL
        self.found = FormularyList((), 0, {})
        self.chosen: ProductDetails | None = None
        self.plan: FormularyPlan | None = None
        self.told: tuple[str, str] = ("", "")
        self._list = Rereading(self, self._wanted, self._read)

    # reading

    def load(self) -> None:
        """Read the list as it is wanted now; what is typed meanwhile is read afterwards."""
        self._list.read()

    def look_for(self, text: str) -> None:
        """By name or initials; '' = everything."""
        self.text = text.strip()
        self.load()

    def choose_view(self, view: str) -> None:
        """Of app.services.formulary.VIEWS."""
        self.view = view
        self.load()

    def choose(self, drug: str) -> None:
        """Show a product in full."""
        self._run(lambda: self._desk.details(drug), self._show, self.fail)

    # acts

    def confirm(self) -> None:
        """The pharmacist signs the product in front as it stands."""
        drug = self._drug()
        self.do(lambda: self._desk.confirm([drug]), lambda n: self._done("confirmed", str(n), drug))

    def withdraw(self) -> None:
        """The confirmation no longer holds."""
        drug = self._drug()
        self.do(lambda: self._desk.withdraw(drug), lambda _: self._done("withdrawn", "", drug))

    def hide(self, hidden: bool) -> None:
        """Offer the product in front to prescribers no longer, or again."""
        drug = self._drug()
        self.do(lambda: self._desk.hide(drug, hidden), lambda _: self._done("hidden" if hidden else "shown", "", drug))

    def set_price(self, typed: str) -> None:
        """The price of a pack of the product in front, in yuan as typed; nothing typed = not told."""
        drug = self._drug()
        try:
            price = fen(Decimal(typed.strip())) if typed.strip() else None
        except (ArithmeticError, ValueError):
            self.fail(KnownError("price_bad"))
            return
        self.do(lambda: self._desk.set_price(drug, price), lambda _: self._done("priced", "", drug))

    # a list from a file

    def look_at(self, path: Path) -> None:
        """Say what a file would change; nothing is written."""
        if self.busy:
            return
        self._tell("reading", path.name)
        self.do(lambda: self._imports.plan(path), self._planned)
        self.changed()

    def take(self) -> None:
        """Write what was shown."""
        plan = self.plan
        if plan is not None and not self.busy:
            self._tell("writing", "")
            self.do(lambda: self._imports.take(plan), self._taken)
            self.changed()

    def save_refused(self, target: Path) -> None:
        """Keep the rows in error with their reasons."""
        plan = self.plan
        if plan is not None:
            language = chosen_language()
            self.do(lambda: self._imports.save_refused(plan, target, language), lambda _: self._tell("saved", str(target)))

    def close_plan(self) -> None:
        """Back to the list."""
        self.plan, self.error = None, None
        self.changed()

    # inside

    def _drug(self) -> str:
        assert self.chosen is not None
        return self.chosen.row.drug

    def _wanted(self) -> Callable[[], FormularyList]:
        text, view = self.text, self.view
        return lambda: self._desk.listed(text, view)

    def _read(self, found: FormularyList) -> None:
        self.found = found

    def _show(self, details: ProductDetails) -> None:
        self.chosen = details
        self.changed()

    def _planned(self, plan: FormularyPlan) -> None:
        self.plan = plan
        self._tell("", "")

    def _taken(self, count: int) -> None:
        plan = self.plan
        self._tell("taken", str(count))
        if plan is not None and not plan.refused:
            self.plan = None
        elif plan is not None:
            self.plan = plan.only_refused()  # they stay in front until somebody saved or closed them
        self.load()

    def _done(self, what: str, said: str, drug: str) -> None:
        self._tell(what, said)
        self.load()
        self.choose(drug)

    def _tell(self, what: str, said: str) -> None:
        self.told = (what, said)
