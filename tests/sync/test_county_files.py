"""A file of the county that one seat takes in reaches the others, each of which looks at the signature itself; forged ones stop nothing."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from app.clock import SetClock
from app.services.county_files import CountyFiles, opened_file
from app.services.insurance_list import InsuranceList
from app.settings import Settings
from sync.clinic import ClinicReplica
from sync.engine import run_once
from sync.fhir import library
from tests.app.services.policies import STRANGER
from tests.app.services.test_county_files import TRUSTING, made
from tests.sync.conftest import Peer
from tests.sync.seats import UP
from tests.sync.stations import VILLAGE, Station, station
from tests.sync.test_catalogue import give


@pytest.fixture
def site() -> Settings:
    return TRUSTING


def taken_at(place: Station, site: Settings, tmp_path: Path) -> None:
    file = tmp_path / "list.xycounty"
    file.write_bytes(made())
    assert CountyFiles(place.desk, lambda: site).take(file).followed


def test_the_other_seat_follows_and_one_that_does_not_trust_it_says_why(
    seats: tuple[Station, Station], site: Settings, tmp_path: Path
) -> None:
    here, there = seats
    taken_at(here, site, tmp_path)
    here.sync()
    there.sync()
    blind = CountyFiles(there.desk, lambda: Settings({}, {}))
    assert blind.follow() == 0 and [one.trouble.code for one in blind.listed() if one.trouble] == ["county_no_keys"]
    files = CountyFiles(there.desk, lambda: site)
    assert files.follow() == 1 and InsuranceList(there.desk).now() == InsuranceList(here.desk).now()
    assert there.sync().pushed == 0, "what came is not sent on"


def test_taken_in_at_both_it_is_one_file(seats: tuple[Station, Station], site: Settings, tmp_path: Path) -> None:
    for place in seats:
        taken_at(place, site, tmp_path)
    for _ in range(2):
        for place in seats:
            place.sync()
    assert [len(CountyFiles(place.desk, lambda: site).listed()) for place in seats] == [1, 1]


def forged(number: str) -> list[dict[str, object]]:
    """One that a stranger signed, one whose id is not its own, and one that is no file at all."""
    own = library.county_to_fhir(opened_file(made(STRANGER, number=number)).file)
    other = {**library.county_to_fhir(opened_file(made(number=number)).file), "id": "2f9c1b42-6a0e-4c6f-9a43-0c1c7f6f5a11"}
    broken = {**own, "id": "2f9c1b42-6a0e-4c6f-9a43-0c1c7f6f5a12"}
    broken["content"] = [{"contentType": library.COUNTY_TYPE, "data": base64.b64encode(b"{}").decode()}]
    return [own, other, broken]


def test_forged_files_are_set_aside_or_not_followed(seats: tuple[Station, Station], site: Settings) -> None:
    here, there = seats
    give(here.link, *forged("假"))
    report = run_once(ClinicReplica(there.desk.store), UP, there.link, there.desk.clock)
    assert (report.error, report.set_aside) == (None, 2)
    files = CountyFiles(there.desk, lambda: site)
    assert files.follow() == 0 and InsuranceList(there.desk).now().limits == ()
    assert [one.trouble.code for one in files.listed() if one.trouble] == ["county_key_unknown"]


@pytest.mark.fhir_peer
def test_over_the_independent_server(peer: Peer, site: Settings, tmp_path: Path, clock: SetClock) -> None:
    here = station(tmp_path / "one", VILLAGE, "柳树村卫生室", "A1", clock, peer.link)
    there = station(tmp_path / "two", VILLAGE, "柳树村卫生室", "B1", clock, peer.link)
    taken_at(here, site, tmp_path)
    here.sync()
    there.sync()
    assert CountyFiles(there.desk, lambda: site).follow() == 1
    here.close()
    there.close()
