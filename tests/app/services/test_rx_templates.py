"""常用方: what of a sheet is kept, what comes back onto one, whose it is, and what a pack or a shelf makes of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from app.demo.agreed import AGREED, agree
from app.domain.encounter import Encounter
from app.domain.formulary import FormularyEntry
from app.domain.herbs import Decoction, Herb
from app.domain.ids import new_id
from app.domain.person import Person
from app.domain.rx_template import RxTemplate, TemplateLine, TemplateScope
from app.errors import KnownError, NotAllowed
from app.rules.findings import Severity
from app.rules.pack import Pack
from app.services.desk import Desk
from app.services.overrides import override_of
from app.services.prescribing import Prescribing
from app.services.rx_draft import RxDraft, RxDraftLine
from app.services.rx_template_check import TemplateJudge
from app.services.rx_template_put import put_on
from app.services.rx_template_view import Obstacle, TemplateView, ranked
from app.services.rx_templates import RxTemplates
from app.store import formulary
from tests.app.services.rx_clinic import AMLODIPINE, HYPERTENSION, METFORMIN, sheet, visit_of

COLD = ("J06.9", "急性上呼吸道感染")
PARACETAMOL = RxDraftLine("paracetamol-tab", Decimal(500), "prn", "oral", 3, Decimal(4), Decimal(1), "盒", as_needed="发热")
LORATADINE = RxDraftLine("loratadine-tab", Decimal(10), "qd", "oral", 5, skin_test="阴性", note="40滴/分")


@pytest.fixture
def templates(desk: Desk, rx: Prescribing, pack: Pack) -> RxTemplates:
    return RxTemplates(desk, rx.shelves, pack)


@pytest.fixture
def cold(resident: Person, visit: Encounter) -> RxDraft:
    """A cold as it is written every day, with what belongs to one resident alone."""
    return sheet(resident.id, visit.id, PARACETAMOL, LORATADINE, diagnoses=(COLD,))


def only(templates: RxTemplates) -> TemplateView:
    """The one that stands."""
    (view,) = templates.listed()
    return view


def test_a_sheet_is_kept_without_what_belongs_to_its_resident(templates: RxTemplates, rx: Prescribing, cold: RxDraft) -> None:
    found = rx.review(cold).findings[0]
    form = templates.proposal(replace(cold, overrides=(override_of(found, "benefit", ""),)))
    assert (form.name, form.icd10, form.scope, form.of_child) == ("急性上呼吸道感染", "J06.9", TemplateScope.OWN, False)
    kept = templates.write(form)
    assert kept.lines == (
        TemplateLine("paracetamol-tab", "对乙酰氨基酚片", kept.lines[0].strength, Decimal(500), "mg", "prn", "oral", 3, Decimal(4), "发热"),
        TemplateLine("loratadine-tab", "氯雷他定片", kept.lines[1].strength, Decimal(10), "mg", "qd", "oral", 5),
    )
    view = only(templates)
    assert view.template == kept and view.passes and view.mine and not view.disputed
    put = put_on(rx.new_draft(cold.person, cold.encounter), view)
    assert put.draft.lines == tuple(
        replace(line, quantity=None, quantity_unit="", skin_test="", note="") for line in (PARACETAMOL, LORATADINE)
    )
    assert put.draft.overrides == () and rx.compute_quantity(put.draft.lines[1]) is not None


def test_no_dose_of_a_child_is_kept_and_an_adults_is_judged_for_a_child(
    templates: RxTemplates, rx: Prescribing, desk: Desk, cold: RxDraft, make_person: Callable[..., Person]
) -> None:
    """H18: doses go by weight; a template never carries one from child to child, nor silently from an adult."""
    child = make_person(birth=date(2023, 12, 1))
    visit = visit_of(desk, child.id)
    little = replace(cold, person=child.id, encounter=visit.id)
    form = templates.proposal(little)
    assert form.of_child and [(line.single, line.per_day) for line in form.lines] == [(None, None), (None, None)]
    with pytest.raises(KnownError, match="template_child_herbs"):
        templates.proposal(replace(little, herbs=(Herb("黄芪", Decimal(3)),)))
    templates.write(templates.proposal(cold))
    put = put_on(rx.new_draft(child.id, visit.id), only(templates))
    assert any(found.severity is Severity.BLOCK and 0 in found.lines for found in rx.review(put.draft).findings)
    assert put_on(rx.new_draft(child.id, visit.id), replace(only(templates), lines=())).added == ()


def test_what_stands_on_the_sheet_stays_and_is_told(templates: RxTemplates, rx: Prescribing, cold: RxDraft) -> None:
    """Two infusions never become one bottle; herbs and their decoction are joined."""
    saline = RxDraftLine("ns-inj", Decimal(100), "qd", "iv", 3, bag="A")
    herbs = Herb("黄芪", Decimal(30)), Herb("防风", Decimal(10))
    templates.write(templates.proposal(replace(cold, lines=(saline, LORATADINE), herbs=herbs, decoction=Decoction(5))))
    there = sheet(cold.person, cold.encounter, replace(LORATADINE, days=9), replace(saline, drug="gs5-inj"))
    put = put_on(replace(there, herbs=(Herb("黄芪", Decimal(15)),), decoction=Decoction(3)), only(templates))
    assert [(line.drug, line.days, line.bag) for line in put.draft.lines] == [
        ("loratadine-tab", 9, ""),
        ("gs5-inj", 3, "A"),
        ("ns-inj", 3, "B"),
    ]
    assert put.draft.herbs == (Herb("黄芪", Decimal(15)), Herb("防风", Decimal(10))) and put.draft.decoction == Decoction(3)
    assert put.there == ("氯雷他定片", "黄芪") and put.added[1:] == ("防风",) and put.drugs == ("ns-inj",)


def test_what_became_of_a_product_is_told_before_it_is_put_on_a_sheet(
    templates: RxTemplates, rx: Prescribing, desk: Desk, cold: RxDraft
) -> None:
    gone = TemplateLine("no-such-drug", "感冒通片", "", Decimal(1), "{tbl}", "tid", "oral", 3)
    form = templates.proposal(replace(cold, lines=(PARACETAMOL, LORATADINE, AMLODIPINE, METFORMIN)))
    stronger = replace(form.lines[2], strength="2.5 mg")
    pieces = replace(form.lines[3], strength="0.25 g", dose_unit="{tbl}", single=Decimal(2))
    templates.write(replace(form, lines=(*form.lines[:2], stronger, pieces, gone)))
    withdrawn = FormularyEntry("paracetamol-tab", withdrawn_at="2026-03-01T01:00:00.000Z")
    hidden = FormularyEntry("loratadine-tab", hidden=True)
    desk.store.write(lambda uow: formulary.put(uow, (withdrawn, hidden))).result()
    view = only(templates)
    withdrawn_now, hidden_now, changed, unknown = Obstacle.WITHDRAWN, Obstacle.HIDDEN, Obstacle.CHANGED, Obstacle.UNKNOWN
    assert [line.obstacle for line in view.lines] == [withdrawn_now, hidden_now, changed, changed, unknown]
    assert [(found.code, found.lines) for found in view.findings] == [("RX-LEG-10", (0,))] and not view.passes
    put = put_on(rx.new_draft(cold.person, cold.encounter), view)
    assert [(line.drug, line.single) for line in put.draft.lines] == [
        ("paracetamol-tab", Decimal(500)),
        ("amlodipine-tab", Decimal(5)),  # milligrams hold
        ("metformin-tab", None),  # tablets of another strength do not (H32)
    ]
    assert put.left_out == (("氯雷他定片", hidden_now), ("感冒通片", unknown)) and len(put.without_dose) == 1
    assert "RX-LEG-10" in [found.code for found in rx.review(put.draft).findings]
    templates.rename(view.template.id, "改名")
    assert only(templates).lines[2].obstacle is changed, "another name does not say that anybody looked at the strength"


def test_a_change_is_another_version_and_a_deletion_takes_nothing_away(templates: RxTemplates, desk: Desk, cold: RxDraft) -> None:
    form = templates.proposal(cold)
    first = templates.write(form)
    with pytest.raises(KnownError, match="template_twice"):
        templates.write(form)
    assert templates.same(form) == (first,)
    second = templates.write(replace(form, lines=form.lines[:1]), (first.id,))
    renamed = templates.rename(second.id, " 感冒  发热 ")
    assert (renamed.name, renamed.lines, renamed.replaces) == ("感冒 发热", second.lines, (second.id,))
    for late in (first.id, second.id):
        with pytest.raises(KnownError, match="template_gone"):
            templates.take_back(late)
    gone = templates.take_back(renamed.id)
    assert templates.listed() == () and gone.gone and gone.lines == second.lines
    again = templates.bring_back(gone.id)
    assert (only(templates).template, again.name, again.replaces) == (again, renamed.name, (gone.id,))
    for one, code in ((gone, "template_twice"), (again, "template_gone")):
        with pytest.raises(KnownError, match=code):
            templates.bring_back(one.id)
    templates.take_back(again.id)
    for wrong in ("", " " * 3, "方" * 41):
        with pytest.raises(KnownError, match="template_name"):
            templates.write(replace(form, name=wrong))
    for nothing in (replace(cold, lines=()), replace(cold, person=new_id())):
        with pytest.raises(KnownError):
            templates.proposal(nothing)


def test_the_institutions_are_for_all_and_kept_by_who_may(templates: RxTemplates, desk: Desk, cold: RxDraft) -> None:
    own = templates.write(templates.proposal(cold))
    agreed = templates.write(replace(templates.proposal(cold), name="协定", scope=TemplateScope.SITE))
    assert templates.may_agree
    desk.session.set(replace(desk.who, permissions=frozenset({"rx.write"}), practitioner=new_id()))
    assert [(one.template, one.mine) for one in templates.listed()] == [(agreed, False)]
    with pytest.raises(NotAllowed):
        templates.take_back(agreed.id)
    with pytest.raises(NotAllowed):
        templates.write(replace(templates.proposal(cold), scope=TemplateScope.SITE))
    with pytest.raises(KnownError, match="template_gone"):
        templates.take_back(own.id)
    with pytest.raises(KnownError, match="template_gone"):
        templates.write(templates.proposal(cold), (agreed.id,))


def test_those_of_todays_diagnoses_come_first_and_are_found_by_initials(templates: RxTemplates, cold: RxDraft) -> None:
    form = templates.proposal(cold)
    for name, code, words, scope in (
        ("糖尿病二联", "E11.9", "2型糖尿病", TemplateScope.SITE),
        ("降压", "I10", "原发性高血压", TemplateScope.OWN),
        ("感冒", "J06.9", "急性上呼吸道感染", TemplateScope.SITE),
        ("咽炎", "J06.0", "急性咽喉炎", TemplateScope.OWN),
    ):
        templates.write(replace(form, name=name, icd10=code, diagnosis=words, scope=scope))
    listed = templates.listed()
    names = [one.template.name for one in ranked(listed, "", (COLD, HYPERTENSION))]
    assert names == ["降压", "感冒", "咽炎", "糖尿病二联"]
    for typed, wanted in (("gm", ["感冒"]), ("tnb", ["糖尿病二联"]), ("e11", ["糖尿病二联"]), ("血压", ["降压"]), ("zzz", [])):
        assert [one.template.name for one in ranked(listed, typed, ())] == wanted


def test_every_template_is_judged_anew_by_another_pack_and_remembered_for_this_one(pack: Pack) -> None:
    """safety.md day one, 08:10: re-checked when a pack changes; a hundred that were judged before take no time."""
    line = TemplateLine("amlodipine-tab", "苯磺酸氨氯地平片", "5 mg", Decimal(5), "mg", "qd", "oral", 28)
    fine = RxTemplate("t", "o", TemplateScope.OWN, "降压", "", "", (line,), (), None, "d", "2026-03-05T00:00:00.000Z")
    over, judge = replace(fine, id="over", lines=(replace(line, single=Decimal(20)),)), TemplateJudge(pack)
    assert judge.findings(fine) == () and {one.code for one in judge.findings(over)} == {"RX-QTY-07", "RX-QTY-08"}
    both = replace(fine, id="both", lines=(line, replace(line, drug="sildenafil-tab"), replace(line, drug="nitroglycerin-sl")))
    assert "RX-APP-08" in {one.code for one in judge.findings(both)}
    stricter = replace(pack.products["amlodipine-tab"], max_single=Decimal("2.5"))
    judge.follow(replace(pack, products={**pack.products, "amlodipine-tab": stricter}))
    assert {one.code for one in judge.findings(fine)} == {"RX-QTY-07"}
    hundred = [replace(fine, id=str(n)) for n in range(100)]
    for one in hundred:
        judge.findings(one)
    began = time.perf_counter()
    assert all(judge.findings(one) for one in hundred) and time.perf_counter() - began < 0.05
    assert TemplateJudge(None).findings(over) == ()


def test_what_the_practice_clinic_agreed_on_passes_by_the_shipped_rules(templates: RxTemplates) -> None:
    agree(templates)
    listed = templates.listed()
    assert {one.template.name for one in listed if one.passes} == {form.name for form in AGREED}
