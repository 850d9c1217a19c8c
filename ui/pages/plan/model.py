"""One resident's plan, home readings, and risk: read together, written part by part."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from app.clock import Clock
from app.domain.care_plan import PlanPart, PlanText
from app.domain.home_slip import SlipLine
from app.domain.programme import Contact, ContactOutcome, ContactWay
from app.rules.plan_templates import Filled
from app.services.care_plans import PartView, PlanView
from app.services.home_import import HomeImported
from app.services.home_readings import HomeTaken, HomeView
from app.services.residents import Banner
from app.services.risk import RiskPicture
from ui.pages.queued_model import QueuedModel


class View(StrEnum):
    """What of it is in front."""

    PLAN = "plan"
    HOME = "home"
    RISK = "risk"


class Plans(Protocol):
    """app.services.care_plans.CarePlans"""

    def plan(self, person: str) -> PlanView: ...
    def propose(self, person: str, template: str) -> Filled: ...
    def write(self, person: str, part: PlanPart, lines: Sequence[str], seen: Collection[str], template: str = "") -> PlanText: ...
    def adopt(self, person: str, template: str) -> tuple[PlanText, ...]: ...
    def pdf(self, person: str) -> bytes: ...
    def printed(self, person: str, pdf: bytes, kind: str = "guidance") -> None: ...


class Readings(Protocol):
    """app.services.home_readings.HomeReadings"""

    def of(self, person: str) -> HomeView: ...
    def read(self, text: str) -> list[SlipLine]: ...
    def keep(self, person: str, lines: Sequence[SlipLine]) -> HomeTaken: ...
    def spoke(self, person: str, outcome: ContactOutcome, way: ContactWay = ContactWay.PHONE, note: str = "") -> Contact: ...
    def take_back(self, reading: str, reason: str) -> None: ...


class Lists(Protocol):
    """app.services.home_import.HomeImport"""

    def take(self, path: Path, language: str = "zh_CN") -> HomeImported: ...
    def template(self, path: Path) -> None: ...


class Risks(Protocol):
    """app.services.risk.Risk"""

    def picture(self, person: str) -> RiskPicture: ...


class Years(Protocol):
    """app.services.year_sheets.YearSheets"""

    def pdf(self, person: str) -> bytes: ...


class Banners(Protocol):
    """Whoever knows who a resident is."""

    def banner(self, person: str) -> Banner: ...


@dataclass(frozen=True, slots=True)
class Services:
    """What the page stands on. ``takes``: whoever is signed in may take readings down; ``calls``: may note a call."""

    plans: Plans
    readings: Readings
    lists: Lists
    risks: Risks
    years: Years
    banners: Banners
    clock: Clock
    takes: bool = True
    calls: bool = True


@dataclass(frozen=True, slots=True)
class Opened:
    """All that is shown of one resident."""

    banner: Banner
    plan: PlanView
    home: HomeView
    risk: RiskPicture


@dataclass(frozen=True, slots=True)
class Editing:
    """A part being written; ``seen``: ids of what stood when it was begun; ``template``: what it was taken from, ''."""

    part: PlanPart
    lines: tuple[str, ...]
    seen: tuple[str, ...]
    template: str = ""


class PlanModel(QueuedModel):
    """``opened`` None = nobody chosen. ``taken``, ``imported``: what became of the last slip or list."""

    def __init__(self, services: Services) -> None:
        super().__init__()
        self.services = services
        self.person, self.view = "", View.PLAN
        self.opened: Opened | None = None
        self.editing: Editing | None = None
        self.missing: tuple[str, ...] = ()
        self.slip: tuple[SlipLine, ...] = ()
        self.taken: HomeTaken | None = None
        self.imported: HomeImported | None = None
        self.back: tuple[str, ...] = ()

    def open(self, person: str) -> None:
        """Somebody; what was being written of another is asked about by the page before."""
        if person != self.person:
            self.person, self.opened, self.editing = person, None, None
            self.slip, self.taken, self.imported, self.missing = (), None, None, ()
        self.when_free(self.load)

    def load(self) -> None:
        """Read it all anew; what is being written stays."""
        person, read = self.person, self.services
        if person:

            def work() -> Opened:
                return Opened(read.banners.banner(person), read.plans.plan(person), read.readings.of(person), read.risks.picture(person))

            self.do(work, lambda found: self._show(person, found))

    def look(self, view: str) -> None:
        """Another of the three."""
        self.view = View(view)
        self.changed()

    # the plan

    def adopt(self, template: str) -> None:
        """Every own part that is empty, from a template."""
        person, plans = self.person, self.services.plans

        def work() -> tuple[str, ...]:
            plans.adopt(person, template)
            return plans.propose(person, template).missing

        self.do(work, self._adopted)

    def edit(self, part: PlanPart, lines: Sequence[str] | None = None) -> None:
        """Begin to write a part, from what stands or from ``lines`` of one of two."""
        if self.opened is not None:
            view = self.opened.plan.part(part)
            told = tuple(view.lines if lines is None else lines)
            self.editing = Editing(
                part, told, tuple(one.text.id for one in view.standing), view.standing[0].text.template if view.standing else ""
            )
            self.error = None
            self.changed()

    def from_template(self, part: PlanPart, template: str) -> None:
        """The template's words of a part, to be changed before they are kept."""
        person, plans = self.person, self.services.plans
        self.do(lambda: plans.propose(person, template), lambda filled: self._proposed(part, filled))

    def write(self, text: str) -> None:
        """Keep the part that is being written; what was typed stays where it is refused."""
        editing, person, plans = self.editing, self.person, self.services.plans
        if editing is None:
            return
        lines = tuple(text.splitlines())
        self.editing = Editing(editing.part, lines, editing.seen, editing.template)
        self.do(lambda: plans.write(person, editing.part, lines, editing.seen, editing.template), self._written)

    def compare(self) -> None:
        """Somebody else wrote meanwhile: show it, and let what was typed replace that, too, when it is kept again."""
        editing, person, plans = self.editing, self.person, self.services.plans
        if editing is not None:
            self.do(lambda: plans.plan(person), self._compared)

    def leave(self) -> None:
        """Write nothing."""
        self.editing, self.error = None, None
        self.changed()

    def print_plan(self, done: Callable[[bytes], None]) -> None:
        """The sheet to take home."""
        person, plans = self.person, self.services.plans
        self.do(lambda: plans.pdf(person), done)

    def print_year(self, done: Callable[[bytes], None]) -> None:
        """Two charts and five sentences."""
        person, years = self.person, self.services.years
        self.do(lambda: years.pdf(person), done)

    def printed(self, pdf: bytes, kind: str) -> None:
        """It left the printer."""
        self.services.plans.printed(self.person, pdf, kind)

    # home readings

    def read_slip(self, text: str) -> None:
        """What stands on a slip, shown before it is kept."""
        self.slip, self.taken, self.imported = tuple(self.services.readings.read(text)), None, None
        self.changed()

    def keep_slip(self) -> None:
        """Keep what can be read."""
        person, lines, readings = self.person, self.slip, self.services.readings
        if any(one.reading for one in lines):
            self.do(lambda: readings.keep(person, lines), self._kept)

    def take_list(self, path: Path, language: str) -> None:
        """A list of many residents."""
        self.do(lambda: self.services.lists.take(path, language), self._listed)

    def give_template(self, path: Path) -> None:
        """An empty list."""
        self.do(lambda: self.services.lists.template(path), lambda _: None)

    def spoke(self, outcome: ContactOutcome) -> None:
        """What came of a call because of readings at home."""
        person, readings = self.person, self.services.readings
        self.do(lambda: readings.spoke(person, outcome), lambda _: self.when_free(self.load))

    def take_back(self, reading: str, reason: str) -> None:
        """It was somebody else's."""
        self.do(lambda: self.services.readings.take_back(reading, reason), lambda _: self.when_free(self.load))

    # inside

    def _show(self, person: str, found: Opened) -> None:
        if person == self.person:
            self.opened = found

    def _adopted(self, missing: tuple[str, ...]) -> None:
        self.missing = missing
        self.when_free(self.load)

    def _proposed(self, part: PlanPart, filled: Filled) -> None:
        self.missing = filled.missing
        if self.opened is not None:
            seen = tuple(one.text.id for one in self.opened.plan.part(part).standing)
            self.editing = Editing(part, filled.lines.get(part, ()), seen, filled.template)

    def _written(self, _: PlanText) -> None:
        self.editing = None
        self.when_free(self.load)

    def _compared(self, plan: PlanView) -> None:
        if self.opened is not None and self.editing is not None:
            view: PartView = plan.part(self.editing.part)
            self.opened = Opened(self.opened.banner, plan, self.opened.home, self.opened.risk)
            self.editing = Editing(
                self.editing.part, self.editing.lines, tuple(one.text.id for one in view.standing), self.editing.template
            )

    def _kept(self, taken: HomeTaken) -> None:
        self.taken, self.slip = taken, taken.refused
        self.when_free(self.load)

    def _listed(self, found: HomeImported) -> None:
        self.imported = found
        self.when_free(self.load)
