"""H50: a flag is no skin test. What is begun, read, taken back, given and observed, in whatever order it is tried."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.clock import SetClock
from app.domain.encounter import Encounter
from app.domain.person import Person
from app.domain.skin_test import ArmSite, SkinAct, SkinResult, WithoutAdrenaline
from app.errors import KnownError, NotAllowed
from app.rules.pack import Pack
from app.services.charting import Charting
from app.services.desk import Desk
from app.services.prescribing import Prescribing
from app.services.skin_policy import skin_policy
from app.services.skin_states import SkinState
from app.services.skin_tests import Begun, Seen, SkinTests, allergy_words
from app.services.stock import Stock
from app.store import people
from tests.app.services.rx_reviewers import hire, seat

PENICILLIN, ADRENALINE, AMOXICILLIN = "benzylpenicillin-inj", "epinephrine-inj", "amoxicillin-cap"
MINUTE, HOUR = 60, 3600
BEGUN = Begun(PENICILLIN, "250301", "青霉素皮试液 500 U/mL", ArmSite.LEFT)
NEGATIVE, POSITIVE = Seen(SkinResult.NEGATIVE, "3"), Seen(SkinResult.POSITIVE, "14.5 mm", flush=True, pseudopodia=True)


@pytest.fixture
def skin(desk: Desk, rx: Prescribing) -> SkinTests:
    return SkinTests(desk, rx.shelves)


@pytest.fixture
def shelved(stock: Stock) -> Stock:
    stock.receive(PENICILLIN, "250412", date(2027, 4, 1), 20)
    stock.receive(PENICILLIN, "250301", date(2026, 9, 1), 20)
    stock.receive(ADRENALINE, "A1", date(2026, 5, 31), 3)
    return stock


def refused(work: Callable[[], object]) -> tuple[str, dict[str, Any]]:
    with pytest.raises(KnownError) as caught:
        work()
    return caught.value.code, dict(caught.value.facts)


def state(skin: SkinTests, desk: Desk) -> list[SkinState]:
    return [one.state(desk.clock.now()) for one in skin.open()]


def test_a_test_begins_with_the_batch_that_is_given_first_and_with_adrenaline_on_the_shelf(
    skin: SkinTests, shelved: Stock, resident: Person, visit: Encounter
) -> None:
    proposal = skin.proposal(PENICILLIN)
    assert [one.number for one in proposal.batches] == ["250301", "250412"]
    assert (proposal.solution.minutes, proposal.solution.least_minutes) == (20, 15) and "500 U/mL" in proposal.solution.concentration
    assert [(one.batch.number, one.batch.stock) for one in proposal.adrenaline] == [("A1", 3)] and not proposal.expired
    made = skin.begin(resident.id, visit.id, replace(BEGUN, batch="(01)06901234567892(17)260901(10)250301(21)77"))
    assert (made.batch, made.minutes, made.without) == ("250301", 20, "") and "批号A1 有效期至2026-05-31" in made.adrenaline
    assert made.by and skin.proposal("tat-inj").solution.minutes == 30, "by its data sheet"
    assert (
        all(15 <= one.minutes <= 20 for one in skin_policy().solutions if one.atc != "J06AA")
        and skin.proposal("cefalexin-cap").batches == ()
    )


@pytest.mark.parametrize("expired", [False, True])
def test_without_adrenaline_it_begins_only_on_a_plain_word(
    skin: SkinTests, stock: Stock, clock: SetClock, resident: Person, expired: bool
) -> None:
    if expired:
        stock.receive(ADRENALINE, "A0", date(2026, 3, 6), 3)
        clock.forward(48 * HOUR)
    proposal = skin.proposal(PENICILLIN)
    assert proposal.adrenaline == () and [one.batch.number for one in proposal.expired] == (["A0"] if expired else [])
    assert refused(lambda: skin.begin(resident.id, None, BEGUN))[0] == "skin_adrenaline"
    assert refused(lambda: skin.begin(resident.id, None, replace(BEGUN, without="yes")))[0] == "skin_adrenaline"
    made = skin.begin(resident.id, None, replace(BEGUN, without=WithoutAdrenaline.ELSEWHERE.value))
    assert (made.adrenaline, made.without) == ("", "elsewhere")


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"batch": " "}, "skin_batch"),
        ({"batch": "OLD"}, "skin_batch_expired"),
        ({"concentration": ""}, "skin_concentration"),
        ({"site": None}, "skin_site"),
        ({"drug": "nothing"}, "drug_unknown"),
    ],
)
def test_what_is_missing_is_asked_for(
    skin: SkinTests, shelved: Stock, clock: SetClock, resident: Person, wrong: dict[str, Any], code: str
) -> None:
    shelved.receive(PENICILLIN, "OLD", date(2026, 3, 5), 5)
    clock.forward(24 * HOUR)
    assert refused(lambda: skin.begin(resident.id, None, replace(BEGUN, **wrong)))[0] == code
    assert skin.open() == []


def test_negative_waits_for_its_minutes_a_reaction_does_not(
    skin: SkinTests, desk: Desk, shelved: Stock, clock: SetClock, resident: Person, make_person: Callable[..., Person]
) -> None:
    first = skin.begin(resident.id, None, BEGUN)
    second = skin.begin(make_person().id, None, replace(BEGUN, site=ArmSite.RIGHT))
    assert refused(lambda: skin.begin(resident.id, None, BEGUN))[0] == "skin_runs"
    clock.forward(14 * MINUTE)
    assert refused(lambda: skin.read(first.id, NEGATIVE)) == ("skin_too_early", {"least": 15, "minutes": 1})
    reaction = skin.read(first.id, POSITIVE)
    assert (reaction.diameter, reaction.flush, reaction.pseudopodia) == ("14.5", True, True)
    assert state(skin, desk) == [SkinState.REACTED, SkinState.RUNNING]
    assert refused(lambda: skin.read(first.id, NEGATIVE))[0] == "skin_read_already"
    assert refused(lambda: skin.dosed(first.id))[0] == "skin_not_negative"
    assert refused(lambda: skin.begin(resident.id, None, BEGUN))[0] == "skin_was_positive"
    clock.forward(6 * MINUTE)
    assert state(skin, desk)[0] is SkinState.DUE, "rings until it is read"
    for seen, code in (
        (Seen(SkinResult.NEGATIVE, pseudopodia=True), "skin_contradicts"),
        (Seen(SkinResult.NEGATIVE, "10"), "skin_contradicts"),
        (Seen(SkinResult.NEGATIVE, "三毫米"), "skin_diameter"),
        (Seen(SkinResult.POSITIVE, "NaN"), "skin_diameter"),
    ):
        assert refused(lambda seen=seen: skin.read(second.id, seen))[0] == code  # type: ignore[misc]
    skin.read(second.id, NEGATIVE)
    assert state(skin, desk) == [SkinState.REACTED, SkinState.READY]
    words = allergy_words(skin.open()[0].case)
    Charting(desk).add_allergy(resident.id, token=skin.open()[0].token, **words)
    assert words["reaction"] == "皮试阳性，皮丘14.5mm，红晕，伪足（批号250301）" and state(skin, desk) == [SkinState.READY]


def test_the_first_dose_is_observed_and_only_a_reaction_ends_it_early(
    skin: SkinTests, desk: Desk, shelved: Stock, clock: SetClock, resident: Person
) -> None:
    one = skin.begin(resident.id, None, BEGUN)
    assert refused(lambda: skin.dosed(one.id))[0] == "skin_not_negative"
    assert refused(lambda: skin.observed(one.id, True))[0] == "skin_not_watched"
    clock.forward(20 * MINUTE)
    skin.read(one.id, NEGATIVE)
    dose = skin.dosed(one.id)
    assert (dose.batch, dose.minutes) == ("250301", 30) and state(skin, desk) == [SkinState.WATCHED]
    assert refused(lambda: skin.dosed(one.id))[0] == "skin_dosed_already"
    assert refused(lambda: skin.observed(one.id, True)) == ("skin_watch_early", {"minutes": 30})
    assert refused(lambda: skin.observed(one.id, False, " "))[0] == "skin_reaction"
    skin.take_back(one.id, "批号输错")
    assert state(skin, desk) == [SkinState.WATCHED], "what was injected is observed all the same"
    clock.forward(30 * MINUTE)
    assert state(skin, desk) == [SkinState.WATCH_DUE]
    assert skin.observed(one.id, False, "皮疹").act is SkinAct.REACTED
    assert refused(lambda: skin.observed(one.id, True))[0] == "skin_not_watched"
    (row,) = skin.open()
    assert row.state(clock.now()) is SkinState.REACTED and allergy_words(row.case)["reaction"] == "皮试阴性，用药后：皮疹（批号250301）"
    Charting(desk).add_allergy(resident.id, token=row.token, **allergy_words(row.case))
    assert skin.open() == []


def test_taken_back_it_counts_no_more_and_both_records_stay(
    skin: SkinTests, desk: Desk, shelved: Stock, clock: SetClock, resident: Person, make_person: Callable[..., Person]
) -> None:
    other = make_person().id
    desk.store.write(lambda uow: people.link(uow, resident.id, other, "merged")).result()
    one = skin.begin(other, None, BEGUN)
    clock.forward(2 * MINUTE)
    skin.read(one.id, POSITIVE)
    assert skin.of_person(resident.id)[PENICILLIN].case.result is SkinResult.POSITIVE, "of a linked record"
    assert refused(lambda: skin.take_back(one.id, " "))[0] == "reason_needed"
    gone = skin.take_back(one.id, "看错人")
    assert gone.note == "看错人" and skin.of_person(resident.id) == {} and skin.open() == []
    assert refused(lambda: skin.read(one.id, NEGATIVE))[0] == refused(lambda: skin.take_back(one.id, "再"))[0] == "skin_gone"
    assert skin.begin(resident.id, None, BEGUN).person == resident.id, "tested again"


def test_who_may_test_and_who_may_look(skin: SkinTests, desk: Desk, shelved: Stock, clock: SetClock, resident: Person, pack: Pack) -> None:
    """A pharmacist sees what runs and reads nothing; a restart finds everything as it was."""
    one = skin.begin(resident.id, None, BEGUN)
    clock.forward(21 * MINUTE)
    again = SkinTests(desk, Prescribing(desk, pack).shelves)
    assert [(row.key, row.name, row.by_name) for row in again.open()] == [(one.id, resident.name, "王建国")]
    seat(desk, hire(desk, "李药师", "101"))
    assert len(again.open()) == 1
    with pytest.raises(NotAllowed):
        again.read(one.id, NEGATIVE)
