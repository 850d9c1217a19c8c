"""Every finding and every check has its words in both languages, and the panel never says that nothing is wrong."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings

from app.rules.critical import REASONS
from app.rules.engine import CHECKS, evaluate
from app.rules.facts import DatedAnswer, RxContext
from app.rules.findings import CheckRun, CheckState, Finding, Gap, Severity
from app.rules.inputs import INPUTS
from app.rules.pack import Pack
from app.rules.vitals import LastValue, Subject, check_pressure, check_vital, vitals_policy
from app.rules.wording import Words, load_words
from tests.app.rules.contexts import YES, line, patient, sheet
from tests.app.rules.test_engine import ADULT, CONTEXTS
from tests.shipped_pack import shipped_pack

_PACK = shipped_pack()
LANGUAGES = ("zh_CN", "en")


@pytest.fixture(params=LANGUAGES)
def words(request: pytest.FixtureRequest) -> Words:
    return load_words(request.param)


def test_both_languages_know_the_same_keys() -> None:
    zh, en = (load_words(language).tables for language in LANGUAGES)
    assert {table: set(keys) for table, keys in zh.items()} == {table: set(keys) for table, keys in en.items()}
    for table, texts in zh.items():
        for key, text in texts.items():
            assert set(re.findall(r"{(\w+)}", text)) == set(re.findall(r"{(\w+)}", en[table][key])), key


def test_tables_are_complete(words: Words, pack: Pack) -> None:
    assert set(words.tables["check"]) == {check.id for check in CHECKS}
    assert set(words.tables["input"]) == {*INPUTS, "pack", "error"}
    assert set(words.tables["severity"]) == {severity.value for severity in Severity}
    assert pack.vocabulary.condition_tokens <= set(words.tables["condition"])
    assert pack.vocabulary.allergy_groups <= set(words.tables["group"])
    products = pack.products.values()
    assert {group for product in products for group in product.duplicate_groups} <= set(words.tables["group"])
    assert {route for product in products for route in product.routes} <= set(words.tables["route"])
    assert set(words.tables["vital_kind"]) == set(vitals_policy()["kinds"])
    assert set(words.tables["critical"]) == set(REASONS)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(CONTEXTS)
def test_every_finding_has_a_sentence(context: RxContext) -> None:
    review = evaluate(context, _PACK)
    for language in LANGUAGES:
        words = load_words(language)
        for found in review.findings:
            sentence = words.finding(found)
            assert sentence.endswith((".", "。")) and not re.search(r"RX-|[A-Z]\d\d[A-Z]{2}\d\d$", sentence)
        assert all(words.could_not(run) for run in review.could_not)
        assert words.summary(review)


def test_the_panel_counts_and_names(pack: Pack) -> None:
    zh = load_words("zh_CN")
    assert zh.summary(evaluate(ADULT, None)).startswith(f"没有一项检查能够完成；未能检查 {len(CHECKS)} 项：处方格式、")
    quiet = evaluate(sheet(line("amlodipine-tab", "5", days=7)), pack)
    assert zh.summary(quiet) == f"已检查 {len(quiet.ran)} 项，未发现问题"
    unknown = evaluate(sheet(line("levonorgestrel-tab", "0.75"), who=patient("30", "2", pregnant=DatedAnswer())), pack)
    assert zh.summary(unknown).endswith("未能检查 1 项：妊娠")
    assert [zh.could_not(run) for run in unknown.could_not] == ["妊娠（缺是否妊娠（未询问））"]


def test_checks_that_lack_the_same_are_one_sentence() -> None:
    """Six times the same reason under one another is read by nobody."""
    zh = load_words("zh_CN")
    runs = [CheckRun(check, CheckState.NOT_RUN, (Gap(lacks),)) for check, lacks in (("a", "x"), ("b", "y"), ("c", "x"))]
    known = replace(zh, tables={**zh.tables, "check": {"a": "甲", "b": "乙", "c": "丙"}, "input": {"x": "体重", "y": "肌酐"}})
    assert known.gaps(runs) == ["甲、丙（缺体重）", "乙（缺肌酐）"]
    assert known.gaps([CheckRun("b", CheckState.FAILED), *runs[:1]]) == ["乙（程序出错）", "甲（缺体重）"]


def test_sentences_say_what_why_and_what_to_do(pack: Pack) -> None:
    zh = load_words("zh_CN")
    found = evaluate(sheet(line("amlodipine-tab", "5", days=8)), pack).objections[0]
    assert zh.finding(found) == "苯磺酸氨氯地平片开了8天，普通处方一般不超过7天；请写明延长理由（如慢性病）或减少天数。"
    assert zh.severity(found.severity) == "不能开"
    gap = Finding("RX-SAF-02", Severity.PASSIVE, "renal", "", facts={"check": "renal", "missing": "egfr,product"})
    assert zh.finding(gap) == "肾功能未能检查：缺一年内的肾功能（eGFR）、这个药的用药规则。"


def test_vital_remarks(words: Words) -> None:
    adult = Subject(Decimal(50))
    found = [
        *check_vital("systolic", Decimal(50), adult),
        *check_vital("spo2", Decimal(101), adult),
        *check_vital("weight", Decimal(90), adult, LastValue(Decimal(60), 20)),
        *check_vital("weight", Decimal(24), Subject(Decimal(2))),
        *check_pressure(Decimal(80), Decimal(120), adult),
    ]
    sentences = [words.vital(one) for one in found]
    assert len(sentences) == 5 and not any("{" in sentence or "[" in sentence for sentence in sentences)


def test_an_unknown_language_is_no_language() -> None:
    with pytest.raises(FileNotFoundError):
        load_words("tlh")


@pytest.mark.parametrize(
    ("drug", "single", "zh", "en"),
    [
        ("gentamicin-inj", "800000", "每次80万U，超过说明书每次上限24万U", "800000 iU"),
        ("latanoprost", "20", "每次20滴，超过说明书每次上限2滴", "20 drp"),
        ("levothyroxine-tab", "500", "每次500 μg，", "500 ug"),
        ("xiaoke-pill", "100", "每次100丸，", "100 pill"),
        ("amlodipine-tab", "50", "每次50 mg，", "50 mg"),
    ],
)
def test_amounts_are_said_as_on_a_prescription(pack: Pack, drug: str, single: str, zh: str, en: str) -> None:
    """safety.md §4.8: never ``[iU]`` or 800000."""
    found = next(one for one in evaluate(sheet(line(drug, single)), pack).findings if one.code == "RX-QTY-07")
    assert zh in load_words("zh_CN").finding(found) and en in load_words("en").finding(found)
    assert not re.search(r"\[|\{", load_words("zh_CN").finding(found) + load_words("en").finding(found))


@pytest.mark.parametrize(
    ("drug", "says"),
    [
        ("enalapril-tab", "孕妇禁用（中晚期致死胎、畸形，发现妊娠立即停药）；请换药"),
        ("metronidazole-tab", "孕期慎用（妊娠头3个月禁用）；请换药，确需使用请写明理由"),
        ("chlorphenamine-tab", "孕期须权衡利弊（临产前避免）；请核对孕周"),
    ],
)
def test_how_grave_it_is_in_pregnancy_is_said_in_three_ways(pack: Pack, drug: str, says: str) -> None:
    """A reminder that reads like a prohibition teaches to read past prohibitions."""
    context = sheet(line(drug), who=patient("29", "2", pregnant=YES))
    found = next(one for one in evaluate(context, pack).findings if one.code == "RX-APP-06")
    assert says in load_words("zh_CN").finding(found)
