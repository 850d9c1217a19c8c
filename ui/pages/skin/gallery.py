"""Skin tests on show: one being begun without usable adrenaline, and below it the timers of four residents, one of them ringing and open."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from PySide6.QtWidgets import QWidget

from app.clock import SetClock, iso
from app.domain.formulary import Batch
from app.domain.skin_test import ArmSite, SkinAct, SkinCase, SkinReading, SkinResult, SkinStep, SkinTest
from app.services.skin_policy import skin_policy
from app.services.skin_tests import Begun, Lying, Proposal, Seen, SkinRow
from ui import tokens as t
from ui.gallery import Entry
from ui.pages.encounter.gallery import NOW
from ui.pages.page_model import at_once
from ui.pages.skin.begin_card import BeginCard
from ui.pages.skin.model import SkinBeginning, SkinTimers
from ui.pages.skin.strip import SkinStrip
from ui.widgets.frames import column, scrolled

DRUG = "注射用青霉素钠"
_SOLUTION = skin_policy().solution("J01CE01")


def case(key: str, minutes_ago: int, site: ArmSite = ArmSite.LEFT) -> SkinCase:
    """A test begun so many minutes ago."""
    at = iso(NOW - timedelta(minutes=minutes_ago))
    ready = "盐酸肾上腺素注射液 批号A1 有效期至2027-05-31"
    test = (key, "p" + key, None, "benzylpenicillin-inj", DRUG, "250301", _SOLUTION.concentration, site, _SOLUTION.minutes, "d1", at, ready)
    return SkinCase(SkinTest(*test))


def read(one: SkinCase, result: SkinResult, minutes_ago: int) -> SkinCase:
    """Read by somebody."""
    at = iso(NOW - timedelta(minutes=minutes_ago))
    return replace(one, readings=(SkinReading("r" + one.test.id, one.test.person, one.test.id, result, "d1", at),))


def dosed(one: SkinCase, minutes_ago: int) -> SkinCase:
    """The first dose was given."""
    at = iso(NOW - timedelta(minutes=minutes_ago))
    return replace(one, steps=(SkinStep("s" + one.test.id, one.test.person, one.test.id, SkinAct.DOSED, "d1", at, "250301", 30),))


ROWS = (
    SkinRow(case("1", 21), "王秀英", "2", "67岁", "李护士", "penicillin", noted=False),
    SkinRow(read(case("2", 12, ArmSite.RIGHT), SkinResult.POSITIVE, 2), "赵建国", "1", "45岁", "李护士", "penicillin", noted=False),
    SkinRow(case("3", 7), "刘小芳", "2", "31岁", "李护士", "penicillin", noted=False),
    SkinRow(dosed(read(case("4", 33), SkinResult.NEGATIVE, 12), 10), "孙大山", "1", "58岁", "李护士", "penicillin", noted=False),
    SkinRow(read(case("5", 22), SkinResult.NEGATIVE, 1), "周桂兰", "2", "72岁", "李护士", "penicillin", noted=False),
)


class Desk:
    """Nothing is written."""

    def proposal(self, drug: str) -> Proposal:
        """Two batches, and adrenaline that has expired."""
        batches = (Batch("250301", date(2026, 9, 1), 20), Batch("250412", date(2027, 4, 1), 40))
        expired = (Lying("盐酸肾上腺素注射液", Batch("A0", date(2026, 2, 28), 2)),)
        return Proposal(drug, DRUG, batches, _SOLUTION, (), expired)

    def open(self) -> list[SkinRow]:
        """The residents on show."""
        return list(ROWS)

    def of_person(self, person: str) -> dict[str, SkinRow]:
        """None."""
        return {}

    def begin(self, person: str, encounter: str | None, begun: Begun) -> SkinTest:
        """As if."""
        return ROWS[0].case.test

    def read(self, key: str, seen: Seen) -> SkinReading:
        """As if."""
        return ROWS[1].case.readings[0]

    def take_back(self, key: str, reason: str) -> SkinStep:
        """As if."""
        return ROWS[3].case.steps[0]

    def dosed(self, key: str) -> SkinStep:
        """As if."""
        return ROWS[3].case.steps[0]

    def observed(self, key: str, well: bool, note: str = "") -> SkinStep:
        """As if."""
        return ROWS[3].case.steps[0]

    def add_allergy(self, person: str, text: str, token: str = "", reaction: str = "", severity: str = "", source: str = "") -> object:
        """As if."""
        return None


def page() -> QWidget:
    """As it stands at 08:46, with nothing to hear."""
    desk, clock = Desk(), SetClock(NOW)
    beginning = SkinBeginning(desk, lambda: "王建国")
    card = BeginCard(beginning)
    beginning.attach(card.refresh, at_once)
    beginning.open("p9", "e9", "benzylpenicillin-inj")
    strip = SkinStrip(SkinTimers(desk, desk, clock, lambda _: True), lambda: None)
    strip.model.attach(strip.refresh, at_once)
    strip.model.load()
    strip.model.open("1")
    strip._second.stop()
    shown = QWidget()
    whole = column(scrolled(card, margin=t.M), strip, gap=0)
    whole.setStretch(0, 1)
    shown.setLayout(whole)
    return shown


ENTRIES = [Entry("skin", page)]
