"""Questions appear only for the lists they belong to."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from app.domain.encounter import Encounter, EncounterStatus, VisitKind
from app.domain.prescription import SheetKind
from app.rules.pack import Pack
from app.services.rx_draft import RxDraftLine
from app.services.rx_wants import Wants, wants_of
from tests.app.services.rx_clinic import AMLODIPINE, sheet

HERE = Encounter("e", "p", EncounterStatus.IN_PROGRESS, VisitKind.CLINIC, "2026-03-05T00:00:00.000Z", identified_by="card")


def wanted(pack: Pack, drug: str, visit: Encounter | None = HERE) -> Wants:
    return wants_of(sheet("p", "e", RxDraftLine(drug, Decimal(1), "qd", "oral", 3)), pack.products, visit)


def test_an_ordinary_list_is_asked_nothing_more(pack: Pack) -> None:
    assert wanted(pack, "amlodipine-tab") == Wants() == wanted(pack, "amoxicillin-cap", None)


def test_controlled_drugs_ask_what_for(pack: Pack) -> None:
    assert wanted(pack, "morphine-inj") == Wants(agent=True, pain=True)
    assert wanted(pack, "methylphenidate-er") == Wants(agent=True, pain=True, adhd=True)
    assert wanted(pack, "morphine-inj", replace(HERE, proxy=True)).agent_paper


def test_somebody_who_fetches_for_another_is_written_down(pack: Pack) -> None:
    """H23: name and relation are needed on any list, the number of a paper for narcotics."""
    away = wanted(pack, "amlodipine-tab", replace(HERE, proxy=True))
    assert away.agent and away.agent_needed and not away.agent_paper


def test_the_emergency_questions(pack: Pack) -> None:
    restricted = next(key for key, one in pack.products.items() if one.antibiotic_tier == "限制")
    assert wanted(pack, restricted) == Wants(one_day=True)
    assert wants_of(sheet("p", "e", AMLODIPINE, kind=SheetKind.EMERGENCY), pack.products, HERE) == Wants(rescue=True)
