"""The silent test: every dangerous prescription raises a finding, at most 5 % of the plausible ones interrupt (H17, H30, H52)."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from app.rules.case_review import review_case
from app.rules.pack import Pack
from tests.app.rules.conftest import PROBES, read_shared, shared_file

pytestmark = pytest.mark.probes

OWN = Path(__file__).with_name("own_probes.json")
BY_KIND = Path(__file__).with_name("probes_by_kind.json")
INTERRUPTING_AT_MOST = 0.05
Probes = Sequence[Mapping[str, Any]]


def _probes(kind: str, file: Path = PROBES) -> Probes:
    if not file.exists():
        pytest.skip(f"no probe prescriptions: {file.name} is not here")
    found: Mapping[str, Probes] = read_shared(file)
    if kind not in found:
        pytest.skip(f"{file.name} has no {kind} prescriptions")
    return found[kind]


def _silent(probes: Probes, pack: Pack) -> list[str]:
    return [probe["name"] for probe in probes if not review_case(probe["given"], pack).objections]


def _codes(probe: Mapping[str, Any], pack: Pack) -> set[str]:
    return {found.code for found in review_case(probe["given"], pack).objections}


def _interrupted(probes: Probes, pack: Pack) -> list[str]:
    reviews = {probe["name"]: review_case(probe["given"], pack) for probe in probes}
    return [name for name, review in reviews.items() if any(found.severity.interrupts for found in review.findings)]


def test_no_dangerous_prescription_is_silent(pack: Pack, record_property: Callable[[str, object], None]) -> None:
    probes = _probes("dangerous")
    silent = _silent(probes, pack)
    record_property("dangerous", f"{len(silent)} of {len(probes)} without a finding")
    assert silent == []


def test_plausible_prescriptions_are_seldom_interrupted(pack: Pack, record_property: Callable[[str, object], None]) -> None:
    probes = _probes("clean")
    interrupting = _interrupted(probes, pack)
    record_property("clean", f"{len(interrupting)} of {len(probes)} interrupt")
    assert len(interrupting) <= INTERRUPTING_AT_MOST * len(probes), interrupting


def test_no_dangerous_prescription_of_our_own_is_silent(pack: Pack) -> None:
    probes = _probes("dangerous", OWN)
    assert len(probes) >= 150 and len({probe["name"] for probe in probes}) == len(probes)
    assert _silent(probes, pack) == []


def test_each_kind_of_danger_is_called_by_its_name(pack: Pack) -> None:
    """An allergy is told as an allergy, a route as a route: any finding at all would be no proof (H17).

    All of them, in two seconds: what one row of data takes away from another shows nowhere else.
    """
    probes = _probes("dangerous", BY_KIND)
    assert len(probes) >= 1000 and len({probe["name"] for probe in probes}) == len(probes)
    missed = [probe["name"] for probe in probes if not _codes(probe, pack) & set(probe["codes"])]
    assert missed == []


def test_plain_sheets_of_our_own_are_seldom_interrupted(pack: Pack) -> None:
    probes = _probes("clean", BY_KIND)
    assert len(probes) >= 90
    assert len(_interrupted(probes, pack)) <= INTERRUPTING_AT_MOST * len(probes)


def test_every_drug_of_a_probe_is_on_the_list(pack: Pack) -> None:
    """A probe of a drug that is unknown would be told for that alone."""
    for probe in _probes("dangerous", BY_KIND):
        given = probe["given"]
        drugs = [item["drug"] for item in given["items"]] + list(given.get("current_meds", ()))
        assert all(pack.product(drug) for drug in drugs), probe["name"]


def test_no_check_fails_on_a_probe(pack: Pack) -> None:
    for kind in ("dangerous", "clean"):
        for probe in _probes(kind):
            assert "failed" not in {run.state.value for run in review_case(probe["given"], pack).checks}, probe["name"]


def test_another_file_is_read_and_can_fail(pack: Pack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What XIANGYI_PROBES names is what is judged: a harmless sheet called dangerous is told as silent, an overdose as interrupting."""

    def sheet(name: str, single: int) -> dict[str, Any]:
        items = [{"drug": "amlodipine-tab", "single": single, "per_day": 1, "days": 7}]
        return {"name": name, "given": {"patient": {"age_years": 50, "sex": "1"}, "items": items}}

    other = tmp_path / "other.json"
    other.write_text(json.dumps({"dangerous": [sheet("harmless", 5)], "clean": [sheet("ten times", 50)]}), encoding="utf-8")
    monkeypatch.setenv("XIANGYI_PROBES", str(other))
    named = shared_file("XIANGYI_PROBES", "probe_prescriptions.json")
    assert named == other
    assert _silent(_probes("dangerous", named), pack) == ["harmless"]
    assert _interrupted(_probes("clean", named), pack) == ["ten times"]
