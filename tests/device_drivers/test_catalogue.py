"""No driver that cannot be reached, without frames to decode or without session tests; the catalogue says what is there."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from device_drivers.manifest import Manifest
from device_drivers.protocols.decode import supported
from device_drivers.registry import manifests
from tests.device_drivers.scenarios import SCENARIOS, covers

ROOT = Path(__file__).parents[2]
DRIVERS = [pytest.param(one, id=one.id) for one in manifests()]


@pytest.fixture(scope="module")
def catalogue() -> ModuleType:
    spec = importlib.util.spec_from_file_location("catalogue", ROOT / "packaging" / "catalogue.py")
    assert spec is not None and spec.loader is not None
    made = sys.modules["catalogue"] = importlib.util.module_from_spec(spec)  # a dataclass looks itself up there
    spec.loader.exec_module(made)
    return made


@pytest.fixture(scope="module")
def shown(catalogue: ModuleType) -> dict[str, Any]:
    found: dict[str, Any] = catalogue.shown()
    return found


@pytest.mark.parametrize("one", DRIVERS)
def test_every_driver_is_shown_in_every_situation_or_says_why_not(catalogue: ModuleType, shown: dict[str, Any], one: Manifest) -> None:
    said = shown.get(one.id, catalogue.Shown())
    exempt = catalogue.checklist()[one.id].get("exempt", {})
    assert said.sessions, "no session test runs for its models: models_of"
    assert set(SCENARIOS) - said.scenarios.keys() - exempt.keys() == set()
    assert not exempt.keys() & said.scenarios.keys(), "exempt, and shown all the same"
    assert all(len(reason) > 10 for reason in exempt.values())


@pytest.mark.parametrize("one", DRIVERS)
def test_every_driver_has_frames_that_can_be_decoded(catalogue: ModuleType, one: Manifest) -> None:
    entry = catalogue.checklist()[one.id]
    assert set(entry["protocols"]) <= {protocol for protocol, _ in supported()}
    assert entry["protocols"] or len(entry["no_frames"]) > 10


def test_nothing_is_listed_that_is_not_there(catalogue: ModuleType, shown: dict[str, Any]) -> None:
    known = {one.id for one in manifests()}
    assert catalogue.checklist().keys() == known and shown.keys() <= known


def test_the_page_is_what_the_drivers_say(catalogue: ModuleType) -> None:
    assert catalogue.main(["difference"]) == 0
    names = [model.name for one in manifests() for model in one.models]
    assert len(set(names)) == len(names), "one model, one driver"


def test_marks_are_read_from_the_source(catalogue: ModuleType, tmp_path: Path) -> None:
    source = '@models_of("a")\n@covers("b", "replay", "power_off")\ndef test_x(): ...\npytestmark = [covers("c", "fragments")]\n'
    (tmp_path / "test_one.py").write_text(source)
    found = catalogue.shown(tmp_path)
    assert (
        found["a"].sessions == {"test_x"} and set(found["b"].scenarios) == {"replay", "power_off"} and "fragments" in found["c"].scenarios
    )


def test_a_word_that_is_no_situation_is_refused() -> None:
    with pytest.raises(ValueError, match="x"):
        covers("x", "power_of")
