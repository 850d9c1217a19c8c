"""The medicine bag of one resident: listed, scanned, added, asked about again, printed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from app.clock import Clock
from app.domain.clinical import Answer, Fact
from app.domain.outside_medicine import OutsideMedicine, Taking, commodity_code
from app.domain.trace_code import read_trace_code
from app.rules.formulary import Product
from app.services.drug_search import ProductRow
from app.services.medicine_bag import Bag, BagRow, Scanned, Told
from ui.pages.page_model import PageModel, nothing


class BagDesk(Protocol):
    """What of the service the page uses."""

    def of(self, person: str) -> Bag: ...

    def find(self, text: str, limit: int = 12) -> list[ProductRow]: ...

    def product(self, drug: str) -> Product | None: ...

    def scan(self, scan: str) -> Scanned: ...

    def add(self, person: str, told: Told) -> OutsideMedicine: ...

    def change(self, key: str, told: Told) -> OutsideMedicine: ...

    def asked(self, key: str, taking: Taking, reason: str = "", day: str = "") -> OutsideMedicine: ...

    def all_taken(self, person: str) -> int: ...

    def none(self, person: str) -> Fact: ...

    def slip_pdf(self, person: str) -> bytes: ...

    def slip_printed(self, person: str, pdf: bytes) -> None: ...


class BagModel(PageModel):
    """``form``: what is being added or changed, None = nothing is; ``editing``: the medicine that is changed, '' = a new one.

    ``after`` is called when the set became another: the sheet being written is judged again.
    """

    def __init__(self, desk: BagDesk, clock: Clock) -> None:
        super().__init__()
        self._desk, self.clock = desk, clock
        self.person = ""
        self.bag: Bag | None = None
        self.form: Told | None = None
        self.editing = ""
        self.unknown = ""  # a code that nobody here knows
        self.stopping: tuple[str, Taking] | None = None
        self.after: Callable[[], object] = nothing

    def open(self, person: str) -> None:
        """Somebody's bag; what was being typed for another is gone."""
        if person != self.person:
            self.person, self.bag, self.error = person, None, None
            self._close()
        self.load()

    def load(self) -> None:
        """Read it anew."""
        person = self.person
        if person:
            self._run(lambda: self._desk.of(person), lambda bag: self._listed(person, bag), self.fail)

    # adding

    def find(self, text: str) -> list[ProductRow]:
        """By initials, name, former or trade name; a code that a scanner types is no name."""
        return [] if is_code(text) else self._desk.find(text)

    def product(self, drug: str) -> Product | None:
        """A product that was found."""
        return self._desk.product(drug)

    def scan(self, text: str) -> None:
        """A bar code on a box: its product if anybody here knows it, else the search is offered with the code kept."""
        self.do(lambda: self._desk.scan(text), self._scanned)

    def begin(self, drug: str = "", name: str = "") -> None:
        """A new one, of a product or in plain words; a code that was scanned and not known goes along."""
        known = self.form if self.form is not None and self.editing else None
        product = self._desk.product(drug)
        made = replace(known or Told(code=self.unknown), drug=drug, name=product.name if product is not None else name)
        self.form, self.error = made, None
        self.changed()

    def correct(self, row: BagRow) -> None:
        """The same medicine, told better."""
        told = row.told
        dose = f"{told.single}{told.unit if not told.unit.startswith('{') else ''}" if told.single else told.use
        self.editing, self.error = row.key, None
        self.form = Told(told.drug, told.name, told.source, told.code, told.place, dose, told.frequency, told.since, told.taking)
        self.changed()

    def save(self, told: Told) -> None:
        """Keep what the form says."""
        self.form = told
        key, person = self.editing, self.person
        self.do(lambda: self._desk.change(key, told) if key else self._desk.add(person, told), lambda _: self._kept())

    def leave(self) -> None:
        """Not after all."""
        self._close()
        self.changed()

    # asking again

    def still(self, row: BagRow) -> None:
        """还在吃."""
        self.do(lambda: self._desk.asked(row.key, Taking.YES), lambda _: self._kept())

    def all_taken(self) -> None:
        """还在吃, all of them."""
        person = self.person
        self.do(lambda: self._desk.all_taken(person), lambda _: self._kept())

    def ask_why(self, row: BagRow, taking: Taking) -> None:
        """A no, or a mistake, says why."""
        self.stopping = row.key, taking
        self.changed()

    def stop(self, reason: str, day: str) -> None:
        """As it was asked for by :meth:`ask_why`."""
        if self.stopping is not None:
            key, taking = self.stopping
            self.do(lambda: self._desk.asked(key, taking, reason, day), lambda _: self._kept())

    def none(self) -> None:
        """Asked, nothing else is taken."""
        person = self.person
        self.do(lambda: self._desk.none(person), lambda _: self._kept())

    # printing

    def pdf(self, done: Callable[[bytes], None]) -> None:
        """The table of everything."""
        person = self.person
        self.do(lambda: self._desk.slip_pdf(person), done)

    def printed(self, person: str, pdf: bytes) -> None:
        """It left the printer."""
        self._desk.slip_printed(person, pdf)

    # inside

    def _listed(self, person: str, bag: Bag) -> None:
        if person == self.person:
            self.bag = bag
            self.changed()

    def _scanned(self, found: Scanned) -> None:
        self.editing, self.unknown = "", "" if found.drug else found.code
        if found.drug or found.name:
            self.form = Told(found.drug, found.name, code=found.code)

    def _kept(self) -> None:
        self._close()
        self.load()
        self.after()

    def _close(self) -> None:
        self.form, self.editing, self.unknown, self.stopping = None, "", "", None


def is_code(text: str) -> bool:
    """Whether it is what a scanner reads on a box, not what somebody types."""
    return bool(commodity_code(text)) or read_trace_code(text).code is not None


def asked_none(bag: Bag) -> bool:
    """Whether the last answer was that nothing else is taken."""
    return bag.asked is not None and bag.asked.answer is Answer.NO
