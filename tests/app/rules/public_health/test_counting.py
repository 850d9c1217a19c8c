"""Numbers of public health over small cohorts reckoned by hand; each expected number is reckoned in a comment."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

import pytest

from app.domain.indicators import ASKED, Cohort, Visit, everything
from app.domain.programme import Programme
from app.rules.public_health.cohort_facts import Told
from app.rules.public_health.counting import Count, months_before
from app.rules.public_health.indicators import rate, visits_due

YEAR_END, QUARTER = date(2026, 12, 31), date(2026, 6, 30)
HTN, DM, COPD = Programme.HYPERTENSION, Programme.DIABETES, Programme.COPD


class Row(NamedTuple):
    id: str
    birth: str
    deceased: str


class Case(NamedTuple):
    person: str
    programme: str
    opened_on: str
    closed_on: str = ""
    closing: str = ""
    place: str = "here"


class Agreed(NamedTuple):
    person: str
    first_on: str
    last_on: str
    ended_on: str = ""


@dataclass
class Village:
    """Facts to be counted, written down a few at a time."""

    residents: list[Row] = field(default_factory=list)
    human: dict[str, str] = field(default_factory=dict)
    cases: list[Case] = field(default_factory=list)
    forms: dict[str, list[Visit]] = field(default_factory=dict)
    filed: dict[str, str] = field(default_factory=dict)
    known: list[tuple[str, Programme, str]] = field(default_factory=list)
    agreements: list[Agreed] = field(default_factory=list)
    area: dict[str, int] = field(default_factory=dict)
    seen: frozenset[str] = frozenset()

    def live(self, *names: str, birth: str = "1966-05-01", deceased: str = "") -> None:
        self.residents += [Row(one, birth, deceased) for one in names]

    def come(self, who: str, *days: str, form: str = "htn_followup", way: str = "1", told: tuple[str, str, str] = ("", "", "")) -> None:
        self.forms.setdefault(form, []).extend(Visit(who, day, way, *told) for day in days)

    def cohort(self, key: str, at: date = YEAR_END) -> Cohort:
        forms = {form: sorted(found, key=lambda one: one.day) for form, found in self.forms.items()}
        told = Told(self.residents, self.human, self.cases, forms, self.filed, self.known, self.agreements, self.area)
        return Count(told, at, self.seen).of(ASKED[key])

    def number(self, key: str, at: date = YEAR_END) -> tuple[int, int]:
        found = self.cohort(key, at)
        return len(found.part), found.below


QUARTERS = ("2026-02-10", "2026-05-10", "2026-08-10", "2026-11-10")


@pytest.fixture
def village() -> Village:
    """Six cases of hypertension.

    a: 60 y, four visits, exam, last 138/88 → standard, on target (<140/90), not the guideline's (<130/80)
    b: 66 y, four visits of which one by telephone, exam, last 148/88 → 3 < 4: not standard; on target at 65 and over (<150/90)
    c: enrolled 20 August: two visits wanted (third and fourth quarter), two held, exam, last 128/78 → standard, both targets
    d: four visits and no exam, last 140/85 → not standard, not on target (140 is not below 140)
    e: no visit → neither
    f: closed on 1 March as moved away, one visit 130/80 → managed in the year, not standard; on target, not the guideline's
    """
    made = Village()
    made.live("a", "c", "d", "e", "f")
    made.live("b", birth="1960-03-01")
    made.cases = [Case(one, HTN, "2024-01-05") for one in "abde"]
    made.cases += [Case("c", HTN, "2026-08-20"), Case("f", HTN, "2024-01-05", "2026-03-01", "moved")]
    made.come("a", *QUARTERS[:3])
    made.come("a", QUARTERS[3], told=("138", "88", ""))
    made.come("b", *QUARTERS[:2])
    made.come("b", QUARTERS[2], way="3")
    made.come("b", QUARTERS[3], told=("148", "88", ""))
    made.come("c", "2026-09-01")
    made.come("c", "2026-12-01", told=("128", "78", ""), way="2")
    made.come("d", *QUARTERS[:3])
    made.come("d", QUARTERS[3], told=("140", "85", ""))
    made.come("f", "2026-02-01", told=("130", "80", ""))
    for one in "abc":
        made.come(one, "2026-06-15", form="exam", way="")
    return made


@pytest.mark.parametrize(
    ("key", "at", "expected"),
    [
        ("hypertension.standard", YEAR_END, (2, 6)),  # a and c of a b c d e f
        ("hypertension.controlled", YEAR_END, (4, 6)),  # a b c f; d has 140, e has nothing
        ("hypertension.guideline", YEAR_END, (1, 6)),  # c only: 128/78 < 130/80
        # on 30 June c is not enrolled; two quarters ended: a, b, d held two, e none, f one
        ("hypertension.on_schedule", QUARTER, (3, 5)),
        # at the end of the year four are due of a b d e f, two of c: a, c, d held them, b three face to face
        ("hypertension.on_schedule", YEAR_END, (3, 6)),
        ("hypertension.standard", QUARTER, (0, 5)),  # nobody can have had four visits
        ("hypertension.controlled", QUARTER, (1, 5)),  # of a b d the last visit has no reading; f 130/80
        ("hypertension.managed", YEAR_END, (6, 6)),
        ("diabetes.standard", YEAR_END, (0, 0)),
    ],
)
def test_a_year_of_hypertension(village: Village, key: str, at: date, expected: tuple[int, int]) -> None:
    assert village.number(key, at) == expected


def test_rates_and_nobody_below_the_line(village: Village) -> None:
    assert str(rate(*village.number("hypertension.controlled"))) == "66.7"  # 4 / 6
    assert rate(*village.number("diabetes.controlled")) is None


def test_two_forms_of_one_visit_count_once(village: Village) -> None:
    """b gets a second form on a day it had one: still three face-to-face visits, not standard."""
    village.come("b", QUARTERS[0])
    assert village.number("hypertension.standard") == (2, 6)
    village.come("b", "2026-07-01")  # a fourth day
    assert village.number("hypertension.standard") == (3, 6)


def test_linked_records_of_one_human_count_once(village: Village) -> None:
    """d was written twice, d and d2; the exam stands under d2: one case, and now with its exam standard."""
    village.live("d2")
    village.human = {"d2": "d", "d": "d"}
    village.cases.append(Case("d2", HTN, "2025-01-05"))
    village.come("d2", "2026-04-01", form="exam", way="")
    assert village.number("hypertension.standard") == (3, 6)  # a c d
    assert village.number("hypertension.managed") == (6, 6)


@pytest.mark.parametrize(("closing", "below"), [("twice", 6), ("not_the_disease", 6), ("died", 7), ("lost", 7)])
def test_what_never_was_a_case_does_not_count(village: Village, closing: str, below: int) -> None:
    village.live("g")
    village.cases.append(Case("g", HTN, "2025-01-05", "2026-05-05", closing))
    assert village.number("hypertension.controlled") == (4, below)


def test_closed_before_the_year_is_not_managed_in_it(village: Village) -> None:
    village.cases.append(Case("x", HTN, "2023-01-05", "2025-12-31", "died"))
    assert village.number("hypertension.managed")[1] == 6
    assert village.number("hypertension.managed", date(2025, 12, 31))[0] == 6  # a b d e f and x, which ended that very day


def test_away_and_back_is_one_case(village: Village) -> None:
    """f moved in March and was enrolled again in October: one case of the year, four visits wanted as before."""
    village.cases.append(Case("f", HTN, "2026-10-02"))
    assert village.number("hypertension.managed") == (6, 6)
    assert village.number("filed")[1] == 6 and village.number("filed", QUARTER)[1] == 5  # in June f lives elsewhere


def test_known_and_not_enrolled_stand_below_the_line(village: Village) -> None:
    """g and h are diagnosed, g since July: 6 managed of 7 who live here or are managed at the end of June, h only later."""
    village.live("g", "h")
    village.known = [("g", HTN, "2026-05-01"), ("h", HTN, "2026-07-01"), ("a", HTN, "2026-05-01")]
    assert village.number("hypertension.managed", QUARTER) == (5, 6)  # a b d e f and g
    assert village.number("hypertension.managed") == (6, 8)
    village.area = {"hypertension": 12}
    assert village.number("hypertension.managed") == (6, 12)


def test_fasting_glucose_decides_for_diabetes() -> None:
    """6.9 is below 7.0, 7.0 is not, nothing is not: 1 of 3."""
    made = Village()
    made.live("a", "b", "c")
    made.cases = [Case(one, DM, "2025-01-01") for one in "abc"]
    made.come("a", "2026-03-01", form="dm_followup", told=("", "", "6.9"))
    made.come("b", "2026-03-01", form="dm_followup", told=("", "", "7.0"))
    made.come("c", "2026-03-01", form="dm_followup", told=("", "", "5.0"))
    made.come("c", "2026-06-01", form="dm_followup", way="3")
    assert made.number("diabetes.controlled") == (1, 3)


def test_hearts_at_a_reference_month() -> None:
    """At the end of June 2026, all enrolled in 2024 but n (June 2026: new) and o (March 31: just no longer new).

    on: 139/89 in May; off: 140/80 in May; none: visit in May without a reading; gone: last visit in February; lost: last visit in
    May 2025. Under care: all but lost, 6 of 7. Judged: on, off, none, gone and o, who has no visit since enrolment.
    """
    made = Village()
    made.live("on", "off", "none", "gone", "lost", "n", "o")
    made.cases = [Case(one, HTN, "2024-01-01") for one in ("on", "off", "none", "gone", "lost")]
    made.cases += [Case("n", HTN, "2026-06-02"), Case("o", HTN, "2026-03-31")]
    made.come("on", "2026-05-01", told=("139", "89", ""))
    made.come("off", "2026-05-01", told=("140", "80", ""))
    made.come("none", "2026-05-01")
    made.come("gone", "2026-02-01", told=("120", "70", ""))
    made.come("lost", "2025-05-01", told=("120", "70", ""))
    made.come("lost", "2026-05-01", way="3", told=("120", "70", ""))  # by telephone: no visit
    assert made.number("hypertension.under_care", QUARTER) == (6, 7)
    assert made.number("hypertension.lost", QUARTER) == (1, 7)
    found = {key: made.cohort(f"hypertension.{key}", QUARTER) for key in ("on_target", "off_target", "unmeasured", "no_visit")}
    assert {key: sorted(one.part) for key, one in found.items()} == {
        "on_target": ["on"],
        "off_target": ["off"],
        "unmeasured": ["none"],
        "no_visit": ["gone", "o"],
    }
    assert {one.below for one in found.values()} == {5}, "the four parts are the whole"


def test_the_elderly_by_31_december() -> None:
    """Born 31 December 1961 is 65 in 2026, born a day later is not; the dead and who moved away are none: a and b stay, a was examined."""
    made = Village()
    made.live("a", "b", birth="1961-12-31")
    made.live("young", birth="1962-01-01")
    made.live("dead", birth="1940-01-01", deceased="2026-03-01")
    made.live("unknown", birth="")
    made.live("away", birth="1950-01-01")
    made.cases = [Case("away", Programme.ELDERLY, "2024-01-01", "2026-02-01", "moved")]
    for one in ("a", "young", "dead", "away"):
        made.come(one, "2026-02-20", form="exam", way="")
    made.come("b", "2025-12-30", form="constitution", way="")
    made.come("a", "2026-01-02", form="constitution", way="")
    assert made.number("examined") == made.number("constitution") == (1, 2)
    assert made.number("examined", date(2026, 2, 19)) == (0, 3)  # dead still lives then; nobody is examined yet


def test_files_their_use_and_agreements() -> None:
    """Five live here, a b c have a file; a came, b has a form of the year, c nothing. Agreed: a, and b until it was ended in May."""
    made = Village()
    made.live("a", "b", "c", "d", "e")
    made.filed = {"a": "2020-01-01", "b": "2026-07-15", "c": "2021-01-01"}
    made.seen = frozenset({"a", "d"})
    made.come("b", "2026-09-09", form="exam", way="")
    made.come("c", "2025-09-09", form="exam", way="")
    made.agreements = [
        Agreed("a", "2026-03-05", "2027-03-04"),
        Agreed("a", "2025-03-05", "2026-03-04"),
        Agreed("b", "2026-01-01", "2026-12-31", "2026-05-01"),
        Agreed("c", "2025-01-01", "2025-12-31"),
    ]
    assert made.number("filed") == (3, 5) and made.number("filed", QUARTER) == (2, 5)
    assert made.number("used") == (2, 3)
    assert made.number("contracted") == (1, 5) and made.number("contracted", date(2026, 4, 30)) == (2, 5)
    made.area = {"residents": 10}
    assert made.number("filed") == (3, 10)


def test_every_number_over_nobody() -> None:
    assert {Village().number(one.key) for one in everything()} == {(0, 0)}


@pytest.mark.parametrize(
    ("enrolled", "by", "due"),
    [
        ("2025-05-05", "2026-03-30", 0),
        ("2025-05-05", "2026-03-31", 1),
        ("2025-05-05", "2026-12-31", 4),
        ("2026-08-20", "2026-09-29", 0),
        ("2026-08-20", "2026-12-31", 2),
        ("2027-01-01", "2026-12-31", 0),
    ],
)
def test_visits_due_by_a_day(enrolled: str, by: str, due: int) -> None:
    assert visits_due(date.fromisoformat(enrolled), date.fromisoformat(by)) == due


@pytest.mark.parametrize(
    ("day", "months", "before"), [("2026-06-30", 3, "2026-03-31"), ("2026-05-31", 3, "2026-02-28"), ("2026-03-05", 12, "2025-03-05")]
)
def test_months_before(day: str, months: int, before: str) -> None:
    assert months_before(date.fromisoformat(day), months) == before


def test_a_reading_that_is_no_number_is_on_no_target(village: Village) -> None:
    village.come("e", "2026-12-02", told=("NaN", "80", ""))
    village.come("a", "2026-12-02", told=("低", "80", ""))
    assert village.number("hypertension.controlled") == (3, 6)  # b c f
