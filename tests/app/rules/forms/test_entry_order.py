"""A county's own order, names and words: read strictly, and what is wrong is named with its line."""

from __future__ import annotations

import pytest

from app.rules.forms.entry_order import OrderBroken, read_plan, shipped_plan
from app.rules.forms.reading import library

GOOD = """# the county's
forms = ["htn_followup"]
dates = "YYYY年MM月DD日"
between = ","

[htn_followup]
order = ["name", "day", "salt", "systolic"]
labels = { systolic = "收缩压(mmHg)" }
[htn_followup.words]
salt = { 1 = "清淡", 3 = "咸" }
"""


def read(text: str | bytes):  # type: ignore[no-untyped-def]
    body = text if isinstance(text, bytes) else text.encode()
    return read_plan(body, "county.toml", library(), shipped_plan().forms)


def test_what_ships_has_every_form_of_a_visit_in_the_order_of_its_sheet() -> None:
    assert "htn_followup" in shipped_plan().forms and "infectious_report" not in shipped_plan().forms
    assert shipped_plan().of("htn_followup").order == ()


def test_a_countys_own_file() -> None:
    plan = read("\ufeff" + GOOD)
    assert (plan.forms, plan.dates, plan.between) == (("htn_followup",), "YYYY年MM月DD日", ",")
    own = plan.of("htn_followup")
    assert own.order == ("name", "day", "salt", "systolic") and own.labels["systolic"] == "收缩压(mmHg)"
    assert own.words == {"salt": {"1": "清淡", "3": "咸"}} and plan.of("exam").order == ()


@pytest.mark.parametrize(
    ("was", "now", "line", "place"),
    [
        ('"salt", "systolic"]', '"salt", "sistolic"]', 7, "sistolic"),
        ('"salt", "systolic"]', '"salt", "day"]', 7, "day"),
        ("systolic = ", "sistolic = ", 8, "sistolic"),
        ('1 = "清淡"', '9 = "清淡"', 10, "9"),
        ('3 = "咸"', "3 = 4", 10, "4"),
        ("[htn_followup]", "[htn_follow]", 6, "htn_follow"),
        ("order =", "orders =", 7, "orders"),
        ('["htn_followup"]', '["tuberculosis"]', 2, "tuberculosis"),
        ("YYYY年MM月DD日", "YY-MM-DD", 3, "YY-MM-DD"),
        ("YYYY年MM月DD日", "YYYYMMMM", 3, "YYYYMMMM"),
        ('between = ","', "between = 5", 4, "5"),
        ("labels = {", "labels = 7 {", 8, "TOML"),
        ("dates =", "=", 3, "TOML"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(was: str, now: str, line: int, place: str) -> None:
    assert was in GOOD
    with pytest.raises(OrderBroken) as bad:
        read(GOOD.replace(was, now, 1))
    facts = bad.value.facts
    assert (bad.value.code, facts["file"], facts["line"]) == ("province_order_bad", "county.toml", line) and place in str(facts["place"])


@pytest.mark.parametrize(
    ("body", "line"), [(GOOD.encode("gbk"), 3), (b"a" * 300_000, 1), (b"a = [", 1), (b'htn_followup = "x"', 1), (b"\xff", 1)]
)
def test_what_is_no_such_file_at_all(body: bytes, line: int) -> None:
    with pytest.raises(OrderBroken) as bad:
        read(body)
    assert bad.value.facts["line"] == line
