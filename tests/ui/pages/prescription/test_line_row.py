"""H50: 做皮试 beside the line of a prescription; what is on record comes into the line by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from pytestqt.qtbot import QtBot

from app.domain.skin_test import SkinResult
from app.services.prescribing import Prescribing
from app.services.printers import Printers
from app.services.queue import QueueRow
from app.services.skin_tests import Seen, SkinTests
from app.services.stock import Stock
from tests.ui.pages.front import in_front
from ui.bridge import Bridge
from ui.pages.prescription.desks import Services
from ui.pages.prescription.model import PrescriptionModel
from ui.pages.prescription.page import PrescriptionPage
from ui.practice_desk import PracticeDesk

DRUG, PLAIN = "amoxicillin-cap", "amlodipine-tab"


@pytest.fixture
def skin(practice: PracticeDesk, rx: Prescribing) -> SkinTests:
    Stock(practice.desk, rx.shelves).receive(DRUG, "250301", date(2027, 9, 1), 24)
    return SkinTests(practice.desk, rx.shelves)


@pytest.fixture
def page(
    services: Services, skin: SkinTests, visit: QueueRow, practice: PracticeDesk, bridge: Bridge, qtbot: QtBot
) -> Iterator[PrescriptionPage]:
    model = PrescriptionModel(replace(services, skin=skin))
    model.open(visit.person, visit.encounter)
    made = in_front(qtbot, PrescriptionPage(model, bridge, Printers(practice.desk)))
    made.shown()
    yield made
    made.hidden()


def test_a_test_is_begun_at_the_line_and_its_result_comes_into_the_line(
    page: PrescriptionPage, skin: SkinTests, practice: PracticeDesk, qtbot: QtBot
) -> None:
    card, model = page.testing, page.model
    assert card is not None
    plain, number = model.add(PLAIN), model.add(DRUG)
    qtbot.waitUntil(lambda: model.current_review is not None)
    assert page.lines.rows[number].do_test.isVisible() and not page.lines.rows[plain].do_test.isVisible()
    page.lines.rows[number].do_test.click()
    qtbot.waitUntil(card.isVisible)
    assert card.batch.text() == "250301" and "500 U/mL" in card.solution.text() and card.site.value() is None
    assert "没有肾上腺素" in card._ready.text() and card.without.isVisible() and practice.desk.who.name in card.start.text()
    for told in ("部位", "肾上腺素"):
        card.start.click()
        qtbot.waitUntil(lambda told=told: told in card.notice.accessibleName())  # type: ignore[misc]
        assert card.batch.text() == "250301", "what was typed stays"
        card.site.set_value("right")
    card.without.set_value("elsewhere")
    card.start.click()
    qtbot.waitUntil(lambda: not card.isVisible() and not model.busy)
    model.check()
    qtbot.waitUntil(lambda: "皮试中" in page.lines.rows[number]._test.text())
    practice.clock.forward(20 * 60)
    skin.read(skin.open()[0].key, Seen(SkinResult.NEGATIVE))
    model.check()
    qtbot.waitUntil(lambda: page.lines.rows[number].skin_test.value() == "阴性")
    assert "皮试阴性" in page.lines.rows[number]._test.text() and "批号250301" in page.lines.rows[number]._test.text()
    qtbot.waitUntil(lambda: model.current_review is not None)
    assert [found.rule for found in model.findings() if found.code == "RX-APP-04"] == []


def test_another_resident_in_front_closes_what_was_being_begun(page: PrescriptionPage, qtbot: QtBot) -> None:
    assert page.testing is not None
    page.model.begin_test(page.model.add(DRUG))
    qtbot.waitUntil(page.testing.isVisible)
    page.model.close_test()
    assert not page.testing.isVisible()
