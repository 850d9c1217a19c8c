"""The catalogue of rules: every finding has its entry, and every word of it is one of the insurance's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from app.rules.formulary import PackError
from app.rules.shipped import json_decimal, shipped_bytes, shipped_toml
from app.rules.supervision import FILE, read_supervision, supervision_rules
from app.rules.wording import load_words


def test_every_finding_is_in_the_catalogue() -> None:
    assert set(supervision_rules()) == set(load_words("zh_CN").tables["finding"])


def test_items_of_the_appraisal_exist() -> None:
    known = json_decimal(shipped_bytes("codesets.json"))["rx_comment_codes"]
    named = {rule.comment for rule in supervision_rules().values()} - {""}
    assert named and named <= set(known)


def test_a_rule_is_read_whole() -> None:
    rule = supervision_rules()["RX-QTY-08"]
    assert (rule.family, rule.result, rule.stages, rule.comment) == ("医疗类", "可疑", ("事前",), "2-5")
    assert rule.insurances == ("职工医保", "居民医保") and "互联网" in rule.scenes
    assert supervision_rules()["YB-08"].stages == ("事中",) and "事后" in supervision_rules()["RX-SAF-09"].stages


def _changed(**cells: object) -> Mapping[str, Any]:
    given = shipped_toml(FILE)
    return {**given, "rule": [{**given["rule"][0], **cells}, *given["rule"][1:]]}


@pytest.mark.parametrize(
    "cells",
    [
        {"family": "杂类"},
        {"result": "可能"},
        {"stages": ["事先"]},
        {"scenes": ["门诊"]},
        {"scenes": []},
        {"insurances": ["商业"]},
        {"logic": ""},
        {"code": "RX-QTY-08"},
        {"colour": "red"},
    ],
)
def test_a_word_that_is_not_the_insurances_is_refused(cells: dict[str, object]) -> None:
    """H44."""
    with pytest.raises(PackError) as caught:
        read_supervision(_changed(**cells))
    assert caught.value.facts["file"] == FILE


def test_a_missing_key_is_refused() -> None:
    given = shipped_toml(FILE)
    bare = {key: value for key, value in given["rule"][0].items() if key != "period"}
    with pytest.raises(PackError):
        read_supervision({**given, "rule": [bare]})
