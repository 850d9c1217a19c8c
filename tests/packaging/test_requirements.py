"""The lock names every requirement once per platform, hashed, and nothing of where it was made."""

import re
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
PIN = re.compile(r"^([a-z0-9.-]+)==([^\s;]+)", re.MULTILINE)


def wanted() -> list[Requirement]:
    """What requirements.in asks for."""
    lines = (line.partition("#")[0].strip() for line in (ROOT / "requirements.in").read_text(encoding="utf-8").splitlines())
    return [Requirement(line) for line in lines if line]


def lock() -> str:
    """The lock file's text."""
    return (ROOT / "requirements.lock").read_text(encoding="utf-8")


def test_the_lock_meets_every_requirement() -> None:
    pins: dict[str, set[str]] = {}
    for name, version in PIN.findall(lock()):
        pins.setdefault(name, set()).add(version)
    unmet = [str(want) for want in wanted() if not any(want.specifier.contains(pin) for pin in pins.get(want.name.lower(), ()))]
    assert unmet == []


def test_every_pin_has_hashes() -> None:
    entries = re.split(r"\n(?=[a-z0-9])", lock().strip())
    assert len(entries) > 60
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []


def test_no_address_and_no_option_is_in_the_lock() -> None:
    assert not re.search(r"://|^--?[a-z]", lock(), re.MULTILINE)


def test_versions_that_carry_a_known_trap_are_pinned_exactly() -> None:
    exact = {want.name for want in wanted() if str(want.specifier).startswith("==")}
    assert exact >= {"PySide6-Essentials", "sqlcipher3", "bumble"}
