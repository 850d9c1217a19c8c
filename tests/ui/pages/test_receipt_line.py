"""The line under a record says what arrived, in words that never mean that somebody has read it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from pytestqt.qtbot import QtBot

from app.clock import SetClock
from app.errors import KnownError
from app.store.receipts import Receipt
from ui.pages.receipt_line import ReceiptLine

CLOCK = SetClock(datetime(2026, 3, 5, 9, 20, tzinfo=UTC))
THERE = Receipt("up", "hub", "https://hub", "8a1fc2d3-0000", "3", "5e2c77aa" * 8, "2026-03-05T01:18:00.000Z")
SAID = "已上传 09:18 · 第 3 版 · 服务器编号 8a1fc2d3 · 校验码 5e2c77aa"


def line(qtbot: QtBot, *found: list[Receipt]) -> ReceiptLine:
    rest = iter(found)
    made = ReceiptLine(lambda record_type, key: next(rest), CLOCK)
    qtbot.addWidget(made)
    made.of([("prescription", str(number)) for number in range(len(found))])
    return made


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (([THERE],), SAID),
        (([THERE], [replace(THERE, at="2026-03-05T01:10:00.000Z")]), SAID),
        (([],), "尚未上传"),
        (([THERE], []), f"还没有全部上传；上次上传的：{SAID}"),
        (([replace(THERE, waiting=True)],), f"还没有全部上传；上次上传的：{SAID}"),
        (([replace(THERE, refused="sync_refused")],), "服务器没有接受，请看“上传”页"),
        (([replace(THERE, at=None, version="")],), "来自服务器 · 服务器编号 8a1fc2d3 · 校验码 5e2c77aa"),
        (([replace(THERE, kind="courier", version="1"), THERE],), SAID),
    ],
)
def test_it_says_the_least_of_its_records(dressed: object, qtbot: QtBot, found: tuple[list[Receipt], ...], said: str) -> None:
    assert line(qtbot, *found).text() == said
    assert "送达" not in said and "已读" not in said


def test_whoever_may_not_see_it_sees_nothing(dressed: object, qtbot: QtBot) -> None:
    def refused(record_type: str, key: str) -> list[Receipt]:
        raise KnownError("not_allowed", permission="sync.read")

    made = ReceiptLine(refused, CLOCK)
    qtbot.addWidget(made)
    made.of([("person", "p")])
    assert made.isHidden() and made.text() == ""
