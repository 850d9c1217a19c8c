"""Packs and shared files of the rule tests."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from app.rules.pack import Pack, load_pack
from app.rules.shipped import json_decimal

_SHARED = Path(__file__).parents[3].parent / "shared" / "data" / "clinical"


def shared_file(variable: str, name: str) -> Path:
    """The shared file an environment variable names, or the default beside the project (also for an empty variable)."""
    return Path(os.environ.get(variable) or _SHARED / name)


def read_shared(file: Path) -> Any:
    """What a shared file holds. Fails by the file's name when it is no JSON: the variable may name anything."""
    try:
        return json_decimal(file.read_bytes())
    except (OSError, ValueError) as error:
        pytest.fail(f"{file} cannot be read as JSON: {error}", pytrace=False)


def read_cases(file: Path) -> list[Mapping[str, Any]]:
    """The rule cases of a file: its ``cases``, or the file itself when it is the list. Fails by the file's name."""
    found = read_shared(file)
    cases = found.get("cases") if isinstance(found, dict) else found
    if not isinstance(cases, list) or not all(isinstance(one, dict) and {"id", "area", "given", "expected"} <= one.keys() for one in cases):
        pytest.fail(f"{file} is no list of cases with id, area, given and expected", pytrace=False)
    return cases


CASES = shared_file("XIANGYI_RULE_CASES", "rule_cases.json")
PROBES = shared_file("XIANGYI_PROBES", "probe_prescriptions.json")


@pytest.fixture(scope="session")
def base_pack() -> Pack:
    """What the shared cases are evaluated with."""
    return load_pack(additions=False)
