"""Filled forms: read back as written, found by visit and kind, withdrawn by what replaces them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest

from app.domain.filled_form import FilledForm, FormStatus, FormValue, ValueKind
from app.domain.ids import new_id
from app.domain.person import Person
from app.services.desk import Desk
from app.store import filled_forms
from app.store.tables.public_health import filled_form


@pytest.fixture
def form(desk: Desk, make_person: Callable[..., Person]) -> FilledForm:
    values = {
        "systolic": FormValue(ValueKind.NUMBER, ("152",), "measurement:m1"),
        "next_on": FormValue(ValueKind.DAY, ("2026-03-19",), "computed"),
        "symptoms": FormValue(ValueKind.CHOICES, ("2", "6")),
        "of_a_newer_version": FormValue(ValueKind.TEXT, ("看不懂的",)),
    }
    at = "2026-03-05T00:41:00.000Z"
    return FilledForm(new_id(), make_person().id, None, "htn_followup", 9, "2026-03-05", values, desk.who.practitioner, at)


def test_a_form_is_read_back_with_every_source(desk: Desk, form: FilledForm) -> None:
    desk.store.write(lambda uow: filled_forms.add(uow, form)).result()
    assert desk.store.read(lambda conn: filled_forms.get(conn, form.id)) == form
    assert (form.one("systolic"), form.one("symptoms"), form.one("weight")) == ("152", "", "")
    row = desk.store.read(lambda conn: conn.execute(filled_form.select()).mappings().one())
    assert (row["systolic"], row["next_on"], row["fasting"]) == ("152", "2026-03-19", "")


def test_a_correction_withdraws_what_it_replaces(desk: Desk, form: FilledForm) -> None:
    right = replace(form, id=new_id(), replaces=form.id, at="2026-03-05T01:00:00.000Z")
    desk.store.write(lambda uow: filled_forms.add(uow, form)).result()
    desk.store.write(lambda uow: filled_forms.add(uow, right)).result()
    assert desk.store.read(lambda conn: filled_forms.of_people(conn, [form.person], "htn_followup")) == [right]
    assert desk.store.read(lambda conn: filled_forms.of_people(conn, [form.person], "exam")) == []
    before = desk.store.read(lambda conn: filled_forms.get(conn, form.id))
    assert before is not None and (before.status, before.reason) == (FormStatus.ENTERED_IN_ERROR, "replaced")


def test_forms_of_some_days_come_in_the_order_of_the_days(desk: Desk, form: FilledForm) -> None:
    found = [replace(form, id=new_id(), day=day) for day in ("2026-06-01", "2026-03-05", "2025-12-31")]
    for one in [*found, replace(form, id=new_id(), form="exam")]:
        desk.store.write(partial(filled_forms.add, one=one)).result()
    kept = desk.store.read(lambda conn: filled_forms.between(conn, "htn_followup", "2026-01-01", "2026-06-01"))
    assert kept == [found[1], found[0]]
    asked = ("htn_followup", "exam", "elderly")
    assert desk.store.read(lambda conn: filled_forms.counted(conn, asked, "2026-01-01", "2026-06-01")) == {"htn_followup": 2, "exam": 1}


def test_the_newest_comes_first(desk: Desk, form: FilledForm) -> None:
    later = replace(form, id=new_id(), day="2026-06-01")
    for one in (form, later):
        desk.store.write(partial(filled_forms.add, one=one)).result()
    assert desk.store.read(lambda conn: filled_forms.of_people(conn, [form.person])) == [later, form]
    assert desk.store.read(lambda conn: filled_forms.of_visit(conn, new_id())) == []
