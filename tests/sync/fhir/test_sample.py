"""The lot of a month's review as a List: in the order drawn, read back as it was; what is no lot is told or left alone."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.ids import new_id
from app.domain.rx_comment import Sample
from sync.fhir import sample
from sync.fhir.element import BadResource, NotOurs, Unreadable
from tests.sync.fhir import samples
from tests.sync.fhir.test_round_trips import wired

ONE = Sample(
    new_id(),
    date(2026, 3, 1),
    "9f2c4d7e1a3b5c6d",
    7,
    tuple(new_id() for _ in range(3)),
    samples.doctor.id,
    "2026-04-02T01:00:00.000Z",
    samples.clinic.id,
)


def test_what_stands_on_the_wire() -> None:
    told = wired(sample.to_fhir(ONE))
    assert (told["status"], told["mode"], told["title"]) == ("current", "snapshot", "处方点评抽样 2026-03")
    named = [one["item"]["identifier"]["value"] for one in told["entry"]]
    assert named == [f"urn:uuid:{key}" for key in ONE.sheets]
    assert sample.from_fhir(told) == ONE


def test_another_list_is_left_alone() -> None:
    with pytest.raises(NotOurs):
        sample.from_fhir(wired(sample.to_fhir(ONE)) | {"extension": []})


@pytest.mark.parametrize(
    "change",
    [
        {"entry": [{"item": {"display": "?"}}]},
        {"entry": [{"item": {"identifier": {"value": f"urn:uuid:{ONE.id}"}}}] * 2},
        {"source": None},
        {"date": "soon"},
    ],
)
def test_a_lot_that_is_none_is_told(change: dict[str, object]) -> None:
    with pytest.raises(Unreadable):
        sample.from_fhir(wired(sample.to_fhir(ONE)) | change)


@pytest.mark.parametrize(("name", "value"), [("month", {"valueString": "2026-13"}), ("population", {"valueInteger": 2}), ("seed", {})])
def test_every_part_is_asked_for(name: str, value: dict[str, object]) -> None:
    told = wired(sample.to_fhir(ONE))
    parts = [one if one["url"] != name else {"url": name, **value} for one in told["extension"][0]["extension"]]
    with pytest.raises(BadResource):
        sample.from_fhir(told | {"extension": [{**told["extension"][0], "extension": parts}]})
