"""家庭医生签约: signed for a year, renewed in time, ended with a reason, and counted against the records."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.clock import SetClock
from app.domain.contract import ContractEnd
from app.domain.measurement import MeasurementKind
from app.domain.person import Person
from app.domain.programme import Programme
from app.errors import KnownError
from app.rules.contracts import State, last_day
from app.services.contracts import Contracts, SigningForm
from app.services.desk import Desk
from app.services.residents import Residents
from app.store import people
from tests.app.rules.forms.told import HTN
from tests.app.services.forms import enrol, filled_before, measure

TODAY = date(2026, 3, 5)


@pytest.fixture
def contracts(desk: Desk) -> Contracts:
    return Contracts(desk)


def form(person: Person, *more: str, **told: object) -> SigningForm:
    made = SigningForm(person.id, "王建国团队", ("basic", *more), TODAY, consents=("data",))
    return replace(made, **told)  # type: ignore[arg-type]


def test_an_agreement_runs_one_year_and_is_due_in_its_last_sixty_days(
    desk: Desk, contracts: Contracts, make_person: Callable[..., Person], clock: SetClock
) -> None:
    who = make_person()
    made = contracts.sign(form(who, "elderly"))
    assert (made.first_on, made.last_on, made.signed_by, made.form) == ("2026-03-05", "2027-03-04", "本人", "2026年版")
    (row,) = contracts.listed()
    assert (row.state, row.days_left, row.village, row.packages) == (State.RUNNING, 364, "柳树村", ("basic", "elderly"))
    assert contracts.due() == 0
    clock.forward((364 - 60) * 86_400)
    (row,) = contracts.listed()
    assert row.state is State.DUE and contracts.due() == 1
    proposal = contracts.proposal(who.id)
    assert (proposal.renews, proposal.first_on, proposal.packages) == (made.id, date(2027, 3, 5), ("basic", "elderly"))
    again = contracts.sign(proposal)
    assert again.renews == made.id and contracts.due() == 0
    assert {one.contract.id: one.state for one in contracts.of_person(who.id)} == {made.id: State.RENEWED, again.id: State.AHEAD}


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"team": "  "}, "contract_team"),
        ({"packages": ()}, "contract_none"),
        ({"packages": ("basic", "hypertension")}, "contract_package"),
        ({"packages": ("child",)}, "contract_package"),
        ({"packages": ("maternal",)}, "contract_package"),
        ({"packages": ("gold",)}, "contract_package"),
        ({"first_on": TODAY - timedelta(days=31)}, "contract_day"),
        ({"first_on": TODAY + timedelta(days=91)}, "contract_day"),
        ({"renews": "never-was"}, "contract_not_due"),
    ],
)
def test_what_does_not_fit_is_not_signed(
    contracts: Contracts, make_person: Callable[..., Person], told: dict[str, object], code: str
) -> None:
    """H18: packages are for whom they are for, and who is not known well enough gets none."""
    with pytest.raises(KnownError, match=code):
        contracts.sign(form(make_person(), **told))
    assert contracts.listed() == []


def test_a_child_has_a_guardian_who_signs_and_a_dead_person_signs_nothing(
    desk: Desk, contracts: Contracts, make_person: Callable[..., Person]
) -> None:
    child = make_person(name="王小宝", birth=date(2022, 5, 1))
    with pytest.raises(KnownError, match="contract_signer"):
        contracts.sign(form(child, "child"))
    assert contracts.sign(form(child, "child", guardian="王大山")).signed_by == "监护人 王大山"
    gone = make_person(name="赵四", birth=date(1950, 1, 1), serial=31)
    desk.store.write(lambda uow: people.change(uow, replace(gone, deceased=TODAY))).result()
    with pytest.raises(KnownError, match="contract_dead"):
        contracts.sign(form(gone))


def test_one_agreement_at_a_time_until_it_is_ended(contracts: Contracts, make_person: Callable[..., Person]) -> None:
    who = make_person()
    first = contracts.sign(form(who))
    with pytest.raises(KnownError, match="contract_standing"):
        contracts.sign(form(who))
    with pytest.raises(KnownError, match="contract_not_due"):
        contracts.sign(form(who, renews=first.id))
    for on in (TODAY - timedelta(days=1), TODAY + timedelta(days=1)):
        with pytest.raises(KnownError, match="contract_end_day"):
            contracts.end(first.id, ContractEnd.MOVED, on)
    step = contracts.end(first.id, ContractEnd.CHANGED, TODAY, " 改签县医院团队 ")
    assert step.note == "改签县医院团队" and contracts.listed()[0].state is State.ENDED
    with pytest.raises(KnownError, match="contract_ended"):
        contracts.end(first.id, ContractEnd.MOVED, TODAY)
    assert contracts.sign(form(who)).id != first.id
    assert [row.twice for row in contracts.listed()] == [False, False]


def test_fulfilment_is_counted_from_the_records_of_the_term(
    desk: Desk, contracts: Contracts, make_person: Callable[..., Person], clock: SetClock
) -> None:
    """A reading taken at home is no service; what no record tells is not counted, never none (H17)."""
    who = make_person()
    enrol(desk, who.id, Programme.HYPERTENSION)
    filled_before(desk, who.id, HTN, 40)
    made = contracts.sign(form(who, "hypertension", "disability"))
    clock.forward(100 * 86_400)
    filled_before(desk, who.id, HTN, 60)
    later = filled_before(desk, who.id, HTN, 10)
    pressure = measure(desk, who.id, MeasurementKind.BLOOD_PRESSURE_SUMMARY, systolic="138", diastolic="84")
    measure(desk, who.id, MeasurementKind.BLOOD_PRESSURE, systolic="140", diastolic="86")
    found = contracts.fulfilment(made.id)
    done = {(one.package.code, one.service.code): None if one.records is None else one.done for one in found.lines}
    assert done["hypertension", "follow_up"] == 2 and done["hypertension", "pressure"] == 1 and done["hypertension", "exam"] == 0
    assert done["disability", "rehabilitation"] is None and done["disability", "home"] == 0
    follow_up = next(one for one in found.lines if one.service.code == "follow_up")
    assert follow_up.left == 2 and [(one.table, one.id) for one in follow_up.records or ()][-1] == ("filled_form", later.id)
    (day,) = next(one for one in found.lines if one.service.code == "pressure" and one.package.code == "basic").records or ()
    assert day.table == "measurement" and pressure.id
    assert (found.counted, found.fulfilled) == (8, 1)
    with pytest.raises(KnownError, match="contract_unknown"):
        contracts.fulfilment("nothing")


def test_a_year_that_begins_on_the_leap_day_ends_in_february() -> None:
    assert [last_day(day) for day in (date(2024, 2, 29), date(2026, 3, 5), date(2026, 1, 1))] == [
        date(2025, 2, 28),
        date(2027, 3, 4),
        date(2026, 12, 31),
    ]


def test_options_say_why_a_package_is_not_offered(desk: Desk, contracts: Contracts, make_person: Callable[..., Person]) -> None:
    who = make_person(birth=None)
    why = {one.package.code: one.why_not for one in contracts.options(who.id)}
    assert why["basic"] == "" and why["elderly"] == "age_unknown" and why["hypertension"] == "programme"
    assert contracts.proposal(who.id).packages == ("basic",) and contracts.usual_team() == "王建国团队"


def test_the_banner_tells_of_the_agreement_that_runs(
    desk: Desk, contracts: Contracts, make_person: Callable[..., Person], clock: SetClock
) -> None:
    who, residents = make_person(), Residents(desk)
    assert residents.banner(who.id).agreement is None
    made = contracts.sign(form(who))
    clock.forward(310 * 86_400)
    contracts.sign(contracts.proposal(who.id))
    held = residents.banner(who.id).agreement
    assert held is not None and (held.contract.id, held.state) == (made.id, State.RENEWED)
    clock.forward(60 * 86_400)
    held = residents.banner(who.id).agreement
    assert held is not None and held.contract.renews == made.id and held.state is State.RUNNING
