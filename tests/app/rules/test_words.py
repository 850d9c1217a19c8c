"""H28: allergy words and diagnoses either reach the rules or are declared as not comparable."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.facts import AllergyFact, PatientFacts, RxContext
from app.rules.pack import Pack
from app.rules.sheet import read_sheet
from app.rules.shipped import json_decimal, shipped_bytes
from app.rules.words import AllergyTargets, split_words
from tests.shipped_pack import shipped_pack

_PACK = shipped_pack()


def _allergy(words: str) -> AllergyTargets:
    return _PACK.vocabulary.allergy(words, "", _PACK.products.values())


@pytest.mark.parametrize(
    ("words", "group"),
    [
        ("青霉素", "penicillin"),
        ("对青霉素过敏", "penicillin"),
        ("2", "penicillin"),
        ("先锋霉素Ⅵ", "cephalosporin"),
        ("去痛片", "nsaid"),
        ("tat", "tat"),
        ("氟哌酸", "quinolone"),
        ("sulfonamide", "sulfonamide"),
    ],
)
def test_spoken_words_reach_their_group(words: str, group: str) -> None:
    assert group in _allergy(words).groups


@pytest.mark.parametrize(
    ("words", "code"), [("别嘌醇", "M04AA01"), ("卡马西平过敏", "N03AF01"), ("allopurinol", "M04AA01"), ("n03af01", "N03AF01")]
)
def test_a_drug_outside_the_groups_is_found_by_its_substance(words: str, code: str) -> None:
    assert code in _allergy(words).substances


@pytest.mark.parametrize("words", ["芒果", "花粉", "不知道什么药", "2型", "", "片"])
def test_what_is_no_drug_word_is_declared(words: str) -> None:
    assert not _allergy(words).known


def test_a_name_is_found_whatever_its_brackets(pack: Pack) -> None:
    """A box says (Ⅱ), a keyboard (II)."""
    boxed = replace(pack.products["ors-iii"], id="ors-ii", name="口服补液盐散（Ⅱ）")
    for told in ("口服补液盐散（Ⅱ）", "对口服补液盐散(II)过敏"):
        assert pack.vocabulary.allergy(told, "", [boxed]).products == {"ors-ii"}


@pytest.mark.parametrize("words", ["folic acid", "Isosorbide dinitrate"])
def test_a_name_of_two_words_is_one_allergy(pack: Pack, words: str) -> None:
    known = read_sheet(RxContext(patient=PatientFacts(allergies=(AllergyFact(words),))), pack).allergies
    assert [bool(one.targets.products) for one in known] == [True] and [one.words for one in known] == [words]


def test_every_word_of_the_map_is_heard() -> None:
    for words in json_decimal(shipped_bytes("codesets.json"))["allergy_map"]:
        form_code, _, name = words.partition(" ")
        for word in [name] if form_code.isdigit() else words.split("|"):
            assert _allergy(word).known, word


def test_several_allergies_in_one_field() -> None:
    assert split_words("青霉素、芒果 磺胺,花粉和头孢") == ("青霉素", "芒果", "磺胺", "花粉", "头孢")


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("J45.9", {"asthma"}),
        ("J45.900", {"asthma"}),
        ("j45.9", {"asthma"}),
        ("asthma", {"asthma"}),
        ("支气管哮喘", {"asthma"}),
        ("N18.4", {"renal", "egfr_lt30"}),
        ("N18.3", {"renal"}),
        ("K76.0", set()),
        ("K76.6", {"hepatic"}),
        ("K92.2", {"bleeding"}),
        ("I61.900", {"bleeding"}),
        ("I10.x00x002", {"hypertension"}),
        ("E11.1", {"dka", "diabetes"}),
        ("I48", {"tachyarrhythmia"}),
    ],
)
def test_icd_codes_and_names_reach_their_tokens(pack: Pack, text: str, tokens: set[str]) -> None:
    found = pack.vocabulary.condition(text)
    assert found is not None and set(found) == tokens


def test_every_listed_diagnosis_can_be_compared(pack: Pack) -> None:
    rows = list(csv.DictReader(io.StringIO(shipped_bytes("diagnoses_common.csv").decode())))
    lost = [row for row in rows for key in ("icd10", "cn_code", "display_zh") if row[key] and pack.vocabulary.condition(row[key]) is None]
    assert lost == []


def test_every_condition_of_the_map_fires_by_code(pack: Pack) -> None:
    """All but the one that says it cannot."""
    silent = {token for token, rule in pack.vocabulary.conditions.items() if not rule.prefixes}
    assert silent == {"infection"}
    for token, rule in pack.vocabulary.conditions.items():
        for prefix in rule.prefixes:
            assert token in (pack.vocabulary.condition(prefix) or ())


@given(st.text(max_size=12))
def test_any_words_are_understood_or_declared(words: str) -> None:
    found = _allergy(words)
    assert found.groups <= _PACK.vocabulary.allergy_groups and found.products <= set(_PACK.products)
    tokens = _PACK.vocabulary.condition(words)
    assert tokens is None or set(tokens) <= _PACK.vocabulary.condition_tokens


@pytest.mark.parametrize(
    ("word", "token"),
    [
        ("冠心病", "ihd"),
        ("心衰", "heart_failure"),
        ("尿毒症", "egfr_lt30"),
        ("蚕豆病", "g6pd"),
        ("酗酒", "alcohol"),
        ("甲亢", "hyperthyroidism"),
        ("G6PD缺乏", "g6pd"),
    ],
)
def test_diseases_in_spoken_words(pack: Pack, base_pack: Pack, word: str, token: str) -> None:
    """H28."""
    found = pack.vocabulary.condition(word)
    assert found is not None and token in found
    assert base_pack.vocabulary.condition(word) is None


def test_a_spoken_word_never_replaces_a_diagnosis(pack: Pack, base_pack: Pack) -> None:
    for name, code in base_pack.vocabulary.diagnosis_codes.items():
        assert pack.vocabulary.diagnosis_codes[name] == code
    with pytest.raises(ValueError, match="heart"):
        pack.vocabulary.with_spoken({"heart": ["心病"]})
