"""How old something is, in the unit people say it in."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.services.trip_departure import Check, Taking
from ui.pages.today.gallery import NOW
from ui.pages.trip.words import age, check_text


@pytest.mark.parametrize(
    ("past", "said"),
    [
        (timedelta(seconds=-5), "0 分钟"),
        (timedelta(minutes=89), "89 分钟"),
        (timedelta(minutes=90), "1 小时"),
        (timedelta(hours=47, minutes=59), "47 小时"),
        (timedelta(hours=51), "2 天"),
    ],
)
def test_age(past: timedelta, said: str) -> None:
    assert age(past) == said


def test_what_never_was_is_said_so() -> None:
    assert check_text(Check(Taking.SYNC, None, True), NOW) == "还没有上传下载过"
    assert check_text(Check(Taking.PEOPLE, None, True, 2), NOW) == "名册里 2 人已登记死亡"
    assert check_text(Check(Taking.RULES, NOW - timedelta(days=4), False, label="2026.3"), NOW) == "用药规则 2026.3，4 天前生效"
