"""The form data: what ships is whole and faithful to the code sets, whatever is broken is refused with its place."""

from __future__ import annotations

import json

import pytest

from app.domain.filled_form import ValueKind
from app.rules.forms.reading import FormsBroken, library, read_library
from app.rules.public_health.constitution import computed_measures
from app.rules.public_health.elderly import ACTIVITIES
from app.rules.public_health.policy import policy
from app.rules.shipped import shipped_bytes
from app.store.filled_forms import FOUND_BY

CODESETS = json.loads(shipped_bytes("codesets.json"))
FIELDS = """
yes = { kind = "choice", label = "有无", codes = { 1 = "无", 2 = "有" } }
many = { kind = "choices", label = "多选", codes = { 1 = "无", 2 = "甲" }, none = "1" }
size = { kind = "number", label = "大小", low = 0, high = 9, decimals = 1, when = { yes = "2" } }
"part_{n}" = { kind = "text", label = "{name}{n}", repeat = { a = "甲", b = "乙" } }
"""
FORM = """
code = "small"
version = 2
title = "小表"
standard = "规范"
year = 2026
source = "附件"
required = ["yes", "part_a|part_b"]
sections = [{ title = "一", fields = ["yes", "many", "size", "part_a", "part_b"] }]
"""


def read(fields: str = FIELDS, form: str = FORM, follows: str = "", **more: str):  # type: ignore[no-untyped-def]
    texts = {"fields.toml": fields, "small.toml": form, "follows.toml": follows} | {f"{name}.toml": text for name, text in more.items()}
    return read_library({name: text.encode() for name, text in texts.items()}, CODESETS)


def test_what_ships_is_whole() -> None:
    found = library()
    wanted = {"personal", "exam", "htn_followup", "dm_followup", "copd_followup", "elderly", "constitution", "consult", "consultation"}
    wanted |= {"infectious_report", "infectious_sent", "emergency", "province_entered"}
    assert set(found.forms) == wanted
    for form in found.versions.values():
        assert form.source
        assert form.year >= 2013
        assert form.title.endswith(("表", "卡"))
    asked = {code for form in found.versions.values() for code in form.fields}
    assert found.fields.keys() - asked == {"symptoms", "symptoms_other", "elder"}  # asked in the place of several others, or computed


def test_what_registers_read_of_a_form_is_a_field() -> None:
    assert set(FOUND_BY) <= library().fields.keys()


def test_every_code_of_the_official_sets_is_asked_somewhere() -> None:
    """clinical.md §2.2–2.5: the sets of codesets.json, each under the forms it belongs to."""
    known = [one.codes for one in library().fields.values()]
    elsewhere = {"yes_no", "elder_screen"}
    for group in ("form_personal", "form_exam", "form_followup"):
        missing = [name for name, codes in CODESETS[group].items() if codes not in known and name not in elsewhere]
        assert missing == [], group


def test_nothing_measured_may_be_carried_over() -> None:
    """H43."""
    found = library().fields.values()
    assert not [one.code for one in found if one.measured and one.habit]
    numbers = {"systolic", "diastolic", "fasting", "weight", "height", "waist", "temperature", "spo2", "hba1c", "alt", "ldl", "fev1"}
    assert all(library().fields[code].measured for code in numbers)


def test_none_excludes_in_every_set_that_has_it() -> None:
    for one in library().fields.values():
        if one.kind is ValueKind.CHOICES and one.codes["1"].startswith(("无", "未", "正常")):
            assert one.none == "1", one.code


def test_only_findings_without_anything_wrong_are_normal() -> None:
    normal = {code: one for code, one in library().fields.items() if one.normal}
    assert len(normal) == 26
    assert not any(one.measured or one.habit for one in normal.values())
    words = {one.word(one.normal) for one in normal.values()}
    assert words == {"红润", "正常", "无充血", "听见", "可顺利完成", "未触及", "否", "无", "齐", "未发现"}
    assert not {"symptoms", "danger_signs", "exam_dorsalis_pedis", "adl_eating", "htn_symptoms"} & normal.keys()


def test_scores_are_those_of_the_policy() -> None:
    for activity, allowed in zip(ACTIVITIES, policy()["elderly"]["daily_living"], strict=True):
        assert sorted(set(library().fields[f"adl_{activity}"].scores.values())) == allowed


def test_the_constitution_has_its_33_items_and_nine_kinds() -> None:
    form = library().form("constitution")
    items = [code for code in form.fields if code.startswith("tcm_") and code[4:].isdigit()]
    assert items == [f"tcm_{n}" for n in range(1, policy()["constitution"]["items"] + 1)]
    assert all(list(library().fields[code].codes) == ["1", "2", "3", "4", "5"] for code in items)
    kinds = [*policy()["constitution"]["kinds"], "平和质"]
    assert [library().fields[f"tcm_kind_{n}"].label for n in range(1, 10)] == kinds
    computed = {f"tcm_{item}" for name, item in computed_measures().items() if name in ("bmi", "waist_cm")}
    assert {code for code in items if library().fields[code].origin} == computed


def test_a_small_library_is_read() -> None:
    found = read()
    assert found.form("small") == found.exactly("small", 2)
    assert found.exactly("small", 3) is None
    assert found.form("small").required == (("yes",), ("part_a", "part_b"))
    assert found.fields["part_b"].label == "乙b"
    with pytest.raises(KeyError):
        found.form("other")


def test_the_newest_version_holds_and_the_old_one_stays() -> None:
    found = read(old=FORM.replace("version = 2", "version = 1").replace("小表", "旧表"))
    assert found.form("small").title == "小表"
    old = found.exactly("small", 1)
    assert old is not None
    assert old.title == "旧表"


@pytest.mark.parametrize(
    "line",
    [
        'x = { kind = "choice", label = "无码" }',
        'x = { kind = "text", label = "多码", codes = { 1 = "一" } }',
        'x = { kind = "choice", label = "没有的集", codes = "form_exam.nothing" }',
        'x = { kind = "choices", label = "错的无", codes = { 1 = "一" }, none = "9" }',
        'x = { kind = "number", label = "无限" }',
        'x = { kind = "choice", label = "错的正常", codes = { 1 = "一" }, normal = "9" }',
        'x = { kind = "text", label = "无码的正常", normal = "1" }',
        'x = { kind = "number", label = "倒", low = 9, high = 1, decimals = 0 }',
        'x = { kind = "number", label = "抄", low = 0, high = 1, decimals = 0, measured = true, habit = true }',
        'x = { kind = "colour", label = "没有的种类" }',
        'x = { kind = "text", label = "没有的键", colour = "red" }',
        'x = { kind = "text", label = "没有的来源", from = "sky:blue" }',
        'x = { kind = "text", label = "坏条件", when = { yes = "=>1" } }',
        'x = { kind = "text", label = "不存在", when = { nobody = "1" } }',
        'x = { kind = "text", label = "坏式", pattern = "[" }',
        'x = { kind = "text", label = "真假", longest = true }',
        'x = { label = "没有种类" }',
        'part_a = { kind = "text", label = "两次" }',
        '"X" = { kind = "text", label = "大写" }',
    ],
)
def test_a_broken_field_refuses_the_file(line: str) -> None:
    with pytest.raises(FormsBroken) as refused:
        read(FIELDS + line + "\n")
    assert refused.value.facts["file"] == "fields.toml"
    assert refused.value.facts["place"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("version = 2", "version = 0"),
        ("version = 2", ""),
        ('"part_b"] }', '"part_b", "nobody"] }'),
        ('"part_b"] }', '"part_b", "yes"] }'),
        ('required = ["yes",', 'required = ["nobody",'),
        ('title = "小表"', 'title = "小表"\ncolour = "red"'),
        ('title = "小表"', 'title = "小表"\nwanted = ["nobody"]'),
        ('title = "小表"', 'title = "小表"\nwhen = { size = { nobody = "1" } }'),
        ("{ title =", "{ name ="),
        ('code = "small"', "code = "),
    ],
)
def test_a_broken_form_refuses_the_file(old: str, new: str) -> None:
    assert old in FORM
    with pytest.raises(FormsBroken) as refused:
        read(form=FORM.replace(old, new))
    assert refused.value.facts["file"] == "small.toml"


@pytest.mark.parametrize(
    "row",
    [
        'field = "nobody"\nof = "many"\ncodes = { 1 = "1" }',
        'field = "many"\nof = "nobody"\ncodes = { 1 = "1" }',
        'field = "many"\nof = "yes"\ncodes = { 9 = "1" }',
        'field = "many"\nof = "yes"\ncodes = { 1 = "9" }',
        'field = "yes"\nrows = [{ when = { nobody = "1" }, value = "1" }]',
        'field = "yes"\nrows = [{ when = { many = "1" }, value = "7" }]',
        'field = "yes"\nrows = [{ value = "1" }]',
        'field = "part_a"\nrows = [{ when = { yes = "2" }, copy = "part_b" }]',
    ],
)
def test_a_broken_step_refuses_the_file(row: str) -> None:
    with pytest.raises(FormsBroken) as refused:
        read(follows=f'[[follow]]\nsource = "规范"\n{row}\n')
    assert refused.value.facts["file"] == "follows.toml"


def test_the_same_version_twice_or_no_fields_at_all_is_refused() -> None:
    with pytest.raises(FormsBroken):
        read(again=FORM)
    with pytest.raises(FormsBroken):
        read_library({"small.toml": FORM.encode()}, CODESETS)
    with pytest.raises(FormsBroken):
        read(form="\0")
