"""A line for every request, and nothing of any resident in it."""

from __future__ import annotations

import json
import logging

import pytest

from sync import wirelog
from sync.http import HttpLink
from sync.link import Link, LinkFault
from tests.sync.seats import Seat, record_visit, settled


def lines(caplog: pytest.LogCaptureFixture) -> list[dict[str, object]]:
    return [json.loads(one.getMessage()) for one in caplog.records if one.name == wirelog.__name__]


def test_every_request_leaves_one_line_without_ids_names_or_numbers(seat: Seat, link: Link, caplog: pytest.LogCaptureFixture) -> None:
    seat.write(record_visit)
    with caplog.at_level(logging.INFO):
        settled(seat.sync(link))
        link.get("Patient", [("name", "王秀英"), ("identifier", "urn:x|11010519491231002X"), ("_count", "5")])
        link.get("Patient/WangXiuying/_history", [("WangXiuying1", "x")])
        link.get("Patient/0f5f5a52-9a3b-4b3e-8a59-4a6b0a6b0c11")
    found = lines(caplog)
    assert {"GET", "POST"} == {one["method"] for one in found}
    assert found[-3]["path"] == "fhir/Patient" and found[-3]["parameters"] == ["_count", "identifier", "name"]
    assert (found[-2]["path"], found[-2]["parameters"]) == ("fhir/Patient/*/_history", ["*"])
    assert (found[-1]["path"], found[-1]["status"]) == ("fhir/Patient/*", 404)
    assert all(isinstance(one["ms"], int) and isinstance(one["up"], int) and one["down"] for one in found)
    text = json.dumps(found, ensure_ascii=False)
    assert not [part for part in ("王秀英", "11010519491231002X", "1380000", "0f5f5a52", "Xiuying", "柳河村") if part in text]


def test_a_request_without_an_answer_says_why(caplog: pytest.LogCaptureFixture) -> None:
    nobody = HttpLink("http://127.0.0.1:9/fhir", connect_seconds=1)
    with caplog.at_level(logging.INFO), pytest.raises(LinkFault):
        nobody.get("metadata")
    (only,) = lines(caplog)
    assert (only["error"], only["status"], only["path"]) == ("sync_unreachable", 0, "fhir/metadata")
    nobody.close()
