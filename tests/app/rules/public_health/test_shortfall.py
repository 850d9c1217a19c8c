"""What is lacking is the other side of the numbers: the same people, less those whose case is closed."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.indicators import ASKED
from app.domain.programme import Programme
from app.rules.public_health.cohort_facts import Told
from app.rules.public_health.counting import Count
from app.rules.public_health.shortfall import Lack, Lacking, shortfall
from tests.app.rules.public_health.test_counting import DM, HTN, QUARTER, YEAR_END, Case, Village
from tests.app.rules.public_health.test_counting import village as village

VISITS, EXAM, READING, CONSTITUTION = Lacking


def counted(village: Village, at: date) -> Count:
    forms = {form: sorted(found, key=lambda one: one.day) for form, found in village.forms.items()}
    told = Told(village.residents, village.human, village.cases, forms, village.filed, village.known, village.agreements, village.area)
    return Count(told, at, village.seen)


def lacking(village: Village, at: date, what: Lacking, programme: Programme | None = HTN) -> set[str]:
    found = shortfall(counted(village, at)).of
    return {human for human, lacks in found.items() if any((one.what, one.programme) == (what, programme) for one in lacks)}


@pytest.mark.parametrize("at", [QUARTER, YEAR_END])
def test_the_list_and_the_number_name_the_same_people(village: Village, at: date) -> None:
    """f moved away: in the number, not on the list."""
    count = counted(village, at)
    schedule, standard = (count.of(ASKED[f"hypertension.{kind}"]) for kind in ("on_schedule", "standard"))
    assert lacking(village, at, VISITS) | {"f"} == (schedule.whole - schedule.part) | {"f"}
    assert shortfall(count).closed == 1
    if at == YEAR_END:
        assert lacking(village, at, VISITS) | lacking(village, at, EXAM) | {"f"} == standard.whole - standard.part


def test_how_many_visits_were_held_of_how_many(village: Village) -> None:
    found = shortfall(counted(village, YEAR_END)).of
    assert found["b"] == [Lack(VISITS, HTN, 3, 4), Lack(CONSTITUTION)], "one of four by telephone; 66 years old and examined"
    assert found["e"] == [Lack(VISITS, HTN, 0, 4), Lack(EXAM, HTN), Lack(READING, HTN)]
    assert "a" not in found and "c" not in found
    assert found["d"] == [Lack(EXAM, HTN)], "140/85 is a value, though not on target"
    assert lacking(village, QUARTER, READING) == {"a", "b", "d", "e"}


def test_one_examination_is_one_of_every_programme(village: Village) -> None:
    village.live("g", birth="1950-01-01")
    village.cases += [Case("g", HTN, "2024-01-05"), Case("g", DM, "2024-01-05")]
    found = shortfall(counted(village, YEAR_END)).of["g"]
    assert [one.what for one in found].count(EXAM) == 1
    assert {(one.what, one.programme) for one in found if one.what is READING} == {(READING, HTN), (READING, DM)}


def test_the_elderly_without_a_disease_lack_what_their_numbers_ask(village: Village) -> None:
    village.live("old", birth="1950-01-01")
    village.live("dead", birth="1950-01-01", deceased="2026-02-01")
    count = counted(village, YEAR_END)
    assert shortfall(count).of["old"] == [Lack(EXAM), Lack(CONSTITUTION)] and "dead" not in shortfall(count).of
    examined = count.of(ASKED["examined"])
    assert examined.whole - examined.part == lacking(village, YEAR_END, EXAM, None)
