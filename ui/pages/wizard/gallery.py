"""The wizard on show: a field to mend, and the recovery key."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from app.services.setup import SetupForm
from ui.bridge import Bridge
from ui.gallery import Entry
from ui.pages.page_model import at_once
from ui.pages.wizard.model import WizardModel
from ui.pages.wizard.page import WizardPage

TYPED = {
    "organization_code": "PDY410299901",
    "organization_name": "八里台镇第三村卫生室",
    "seat": "A1",
    "division": "",
    "name": "李明",
    "staff_no": "D001",
    "licence_no": "110410299900123",
    "login": "李明",
    "password": "三月桃花开满村头",
    "repeat": "三月桃花开满村头",
}


@dataclass(frozen=True, slots=True)
class Made:
    """A key for the picture; it opens nothing."""

    recovery_code: str = "K7QM2-9FXTB-4HD3P-WN8RC-ZY6JA-G5VE7"


def _made(_form: SetupForm) -> Made:
    return Made()


def _page(steps: int) -> WizardPage:
    model = WizardModel(_made)
    bridge = Bridge()
    page = WizardPage(model, bridge)
    bridge.setParent(page)
    model.attach(page.refresh, at_once)
    for key, text in TYPED.items():
        model.type(key, text)
    for _ in range(steps):
        model.forward()
    return page


def institution() -> QWidget:
    """The first step with a seat that is too short."""
    page = _page(0)
    page.rows["seat"].field.setFocus()
    page._model.type("seat", "A")
    page._model.leave("seat")
    return page


def recovery() -> QWidget:
    """The last step."""
    return _page(3)


ENTRIES = [Entry("wizard", institution), Entry("wizard-account", lambda: _page(1)), Entry("wizard-recovery", recovery)]
