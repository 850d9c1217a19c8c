"""Which rules are in use, in words."""

from __future__ import annotations

from dataclasses import replace

from app.errors import KnownError
from app.rules.pack_difference import Change, Difference
from app.services.rule_packs import Inspected, RulesInUse
from app.services.rule_words import told_difference, told_in_use
from app.store.rule_packs import KeptPack
from app.texts import load_texts
from tests.shipped_pack import shipped_pack


def test_what_is_said_of_the_rules_in_use() -> None:
    words = load_texts("zh_CN")
    kept = KeptPack(
        "a" * 64, "county-rules", "2026.3.2", "县用药规则", "2026-03-01", (("赵药师", "00"), ("钱药师", "11")), "2026-03-05T00:40:00.000Z"
    )
    before = replace(kept, version="2026.3.1")
    assert told_in_use(words, RulesInUse(None, "")) == ["没有可用的规则。"]
    lines = told_in_use(words, RulesInUse(kept, "county-rules-2026.3.2/abc", before))
    assert "赵药师、钱药师" in lines[1] and "county-rules-2026.3.1" in lines[2]
    lines = told_in_use(words, RulesInUse(kept, "rx/abc", None, KnownError("pack_incomplete", files="x.csv")))
    assert "暂用程序自带的规则" in lines[0] and "x.csv" in lines[1]


def test_what_a_pack_lets_through_more_stands_first() -> None:
    words = load_texts("zh_CN")
    looser = Change("limit", "辛伐他汀片（simvastatin-tab）", True, "max_daily", "40", "")
    softer = Change("rule_changed", "DDI-1", True, old="block", new="warn")
    one = Inspected(KeptPack("", "c", "1", "", "", ()), shipped_pack(), b"", 1, 1, 1, Difference((looser, softer), ("formulary.csv",)))
    head, *lines = told_difference(words, one)
    assert "放宽 2 处" in head and "formulary.csv" in head
    assert lines == ["放宽：辛伐他汀片（simvastatin-tab）每日最大量由“40”改为“没有写”", "放宽：规则 DDI-1 由“不能开”改为“提醒”"]
    assert told_difference(words, replace(one, against=Difference())) == ["内容和现用规则一样。"]
