"""Supplies on show: a delivery that failed, and a form that is being filled in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from PySide6.QtWidgets import QWidget

from app.clock import SetClock
from app.domain.supplying import SupplyRequest, SupplyStatus, SupplyStep, SupplyWay
from app.services.supplying import Supply, SupplyForm
from ui.bridge import Bridge
from ui.gallery import Entry as Shown
from ui.pages.page_model import at_once
from ui.pages.supply.model import SupplyModel
from ui.pages.supply.page import SupplyPage

NOW = datetime(2026, 3, 5, 2, 20, tzinfo=UTC)


def asked(key: str, name: str, way: SupplyWay = SupplyWay.DELIVERY) -> SupplyRequest:
    """Something asked for."""
    place = "柳树村3组12号" if way is SupplyWay.DELIVERY else ""
    return SupplyRequest(
        key, "p", "e", "s", "l", "d", name, 56, "片", way, "王秀英", "13800000001", place, "王秀英", "w", "2026-03-03T02:00:00.000Z"
    )


def step(key: str, status: SupplyStatus, at: str, note: str = "", receiver: str = "") -> SupplyStep:
    """One step."""
    return SupplyStep(key, "p", "r", status, "w", at, note, receiver)


ROWS = (
    Supply(
        asked("a", "恩格列净片"),
        "王秀英",
        (
            step("1", SupplyStatus.ACCEPTED, "2026-03-03T03:10:00.000Z"),
            step("2", SupplyStatus.SHIPPED, "2026-03-04T01:00:00.000Z", "县医院药房 0304-17"),
            step("3", SupplyStatus.FAILED, "2026-03-04T08:40:00.000Z", "家中无人，电话未接"),
        ),
    ),
    Supply(asked("b", "阿托伐他汀钙片", SupplyWay.PICKUP), "李桂芳", (step("4", SupplyStatus.ACCEPTED, "2026-03-04T03:10:00.000Z"),)),
    Supply(asked("c", "沙库巴曲缬沙坦钠片"), "张建国", ()),
)
FORM = SupplyForm("s", "l", "王秀英", "恩格列净片", 56, "片", "王秀英", "13800000001", "柳树村3组12号")


class Cloud:
    """Answers from made-up rows; nothing is asked for."""

    def __init__(self, rows: tuple[Supply, ...] = ROWS) -> None:
        self._rows = rows

    def listed(self) -> Sequence[Supply]:
        """Three."""
        return self._rows

    def form(self, sheet: str, line: str) -> SupplyForm:
        """Always the same."""
        return FORM

    def request(self, form: SupplyForm, way: SupplyWay, consent: bool) -> SupplyRequest:
        """The first."""
        return self._rows[0].request

    def step(self, request: str, status: SupplyStatus, note: str = "", receiver: str = "") -> SupplyStatus:
        """As told."""
        return status


def page(cloud: Cloud) -> SupplyPage:
    """The page over made-up rows."""
    bridge = Bridge()
    made = SupplyPage(SupplyModel(cloud, SetClock(NOW)), bridge)
    bridge.setParent(made)
    made.model.attach(made.refresh, at_once)
    made.model.load()
    return made


def failed() -> QWidget:
    """Nobody was at home."""
    made = page(Cloud())
    made.model.open("a")
    return made


def asking() -> QWidget:
    """A form from the record."""
    made = page(Cloud())
    made.model.begin("s", "l")
    return made


ENTRIES = [Shown("supply", failed), Shown("supply-asking", asking)]
