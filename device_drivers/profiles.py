"""Drivers for standard GATT devices from profile files: a new model, or a new driver with quirks, without code.

A profile file is TOML. The shipped ones lie in `drivers/profiles`; more of them in the folders named by the environment
variable `XIANGYI_DEVICE_PROFILES` (separated as in PATH). A file whose `driver` is known adds its models to that driver.

    driver = "ble-blood-pressure-acme"   # id, kept with every reading
    session = "blood_pressure"           # which standard session speaks: a key of registry.STANDARDS
    services = ["1810"]                  # optional; recognised by these, default those of the session
    named_only = true                    # optional, Manifest.named_only
    pair = true                          # optional, Manifest.pair; default true
    [quirks]                             # optional; of all its models, see protocols.quirks.Quirks
    settle_ms = 100
    [[model]]
    name = "Acme BP 1"                   # maker and model as on the box
    proof = "specification"              # captured, peer_test, specification, computed
    source = "maker's leaflet"
    adverts = ["ACME_BP"]                # optional; how the names it advertises begin
    quirks = { sends_all = true }        # optional; over those of the driver
"""

from __future__ import annotations

import logging
import os
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, TypeVar

from device_drivers.manifest import Advert, Driver, Manifest, Model, Opening, Proof, Transport
from device_drivers.protocols.machine import Machine
from device_drivers.protocols.quirks import PLAIN, Quirks
from device_drivers.readings import Kind, KnownDevice

log = logging.getLogger(__name__)
T = TypeVar("T")

SHIPPED = Path(__file__).parent / "drivers" / "profiles"
VARIABLE = "XIANGYI_DEVICE_PROFILES"


class ProfileError(ValueError):
    """A profile file that cannot be used; the message names the file and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Standard:
    """A SIG profile that has a session here: what it measures, how it is recognised, how a session is made."""

    kinds: tuple[Kind, ...]
    services: frozenset[str]
    make: Callable[[KnownDevice, Opening, Quirks], Machine]
    numbered: bool = False
    # see manifest.Driver
    has_news: Callable[[Advert, KnownDevice, Quirks], bool] | None = None
    taken_on: Callable[[str], None] | None = None


@dataclass(frozen=True, slots=True)
class _Profile:
    """One file, or several of one driver: `quirks` by model name, "" = the driver's own."""

    manifest: Manifest
    session: str
    quirks: dict[str, Quirks]

    def of(self, known: KnownDevice) -> Quirks:
        """Of the model that was taken on, else of the one its name tells."""
        model = known.model or getattr(self.manifest.model_of(known.name), "name", "")
        return self.quirks.get(model, self.quirks[""])

    def joined(self, other: _Profile) -> _Profile:
        """The same driver with the models of another file."""
        manifest = replace(self.manifest, models=self.manifest.models + other.manifest.models)
        return replace(self, manifest=manifest, quirks={**other.quirks, **self.quirks})


def extra_folders() -> tuple[Path, ...]:
    """The folders the clinic keeps profile files of its own in."""
    return tuple(Path(name) for name in os.environ.get(VARIABLE, "").split(os.pathsep) if name)


def drivers(standards: Mapping[str, Standard], extra: Iterable[Path] | None = None) -> tuple[Driver, ...]:
    """One driver per id in the shipped files and those in the folders `extra` (None = `extra_folders()`).

    standards: by the name files call a session. ProfileError for a shipped file; one of the clinic's own that is wrong is
    left out and logged, the others still work.
    """
    profiles: dict[str, _Profile] = {}
    for path in sorted(SHIPPED.glob("*.toml")):
        _add(profiles, read(path, standards))
    for folder in extra_folders() if extra is None else extra:
        for path in sorted(folder.glob("*.toml")):
            try:
                _add(profiles, read(path, standards))
            except ProfileError as error:
                log.warning("device profile left out: %s", error)
    return tuple(_driver(profile, standards[profile.session]) for profile in profiles.values())


def read(path: Path, standards: Mapping[str, Standard]) -> _Profile:
    """One file. ProfileError."""
    try:
        sheet = _Sheet(tomllib.loads(path.read_text("utf-8")))
        return _profile(sheet, standards)
    except (OSError, ValueError) as error:
        raise ProfileError(f"{path.name}: {error}") from error


def _add(profiles: dict[str, _Profile], profile: _Profile) -> None:
    known = profiles.get(profile.manifest.id)
    if known is not None and known.session != profile.session:
        raise ProfileError(f"{profile.manifest.id}: already a driver of the session {known.session}")
    profiles[profile.manifest.id] = known.joined(profile) if known else profile


def _driver(profile: _Profile, standard: Standard) -> Driver:
    ask = standard.has_news
    return Driver(
        profile.manifest,
        lambda known, opening: standard.make(known, opening, profile.of(known)),
        None if ask is None else lambda advert, known: ask(advert, known, profile.of(known)),
        standard.taken_on,
    )


class _Sheet:
    """One table of a file: every key is asked for once, what is left over is a mistake."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        self._left = dict(table)

    def take(self, key: str, kind: type[T], default: T | None = None) -> T:
        """The value of a key. ValueError where it is missing (without default) or of another kind."""
        value = self._left.pop(key, default)
        if type(value) is not kind:
            raise ValueError(f"{key} must be {kind.__name__}")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, () where it is missing."""
        found = self.take(key, list, [])
        if not all(isinstance(text, str) and text for text in found):
            raise ValueError(f"{key} must be a list of texts")
        return tuple(found)

    def end(self) -> None:
        """ValueError for keys nobody asked for."""
        if self._left:
            raise ValueError(f"unknown: {', '.join(sorted(self._left))}")


def _profile(sheet: _Sheet, standards: Mapping[str, Standard]) -> _Profile:
    session = sheet.take("session", str)
    if session not in standards:
        raise ValueError(f"no such session: {session}")
    own = _quirks(sheet.take("quirks", dict, {}), PLAIN)
    models = [_model(_Sheet(table), own) for table in sheet.take("model", list)]
    manifest = Manifest(
        id=sheet.take("driver", str),
        kinds=standards[session].kinds,
        transport=Transport.BLE,
        models=tuple(model for model, _ in models),
        services=frozenset(sheet.texts("services")) or standards[session].services,
        named_only=sheet.take("named_only", bool, False),
        pair=sheet.take("pair", bool, True),
        numbered=sheet.take("numbered", bool, standards[session].numbered),
    )
    sheet.end()
    return _Profile(manifest, session, {**{model.name: quirks for model, quirks in models}, "": own})


def _model(sheet: _Sheet, own: Quirks) -> tuple[Model, Quirks]:
    quirks = _quirks(sheet.take("quirks", dict, {}), own)
    name = sheet.take("name", str)
    proof, source = Proof(sheet.take("proof", str)), sheet.take("source", str)
    model = Model(name, proof, source, sheet.texts("adverts"), profile=name if quirks != own else "")
    sheet.end()
    return model, quirks


def _quirks(table: dict[str, Any], over: Quirks) -> Quirks:
    sheet = _Sheet(table)
    given: dict[str, Any] = {field.name: sheet.take(field.name, type(field.default)) for field in fields(Quirks) if field.name in table}
    sheet.end()
    return replace(over, **given)
