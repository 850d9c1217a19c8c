"""Class A in the words of ECG reports, each row of the list of clinical.md §3.8 in several spellings."""

from __future__ import annotations

import pytest

from app.rules.ecg_report import is_critical_report


@pytest.mark.parametrize(
    "words",
    [
        "损伤型ST段抬高",
        "ST段弓背向上抬高",
        "急性心肌梗死",
        "急性前壁心肌梗塞",
        "急性心梗",
        "不能排除急性下壁心肌梗死",
        "心室颤动",
        "室扑",
        "阵发性室性心动过速",
        "R-on-T 型室性早搏",
        "Ron T",
        "长QT伴频发室性早搏",
        "频发室早，QT间期延长",
        "预激综合征伴快速心房颤动",
        "预激合并房颤，心室率 200 次/分",
        "室上速，心率185次/分",
        "心室率＞180次/分",
        "二度Ⅱ型房室传导阻滞，心室率38次/分",
        "Ⅱ度Ⅱ型及以上房室传导阻滞",
        "Ⅲ度房室传导阻滞，心房率75，心室率36",
        "完全性房室传导阻滞",
        "窦性心动过缓，心率38次/分",
        "心室率<40次/分",
        "窦性停搏3.2秒",
        "心室停搏>3s",
        "RR长间歇 ≥ 3 s",
        "最长RR间期3500ms",
        "全心停搏",
        "二度Ⅱ型窦房阻滞，心室率40",
        "高钾心电图表现",
        "未见ST段改变，室速",
    ],
)
def test_the_list_is_recognised_however_it_is_written(words: str) -> None:
    assert is_critical_report(words)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "窦性心律，心率75次/分，PR间期0.16s，QT间期400ms",
        "心房颤动，心室率90次/分",
        "预激合并房颤，心室率120次/分",
        "心率180次/分",
        "窦性心动过缓，心率40次/分",
        "三度房室传导阻滞，心室率55次/分",
        "二度Ⅰ型房室传导阻滞",
        "一度房室传导阻滞",
        "RR长间歇2.8s",
        "窦性停搏2.1秒",
        "陈旧性下壁心肌梗死",
        "未见ST段抬高及急性心肌梗死",
        "排除室颤",
        "偶发室性早搏",
        "心房扑动",
        "完全性右束支传导阻滞",
    ],
)
def test_what_is_not_on_the_list_is_not(words: str) -> None:
    assert not is_critical_report(words)


def test_a_fast_rate_alone_is_no_alarm_in_a_child() -> None:
    """H18: a baby of 185; a block or a slow rate is one at any age."""
    assert not is_critical_report("窦性心动过速，心率185次/分", child=True)
    assert is_critical_report("心率38次/分", child=True) and is_critical_report("室速，心率185次/分", child=True)
