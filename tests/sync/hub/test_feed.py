"""The hub's change feed: commit order, places, epochs."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from app.clock import SetClock
from sync.hub.names import EPOCH_SYSTEM, PLACE, SUPERSEDED
from sync.hub.store import HubStore
from tests.sync.hub.conftest import KEY, Asker, entry, observation, patient


def _place(bundle: dict[str, Any]) -> str:
    return next(str(link["url"]) for link in bundle["link"] if link["relation"] == PLACE)


def _versions(bundle: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one["resource"]["id"], one["resource"]["meta"]["versionId"]) for one in bundle.get("entry", [])]


def test_every_version_in_commit_order(hub: Asker) -> None:
    """H5: a reference is never delivered before what it refers to."""
    hub.put(patient("p1"))
    hub.put(observation("o1", "p1"))
    hub.put(patient("p1", active=True))
    page = hub.get("$changes?_count=2")
    assert _versions(page) == [("p1", "1"), ("o1", "1")]
    assert [one.get("extension") for one in page["entry"]] == [[{"url": SUPERSEDED, "valueBoolean": True}], None]
    assert any(link["relation"] == "next" for link in page["link"])
    rest = hub.get(_place(page))
    assert _versions(rest) == [("p1", "2")]
    assert not any(link["relation"] == "next" for link in rest["link"])
    assert _versions(hub.get(_place(rest))) == []


def test_a_clock_put_back_does_not_put_stamps_back(hub: Asker) -> None:
    """H9, T13: strangers read the hub by time, so its stamps rise with the commits."""
    hub.put(patient("p1"))
    hub.clock.forward(-86_400)
    hub.put(patient("p2"))
    assert hub.get("Patient/p2")["meta"]["lastUpdated"] == hub.get("Patient/p1")["meta"]["lastUpdated"]


def test_a_place_of_another_database_begins_again(hub: Asker, tmp_path: Path, clock: SetClock) -> None:
    hub.put(patient("p1"))
    other = HubStore(tmp_path / "other.db", KEY, clock)
    asker = Asker(other, clock)
    asker.put(patient("x1"))
    asker.put(patient("x2"))
    page = hub.get("$changes?since=" + _place(asker.get("$changes")).partition("since=")[2].partition("&")[0])
    assert _versions(page) == [("p1", "1")]
    other.close()


def test_a_hub_restored_from_an_older_copy_takes_a_new_epoch(hub: Asker, tmp_path: Path, clock: SetClock) -> None:
    """H16, T19: the seats must learn that what the hub once acknowledged is gone."""
    hub.put(patient("p1"))
    hub.store.close()
    shutil.copy(tmp_path / "hub.db", tmp_path / "copy.db")
    live = Asker(HubStore(tmp_path / "hub.db", KEY, clock), clock)
    live.put(patient("p2"))
    page = live.get("$changes")
    restored = Asker(HubStore(tmp_path / "copy.db", KEY, clock), clock)
    again = restored.get(_place(page).replace("http://hub/fhir/", ""))
    assert again["identifier"]["system"] == EPOCH_SYSTEM
    assert again["identifier"]["value"] != page["identifier"]["value"]
    assert _versions(again) == [("p1", "1")]
    restored.put(patient("p3"))
    after = restored.get(_place(again))
    assert (_versions(after), after["identifier"]) == ([("p3", "1")], again["identifier"])
    live.store.close()
    restored.store.close()


def test_history_pages(hub: Asker) -> None:
    for index in range(5):
        hub.put(patient("p1", language=f"x{index}"))
    page = hub.get("Patient/p1/_history?_count=2")
    assert _versions(page) == [("p1", "5"), ("p1", "4")]
    url = next(link["url"] for link in page["link"] if link["relation"] == "next")
    assert _versions(hub.get(url)) == [("p1", "3"), ("p1", "2")]


def test_a_transaction_is_contiguous_in_the_feed(hub: Asker) -> None:
    hub.post(entry(patient("p1")), entry(observation("o1", "p1")))
    hub.post(entry(patient("p2")), entry(observation("o2", "p2")))
    assert [one[0] for one in _versions(hub.get("$changes"))] == ["p1", "o1", "p2", "o2"]


def test_a_page_of_waveforms_stays_within_bytes(hub: Asker) -> None:
    """A page must fit what a client is willing to hold."""
    hub.put(patient("p1"))
    for index in range(5):
        hub.put(observation(f"o{index}", "p1", valueSampledData={"data": "7 " * 1_200_000}))
    page = hub.get("$changes")
    assert len(page["entry"]) == 4 and any(link["relation"] == "next" for link in page["link"])
    assert [one[0] for one in _versions(hub.get(_place(page)))] == ["o3", "o4"]
    found = hub.get("Observation")
    assert len(found["entry"]) == 3 and any(link["relation"] == "next" for link in found["link"])
