"""The words that a village doctor does not use, or reads as something else, stand nowhere (safety.md §6, §8.6)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.texts.test_punctuation import READ, shown_in

NOT_SAID = {
    **dict.fromkeys(("采集", "候采", "待血压", "未认领", "体征采集"), "测量，待认领数据"),
    **dict.fromkeys(("其余无异常", "未见异常问题"), "已检查几项，未能检查几项"),
    **dict.fromkeys(("相互作用包", "途径", "长处方", "续上次处方", "健康管理处方"), "规则库，用法，长期处方，续方，健康指导单"),
    **dict.fromkeys(("医保自付", "全部送达", "已送达"), "预估个人自付，已上传"),
    **dict.fromkeys(("冲突", "逾期", "阻断", "override", "主管桌", "出诊"), "两处记录不一致，超期未访，不能开，巡诊"),
    **dict.fromkeys(("基线漂移", "质量良好", "心电正常"), "信号清楚"),
    **dict.fromkeys(("同步", "资源", "队列", "超时", "异常码"), "上传，记录，名单，时限"),
    **dict.fromkeys(("START", "虚岁", "[iU]", "800000"), "开始/停止，周岁，80万U"),
}
"""Not said → what is said instead."""


@pytest.mark.parametrize("path", READ, ids=lambda path: path.name)
def test_nothing_is_said_that_misleads(path: Path) -> None:
    assert [words for words in shown_in(path) for wrong in NOT_SAID if wrong in words] == []
