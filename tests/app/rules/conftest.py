"""Packs and shared files of the rule tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.rules.pack import Pack, load_pack

_SHARED = Path(__file__).parents[3].parent / "shared" / "data" / "clinical"


def shared_file(variable: str, name: str) -> Path:
    """The shared file an environment variable names, or the default beside the project."""
    return Path(os.environ.get(variable, _SHARED / name))


CASES = shared_file("XIANGYI_RULE_CASES", "rule_cases.json")
PROBES = shared_file("XIANGYI_PROBES", "probe_prescriptions.json")


@pytest.fixture(scope="session")
def base_pack() -> Pack:
    """What the shared cases are evaluated with."""
    return load_pack(additions=False)
