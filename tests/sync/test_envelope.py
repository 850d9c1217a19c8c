"""Bundles as text."""

from __future__ import annotations

import pytest

from sync import envelope
from sync.jsontext import BadJson


def test_resources_go_through_byte_for_byte() -> None:
    resource = '{ "resourceType" : "Observation", "id":"o1","valueQuantity":{"value":1.00 , "unit":"\\u6beb"} }'
    body = envelope.bundle("transaction", [envelope.put("Observation/o1", resource, 'W/"3"')] * 2)
    read = envelope.read(body.decode())
    assert (read.kind, len(read.entries)) == ("transaction", 2)
    assert read.entries[1].text == resource
    assert read.entries[0].part("request") == {"method": "PUT", "url": "Observation/o1", "ifMatch": 'W/"3"'}
    assert read.entries[0].part("response") == {}


def test_links_and_members() -> None:
    read = envelope.read(
        '{"link":[{"relation":"self","url":"a"},7,{"relation":"next","url":"b"},{"relation":"last","url":5}],"resourceType":"Bundle","total":1}'
    )
    assert (read.link("next"), read.link("last"), read.link("prev"), read.entries) == ("b", None, None, ())


@pytest.mark.parametrize(
    "text",
    [
        '{"resourceType":"Patient"}',
        "[]",
        '{"resourceType":"Bundle","entry":{}}',
        '{"resourceType":"Bundle","entry":[7]}',
        '{"resourceType":"Bundle"} x',
    ],
)
def test_what_is_no_bundle_is_refused(text: str) -> None:
    for take in (envelope.read, envelope.answers):
        with pytest.raises(BadJson):
            take(text)


def test_the_number_of_entries_is_limited() -> None:
    text = envelope.bundle("batch", ["{}"] * 6).decode()
    for take in (envelope.read, envelope.answers):
        assert len(take(text, 6).entries) == 6
        with pytest.raises(BadJson, match="too many"):
            take(text, 5)


def test_answers_say_what_a_bundle_says_but_for_the_text() -> None:
    """What a server says of each entry is read in one go."""
    parts = ['{"response":{"status":"201"},"resource":{"id":"a","n":1.00}}', '{"response":7}', "{}"]
    text = envelope.bundle("transaction-response", parts, total=3).decode()
    read, told = envelope.read(text), envelope.answers(text)
    assert (told.kind, told.members) == (read.kind, read.members)
    assert [(one.resource, one.rest) for one in told.entries] == [(one.resource, one.rest) for one in read.entries]
    assert [one.part("response") for one in told.entries] == [{"status": "201"}, {}, {}]


def test_ids_and_types() -> None:
    assert envelope.is_id("a-1.B") and not any(envelope.is_id(one) for one in ("", "a b", "x" * 65, "a/b", "ä", None, "a\n"))
    assert envelope.is_type("Patient") and not any(envelope.is_type(one) for one in ("patient", "P", "Pat1", "", None))
