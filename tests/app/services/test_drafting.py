"""Drafts of a visit: one a kind, found again by the one who wrote it, gone when they became a record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from app.domain.person import Person
from app.services.desk import Desk
from app.services.drafting import Drafting
from tests.app.services.rx_clinic import visit_of


def test_the_last_words_are_found_and_dropped(desk: Desk, make_person: Callable[..., Person]) -> None:
    person = make_person()
    visit = visit_of(desk, person.id)
    drafts = Drafting(desk)
    first = drafts.keep("encounter", person.id, visit.id, {"note": "头"})
    second = drafts.keep("encounter", person.id, visit.id, {"note": "头晕"})
    found = drafts.find("encounter", visit.id)
    assert found is not None and (first.id, second.revision) == (found.id, 2) and found.body == {"note": "头晕"}
    drafts.drop("encounter", visit.id)
    assert drafts.find("encounter", visit.id) is None


def test_a_colleagues_draft_is_not_ones_own(desk: Desk, make_person: Callable[..., Person]) -> None:
    person = make_person()
    visit = visit_of(desk, person.id)
    drafts = Drafting(desk)
    drafts.keep("encounter", person.id, visit.id, {"note": "头晕"})
    desk.session.set(replace(desk.who, account="somebody-else"))
    assert drafts.find("encounter", visit.id) is None
    drafts.drop("encounter", visit.id)
    assert drafts.find("prescription", visit.id) is None
