"""What a page says of one resource twice, and what is looked up for the whole page, is as one by one."""

from __future__ import annotations

from dataclasses import replace

from app.domain.ids import new_id
from sync.canonical import content_hash
from sync.fhir import observation, person
from sync.replica import Applied, Known, Page, Ref
from tests.sync.fhir import samples
from tests.sync.seats import UP, Seat, resident
from tests.sync.test_page import remote


def test_a_resource_twice_in_a_page_ends_as_the_later_one(seat: Seat) -> None:
    """A feed without superseded marks: the second is decided about from what the first left."""
    one = resident()
    forms = [person.to_fhir(replace(one, name=name)) for name in ("旧名", "新名")]
    page = Page(tuple(remote(form, str(version)) for version, form in enumerate(forms, 1)), "2")
    assert seat.replica.apply(UP, page) == Applied(changed=2)
    assert seat.read("person", one.id).name == "新名"
    known = seat.replica.known(UP, Ref("Patient", one.id))
    assert known == Known(content_hash(forms[1]), 'W/"2"', one.id)
    assert seat.replica.apply(UP, Page(page.resources[1:], "3")) == Applied(same=1)


def test_what_waits_in_a_page_is_taken_when_its_resident_follows(seat: Seat) -> None:
    one = resident()
    reading = replace(samples.measurements[3], id=new_id(), person=one.id, encounter=None, device=None, taken_by=None, reading_key=None)
    page = Page((remote(observation.to_fhir(reading)), remote(person.to_fhir(one))), "1")
    assert seat.replica.apply(UP, page).changed == 2
    assert seat.read("measurement", reading.id) == reading
    again = seat.replica.apply(UP, page)
    assert (again.changed, again.same) == (0, 2)
