"""Supplies on show: a delivery that failed, and a form that is being filled in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from PySide6.QtWidgets import QWidget

from app.clock import SetClock
from app.domain.formulary import Batch
from app.domain.supplying import SupplyRequest, SupplyStatus, SupplyStep, SupplyWay, TakenOff
from app.services.supply_step import Happened
from app.services.supplying import Supply, SupplyForm
from ui.gallery import Entry as Shown
from ui.pages.on_show import on_show
from ui.pages.supply.model import SupplyModel
from ui.pages.supply.page import SupplyPage

NOW = datetime(2026, 3, 5, 2, 20, tzinfo=UTC)


def asked(key: str, name: str, way: SupplyWay = SupplyWay.DELIVERY) -> SupplyRequest:
    """Something asked for."""
    place = "柳树村3组12号" if way is SupplyWay.DELIVERY else ""
    return SupplyRequest(
        key, "p", "e", "s", "l", "d", name, 56, "片", way, "王秀英", "13800000001", place, "王秀英", "w", "2026-03-03T02:00:00.000Z"
    )


def step(key: str, status: SupplyStatus, at: str, **told: Any) -> SupplyStep:
    """One step."""
    return SupplyStep(key, "p", "r", status, "w", at, **told)


ROWS = (
    Supply(
        asked("a", "恩格列净片"),
        "王秀英",
        (
            step("1", SupplyStatus.ACCEPTED, "2026-03-03T03:10:00.000Z"),
            step("2", SupplyStatus.PICKED, "2026-03-03T08:00:00.000Z"),
            step("3", SupplyStatus.SHIPPED, "2026-03-04T01:00:00.000Z", carrier="县邮政", waybill="0304-17"),
            step("4", SupplyStatus.FAILED, "2026-03-04T08:40:00.000Z", reason="nobody", note="电话也没接"),
        ),
        "柳树村卫生室",
    ),
    Supply(asked("b", "阿托伐他汀钙片", SupplyWay.PICKUP), "李桂芳", (step("5", SupplyStatus.ACCEPTED, "2026-03-04T03:10:00.000Z"),)),
    Supply(asked("c", "沙库巴曲缬沙坦钠片"), "张建国", ()),
)
DESK = tuple(
    replace(one, clinic=place, asked=True)
    for one, place in (
        (Supply(asked("f", "沙库巴曲缬沙坦钠片"), "张建国", ()), "杨庄村卫生室"),
        (Supply(asked("d", "恩格列净片"), "王秀英", (step("6", SupplyStatus.ACCEPTED, "2026-03-03T23:10:00.000Z"),)), "柳树村卫生室"),
        (
            Supply(
                asked("e", "利拉鲁肽注射液", SupplyWay.PICKUP),
                "赵德明",
                (
                    step("7", SupplyStatus.ACCEPTED, "2026-03-04T07:00:00.000Z"),
                    step("8", SupplyStatus.PICKED, "2026-03-04T09:30:00.000Z"),
                ),
            ),
            "杨庄村卫生室",
        ),
    )
)
"""What a dispatcher is asked for by two clinics."""

PACKING = (
    replace(
        DESK[1],
        shelf=(Batch("24110302", date(2026, 8, 31), 40), Batch("25020711", date(2027, 8, 31), 280)),
    ),
    replace(
        DESK[2],
        steps=(
            DESK[2].steps[0],
            replace(DESK[2].steps[1], taken=(TakenOff("25010203", date(2027, 1, 31), 1),)),
            step("9", SupplyStatus.PICKED, "2026-03-04T09:41:00.000Z", taken=(TakenOff("24120501", date(2026, 11, 30), 1),)),
        ),
    ),
)
"""One that is being packed, and one that two dispatchers packed."""

FORM = SupplyForm("s", "l", "王秀英", "恩格列净片", 56, "片", "王秀英", "13800000001", "柳树村3组12号")


class Cloud:
    """Answers from made-up rows; nothing is asked for."""

    def __init__(self, rows: tuple[Supply, ...] = ROWS) -> None:
        self._rows = rows

    def listed(self) -> Sequence[Supply]:
        """Three."""
        return self._rows

    def looked(self, one: SupplyRequest) -> None:
        """Nobody keeps a trail on show."""

    def form(self, sheet: str, line: str) -> SupplyForm:
        """Always the same."""
        return FORM

    def request(self, form: SupplyForm, way: SupplyWay, consent: bool) -> SupplyRequest:
        """The first."""
        return self._rows[0].request

    def step(self, request: str, status: SupplyStatus, told: Happened) -> SupplyStatus:
        """As told."""
        return status


def page(cloud: Cloud, asks: bool = True) -> SupplyPage:
    """The page over made-up rows."""
    return on_show(lambda bridge: SupplyPage(SupplyModel(cloud, SetClock(NOW), asks), bridge))


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


def dispatching() -> QWidget:
    """The pharmacy's dispatcher packs for one clinic what another one also waits for."""
    made = page(Cloud(DESK), asks=False)
    made.model.open("e")
    made.next.carrier.setText("县邮政")
    return made


def packing() -> QWidget:
    """From which batch."""
    made = page(Cloud(PACKING), asks=False)
    made.model.open("d")
    return made


def packed_twice() -> QWidget:
    """The second pack goes back on the shelf."""
    made = page(Cloud(PACKING), asks=False)
    made.model.open("e")
    return made


ENTRIES = [
    Shown("supply-packing", packing),
    Shown("supply-packed-twice", packed_twice),
    Shown("supply-dispatcher", dispatching),
    Shown("supply", failed),
    Shown("supply-asking", asking),
]
