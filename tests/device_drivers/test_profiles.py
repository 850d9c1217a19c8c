"""A new standard device, or a new driver with quirks of its own, is a file and no code."""

from __future__ import annotations

# ruff: noqa: DTZ001 - a device's clock has no zone
import subprocess
import sys
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from device_drivers import profiles, registry
from device_drivers.manifest import Advert, Driver, Opening, Proof
from device_drivers.profiles import ProfileError
from device_drivers.protocols.machine import Connected, Notified, Result, Subscribe, Wait
from device_drivers.readings import Kind, KnownDevice

NEW_DRIVER = """
driver = "ble-blood-pressure-acme"
session = "blood_pressure"
named_only = true
[quirks]
settle_ms = 250
big_endian_tail = true
user_byte_always = true
reserved_flags = true
[[model]]
name = "Acme Cuff 1"
proof = "specification"
source = "its leaflet"
adverts = ["ACME-BP"]
[[model]]
name = "Acme Cuff 2"
proof = "specification"
source = "its leaflet"
adverts = ["ACME-BP2"]
quirks = { settle_ms = 0 }
"""
MORE_MODELS = """
driver = "ble-glucose"
session = "glucose"
[[model]]
name = "Acme Meter"
proof = "specification"
source = "its leaflet"
adverts = ["ACME-GLU"]
"""
MODEL = '[[model]]\nname = "x"\nproof = "computed"\nsource = "y"\n'
BARE = 'driver = "a"\nsession = "glucose"\n'


def folder_of(tmp_path: Path, **files: str) -> Path:
    for name, text in files.items():
        (tmp_path / f"{name}.toml").write_text(text, "utf-8")
    return tmp_path


def named(drivers: tuple[Driver, ...], driver_id: str) -> Driver:
    return next(driver for driver in drivers if driver.manifest.id == driver_id)


def test_a_file_makes_a_driver_with_quirks(tmp_path: Path) -> None:
    """Its cuff is recognised by name and read in its own layout, and nothing was written for it but the file."""
    drivers = profiles.drivers(registry.STANDARDS, (folder_of(tmp_path, acme=NEW_DRIVER),))
    said = Advert("C1:00:00:00:00:01", "ACME-BP 77", frozenset({"1810"}), -60)
    manifest = registry.match(said, drivers)
    assert manifest is not None and manifest.id == "ble-blood-pressure-acme" and manifest.kinds == (Kind.BLOOD_PRESSURE,)
    machine = named(drivers, manifest.id).machine(KnownDevice("ble:X", manifest.id, said.name, "X"), Opening(1))
    asked = machine.receive(Connected(frozenset({"2A35"}), datetime(2026, 3, 5, 8, 41, 20)))
    assert asked[-2:] == [Wait(0.25), Subscribe("2A35")]
    results = machine.receive(Notified("2A35", bytes.fromhex("568a0058000000ea0703050829140047020001")))
    [reading] = [reading for action in results if isinstance(action, Result) for reading in action.readings]
    pulse = reading.quantity("pulse")
    assert pulse is not None and pulse.value == Decimal(71)
    assert reading.user_slot == 2 and reading.driver == manifest.id


def test_a_models_quirks_lie_over_those_of_its_driver(tmp_path: Path) -> None:
    drivers = profiles.drivers(registry.STANDARDS, (folder_of(tmp_path, acme=NEW_DRIVER),))
    driver = named(drivers, "ble-blood-pressure-acme")
    for known in (
        KnownDevice("ble:X", "", "whatever", "X", model="Acme Cuff 2"),
        KnownDevice("ble:X", "", "ACME-BP2 0001", "X"),
    ):
        asked = driver.machine(known, Opening(1)).receive(Connected(frozenset({"2A35"}), datetime(2026, 3, 5)))
        assert not any(isinstance(action, Wait) for action in asked)
    assert driver.manifest.profile("Acme Cuff 2") == "Acme Cuff 2" and driver.manifest.profile("Acme Cuff 1") == ""


def test_a_file_adds_models_to_a_driver(tmp_path: Path) -> None:
    drivers = profiles.drivers(registry.STANDARDS, (folder_of(tmp_path, more=MORE_MODELS),))
    models = named(drivers, "ble-glucose").manifest.models
    assert models[-1].name == "Acme Meter" and models[-1].proof is Proof.SPECIFICATION
    assert any(model.name == "Accu-Chek Guide" for model in models)


@pytest.mark.expect_log("device profile left out: broken")
def test_a_wrong_file_of_the_clinic_is_left_out_and_told(tmp_path: Path) -> None:
    drivers = profiles.drivers(registry.STANDARDS, (folder_of(tmp_path, broken="driver = 1", more=MORE_MODELS),))
    assert named(drivers, "ble-glucose").manifest.models[-1].name == "Acme Meter"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("driver = ", "Invalid value"),
        (BARE, "model must be list"),
        (MODEL, "session must be str"),
        ('driver = "a"\nsession = "toaster"\n' + MODEL, "no such session: toaster"),
        (BARE + MODEL + "colour = 1\n", "unknown: colour"),
        (BARE + "[quirks]\nsettle = 3\n" + MODEL, "unknown: settle"),
        (BARE + '[quirks]\nsettle_ms = "long"\n' + MODEL, "settle_ms must be int"),
        (BARE + "[quirks]\nsince = 0\n" + MODEL, "since must be bool"),
        (BARE + MODEL + "adverts = [1]\n", "adverts must be a list of texts"),
        (BARE + MODEL.replace("computed", "rumour"), "rumour"),
    ],
)
def test_what_a_file_may_not_say(tmp_path: Path, text: str, said: str) -> None:
    folder_of(tmp_path, wrong=text)
    with pytest.raises(ProfileError) as caught:
        profiles.read(tmp_path / "wrong.toml", registry.STANDARDS)
    assert said in str(caught.value) and "wrong.toml" in str(caught.value)


@pytest.mark.expect_log("already a driver of the session glucose")
def test_a_driver_keeps_its_session(tmp_path: Path) -> None:
    other = MORE_MODELS.replace('"glucose"', '"blood_pressure"')
    drivers = profiles.drivers(registry.STANDARDS, (folder_of(tmp_path, other=other),))
    assert named(drivers, "ble-glucose").manifest.models[-1].name != "Acme Meter"


def test_the_program_takes_the_folder_from_its_environment(tmp_path: Path) -> None:
    """As it starts, in a process of its own: the list of drivers is made once."""
    folder_of(tmp_path, acme=NEW_DRIVER)
    code = "from device_drivers import registry; print(registry.driver('ble-blood-pressure-acme').manifest.models[0].name)"
    environment = {profiles.VARIABLE: str(tmp_path), "PATH": ""}
    told = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert told.stdout == "Acme Cuff 1\n"
