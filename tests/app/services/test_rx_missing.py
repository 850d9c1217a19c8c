"""What a form lacks: the papers of a narcotic and of whoever fetches it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.domain.encounter import Encounter, EncounterStatus, VisitKind
from app.domain.person import IdKind, Person
from app.rules.pack import Pack
from app.services.rx_draft import RxDraft, RxDraftLine
from app.services.rx_missing import is_paper_number, missing_fields
from tests.app.conftest import person
from tests.app.services.rx_clinic import AMLODIPINE, sheet

TODAY = date(2026, 3, 5)
MORPHINE = RxDraftLine("morphine-inj", Decimal(10), "st", "subcut", 0)
AGENT_ID = "11010519491231002X"


@pytest.fixture
def resident() -> Person:
    return person()


def visit(**given: Any) -> Encounter:
    made = Encounter("e", "p", EncounterStatus.IN_PROGRESS, VisitKind.CLINIC, "2026-03-05T00:00:00.000Z", identified_by="card")
    return replace(made, **given)


def lacking(pack: Pack, who: Person, draft: RxDraft, at: Encounter) -> tuple[str, ...]:
    return missing_fields(who, TODAY, draft, pack.products, at)


def test_an_ordinary_list_asks_for_no_papers_but_who_fetches_it(pack: Pack, resident: Person) -> None:
    """safety.md §1, 08:50: the agent's name and relation are recorded."""
    draft = sheet("p", "e", AMLODIPINE)
    assert lacking(pack, resident, draft, visit(identified_by="")) == ()
    assert lacking(pack, resident, draft, visit(identified_by="", proxy=True)) == ("agent", "agent_relation")
    assert lacking(pack, resident, replace(draft, agent="李四", agent_relation="儿子"), visit(proxy=True)) == ()


def test_a_narcotic_is_for_somebody_whose_identity_was_checked(pack: Pack, resident: Person) -> None:
    draft = sheet("p", "e", MORPHINE)
    assert resident.number(IdKind.RESIDENT) and lacking(pack, resident, draft, visit()) == ()
    assert lacking(pack, resident, draft, visit(identified_by="")) == ("identity",)
    assert lacking(pack, replace(resident, identifiers=()), draft, visit()) == ("patient_id",)


def test_whoever_fetches_a_narcotic_is_named_with_a_paper(pack: Pack, resident: Person) -> None:
    """处方管理办法 附件1: 代办人姓名、身份证明编号."""
    draft, away = sheet("p", "e", MORPHINE), visit(proxy=True)
    assert lacking(pack, resident, draft, away) == ("agent", "agent_relation", "agent_id")
    assert lacking(pack, resident, replace(draft, agent="李四"), visit()) == ("agent_id",)
    draft = replace(draft, agent="李四", agent_relation="儿子")
    assert lacking(pack, resident, replace(draft, agent_id=AGENT_ID), away) == ()
    assert lacking(pack, resident, replace(draft, agent_id="110105194912310021"), away) == ("agent_id_wrong",)


@pytest.mark.parametrize(
    ("number", "right"),
    [(AGENT_ID, True), ("110105194912310021", False), ("E12345678", True), ("12", False), ("张三", False), ("H0123456700", True)],
)
def test_numbers_of_papers(number: str, right: bool) -> None:
    assert is_paper_number(number, TODAY) is right
