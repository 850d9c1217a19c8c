"""Care plans: each of three writes own parts, nothing is overwritten unseen, two who wrote before they met are settled by one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from app.clock import SetClock
from app.domain.care_plan import CareRole, PlanPart, PlanText
from app.domain.clinical import Condition
from app.domain.ids import new_id
from app.domain.person import Person
from app.errors import KnownError, NotAllowed
from app.services.care_plans import CarePlans
from app.services.desk import Desk
from app.services.session import SignedIn
from app.store import clinical
from app.store.care import PLAN_TEXTS
from tests.app.printing.pages import words
from tests.app.services.rx_reviewers import hire, seated

DIET, TARGETS = PlanPart.DIET, PlanPart.TARGETS


@pytest.fixture
def plans(desk: Desk) -> CarePlans:
    return CarePlans(desk)


@pytest.fixture
def wang(desk: Desk, make_person: Callable[..., Person]) -> Person:
    who = make_person()
    pressure = Condition(new_id(), who.id, None, "I10", "高血压")
    desk.store.write(lambda uow: clinical.add_condition(uow, pressure, None)).result()
    return who


@pytest.fixture
def manager(desk: Desk) -> SignedIn:
    return hire(desk, "孙健", "201", "health_manager")


def test_a_template_fills_what_stands_empty_and_leaves_what_was_written(plans: CarePlans, wang: Person) -> None:
    assert plans.plan(wang.id).template == "hypertension+elderly"
    own = plans.write(wang.id, DIET, [" 少吃咸菜 ", ""], ())
    made = plans.adopt(wang.id, "hypertension")
    found = plans.plan(wang.id)
    assert {one.part for one in made} == set(PlanPart) - {DIET} and all(one.template == "hypertension" for one in made)
    assert found.part(DIET).standing[0].text == own and own.lines == ("少吃咸菜",)
    assert "上压低于150" in found.part(TARGETS).lines[0] and found.part(TARGETS).standing[0].by_name == "王建国"


def test_each_of_the_three_writes_own_parts_only(plans: CarePlans, wang: Person, desk: Desk, manager: SignedIn) -> None:
    with seated(desk, manager):
        assert plans.role is CareRole.HEALTH_MANAGER
        made = plans.adopt(wang.id, "hypertension")
        assert {one.part for one in made} == {PlanPart.DIET, PlanPart.EXERCISE, PlanPart.MONITORING, PlanPart.HABITS}
        with pytest.raises(KnownError, match="plan_not_yours"):
            plans.write(wang.id, TARGETS, ["血压低于130/80"], ())
    with seated(desk, hire(desk, "刘主任", "301", "specialist")):
        plans.write(wang.id, TARGETS, ["血压低于130/80"], ())
        with pytest.raises(KnownError, match="plan_not_yours"):
            plans.write(wang.id, DIET, ["随便吃"], ())
    roles = {one.part: one.standing[0].text.role for one in plans.plan(wang.id).parts if one.standing}
    assert roles[TARGETS] is CareRole.SPECIALIST and roles[DIET] is CareRole.HEALTH_MANAGER
    with seated(desk, hire(desk, "李药师", "101")):
        assert plans.plan(wang.id).role is None
        with pytest.raises(NotAllowed):
            plans.write(wang.id, DIET, ["少盐"], ())


def test_what_somebody_else_wrote_meanwhile_is_never_replaced_unseen(plans: CarePlans, wang: Person, clock: SetClock) -> None:
    first = plans.write(wang.id, DIET, ["少吃盐"], ())
    clock.forward(60)
    plans.write(wang.id, DIET, ["每天盐5克"], (first.id,))
    with pytest.raises(KnownError, match="plan_changed"):
        plans.write(wang.id, DIET, ["随便"], (first.id,))
    part = plans.plan(wang.id).part(DIET)
    assert part.lines == ("每天盐5克",) and [one.text.lines[0] for one in part.history] == ["每天盐5克", "少吃盐"]


def test_two_forms_that_met_stand_side_by_side_until_a_third_replaces_both(plans: CarePlans, wang: Person, desk: Desk) -> None:
    first = plans.write(wang.id, DIET, ["少吃盐"], ())
    there = PlanText(new_id(), wang.id, DIET, CareRole.HEALTH_MANAGER, ("盐4克",), first.by, "2026-03-05T00:39:00.000Z", "", (first.id,))
    here = plans.write(wang.id, DIET, ["盐5克"], (first.id,))
    desk.store.write(lambda uow: PLAN_TEXTS.add(uow, there)).result()
    part = plans.plan(wang.id).part(DIET)
    assert part.disputed and {one.text.id for one in part.standing} == {here.id, there.id}
    with pytest.raises(KnownError, match="plan_changed"):
        plans.write(wang.id, DIET, ["盐5克，少吃酱油"], (here.id,))
    last = plans.write(wang.id, DIET, ["盐5克，少吃酱油"], (here.id, there.id))
    part = plans.plan(wang.id).part(DIET)
    assert not part.disputed and part.standing[0].text == last and set(last.replaces) == {here.id, there.id}
    assert len(part.history) == 4


@pytest.mark.parametrize("lines", [[], [" "], ["a"] * 13, ["长" * 81]])
def test_a_part_is_short_and_not_empty(plans: CarePlans, wang: Person, lines: list[str]) -> None:
    with pytest.raises(KnownError, match="plan_lines"):
        plans.write(wang.id, DIET, lines, ())


def test_bad_templates_and_strangers(plans: CarePlans, wang: Person) -> None:
    with pytest.raises(KnownError, match="plan_template"):
        plans.propose(wang.id, "cancer")
    with pytest.raises(KnownError, match="person_unknown"):
        plans.write(new_id(), DIET, ["少盐"], ())


def test_a_child_has_no_template(plans: CarePlans, make_person: Callable[..., Person]) -> None:
    child = make_person(name="李小宝", birth=date(2014, 5, 1), serial=31)
    with pytest.raises(KnownError, match="plan_child"):
        plans.adopt(child.id, "hypertension")
    assert plans.write(child.id, DIET, ["少吃糖"], ()).lines == ("少吃糖",)


def test_the_resident_s_sheet_has_every_line_and_who_to_call(plans: CarePlans, wang: Person) -> None:
    with pytest.raises(KnownError, match="plan_empty"):
        plans.pdf(wang.id)
    plans.adopt(wang.id, "hypertension+diabetes")
    pdf = plans.pdf(wang.id)
    told = "".join(word.text for page in words(pdf) for word in page).replace(" ", "")
    assert "健康指导单" in told and "王秀英" in told and "柳树村卫生室" in told and "我的目标" in told
    for part in plans.plan(wang.id).parts:
        for line in part.lines:
            assert line[:12].replace(" ", "") in told, line
    plans.printed(wang.id, pdf)
