"""The set-up's modules, which are scripts beside each other and no package."""

import importlib
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

PACKAGING = Path(__file__).resolve().parents[2] / "packaging"


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], ModuleType]:
    """Imports one of them by name, as `python packaging/dev.py` would."""
    monkeypatch.syspath_prepend(PACKAGING)
    return importlib.import_module


@pytest.fixture
def dev(script: Callable[[str], ModuleType]) -> ModuleType:
    """packaging/dev.py"""
    return script("dev")


@pytest.fixture
def environment(script: Callable[[str], ModuleType]) -> ModuleType:
    """packaging/environment.py"""
    return script("environment")


@pytest.fixture
def system_libraries(script: Callable[[str], ModuleType]) -> ModuleType:
    """packaging/system_libraries.py"""
    return script("system_libraries")


@pytest.fixture
def fhir_peer_setup(script: Callable[[str], ModuleType]) -> ModuleType:
    """packaging/fhir_peer.py"""
    return script("fhir_peer")


@pytest.fixture
def hapi_setup(script: Callable[[str], ModuleType]) -> ModuleType:
    """packaging/hapi.py"""
    return script("hapi")
