"""The phrases that our shorter coding begins from."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

SCRIPT = Path(__file__).resolve().parent.parent.parent / "packaging" / "make_phrases.py"


def test_every_kind_of_a_visit_has_a_phrase() -> None:
    spec = importlib.util.spec_from_file_location("make_phrases", SCRIPT)
    assert spec is not None and spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    lines = made.phrases().splitlines()
    types = [json.loads(line)["resource"]["resourceType"] for line in lines]
    assert {"Encounter", "Observation", "Condition", "MedicationRequest", "Provenance", "Patient"} <= set(types)
    kept = made.PLACE.read_bytes()
    assert kept.count(b"\n") == len(lines) and len(kept) < 32 * 1024, "deflate looks back no further"
