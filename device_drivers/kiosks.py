"""Drivers for kiosks that write text lines, from table files: a clinic adapts a kiosk, or adds one, without code.

The shipped tables lie in `drivers/kiosks`; more of them in the folder `kiosks` inside those named by the environment variable
`XIANGYI_DEVICE_PROFILES`. A file of the clinic's own whose driver is known already takes that driver's place.

    driver = "acme-kiosk"             # id, kept with every reading
    kind = "blood_pressure"           # what it measures: readings.Kind
    baud = 9600
    [[model]]
    name = "Acme K1"                  # maker and model as on the box
    format = "csv"                    # one of the formats below
    proof = "captured"                # captured, peer_test, specification, computed
    source = "line seen on our kiosk"
    [format.csv]                      # see protocols.line_format.LineFormat
    start = "K,"                      # optional; text that begins a line and is no column
    end = "\\r\\n"
    sum8 = false                      # optional; a byte behind `end`, the sum of all before
    separator = ";"                   # optional, a comma otherwise
    columns = [ { is = '(?P<hour>\\d\\d):(?P<minute>\\d\\d)' }, { name = "systolic", is = '\\d{3}', unit = "mmHg" } ]
    more = true                       # optional; more columns may follow
    pattern = '...'                   # instead of columns, with `units = { systolic = "mmHg" }`
    void = '...'                      # optional; a text that says "no result"
    example = "K,08:41;120\\r\\n"       # one line as the kiosk sends it; it must be readable by the table
"""

from __future__ import annotations

import logging
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from device_drivers import profiles
from device_drivers.manifest import Driver, Manifest, Model, Opening, Proof, Transport
from device_drivers.profiles import ProfileError
from device_drivers.protocols import line_format
from device_drivers.protocols.kiosk_session import KioskSession
from device_drivers.protocols.line_format import Column, LineFormat, Void
from device_drivers.protocols.machine import Machine
from device_drivers.protocols.refusal import Quarantine, Refused
from device_drivers.readings import Kind, KnownDevice

log = logging.getLogger(__name__)

SHIPPED = Path(__file__).parent / "drivers" / "kiosks"
FOLDER = "kiosks"
_FLAGS = re.ASCII
_SHEET_KEYS = {"driver", "kind", "baud", "model", "format"}
_MODEL_KEYS = {"name", "format", "proof", "source"}
_FORMAT_KEYS = {"start", "end", "sum8", "separator", "columns", "more", "pattern", "units", "void", "longest", "example"}
_COLUMN_KEYS = {"is", "name", "unit"}


@dataclass(frozen=True, slots=True)
class Table:
    """One file: a manifest and the formats its models write. examples: one line of each format, as sent."""

    manifest: Manifest
    formats: dict[str, LineFormat]
    examples: dict[str, bytes]

    def format_of(self, model: str) -> LineFormat:
        """Of that model, else of the first one."""
        return self.formats[self.manifest.profile(model) or self.manifest.models[0].profile]

    def driver(self) -> Driver:
        """The table as a driver."""
        return Driver(self.manifest, self._machine)

    def _machine(self, known: KnownDevice, opening: Opening) -> Machine:
        return KioskSession(known.device, known.driver, opening.token, self.format_of(known.model), self.manifest.kinds[0])


def tables(extra: Iterable[Path] | None = None) -> dict[str, Table]:
    """All tables by driver id. extra: folders instead of those of the environment.

    ProfileError for a shipped file; one of the clinic's own that is wrong is left out and logged.
    """
    found = {table.manifest.id: table for table in map(read, sorted(SHIPPED.glob("*.toml")))}
    folders = (folder / FOLDER for folder in profiles.extra_folders()) if extra is None else extra
    for path in (path for folder in folders for path in sorted(folder.glob("*.toml"))):
        try:
            table = read(path)
        except ProfileError as error:
            log.warning("kiosk table left out: %s", error)
        else:
            found[table.manifest.id] = table
    return found


def drivers(extra: Iterable[Path] | None = None) -> tuple[Driver, ...]:
    """One driver per table."""
    return tuple(table.driver() for table in tables(extra).values())


def shipped(name: str) -> Table:
    """The shipped table of that file name, without ending."""
    return read(SHIPPED / f"{name}.toml")


def read(path: Path) -> Table:
    """One file. ProfileError: the message names the file and what is wrong with it."""
    try:
        return _table(tomllib.loads(path.read_text("utf-8")))
    except (OSError, ValueError, KeyError, TypeError, re.error) as error:
        raise ProfileError(f"{path.name}: {error}") from error


def _table(sheet: Mapping[str, Any]) -> Table:
    _only(sheet, _SHEET_KEYS)
    formats = {str(key): _format(table) for key, table in sheet["format"].items()}
    examples = {str(key): str(table["example"]).encode("latin-1") for key, table in sheet["format"].items()}
    for key, shape in formats.items():
        _check(key, shape, examples[key])
    models = tuple(_model(table, formats) for table in sheet["model"])
    if not models:
        raise ValueError("no model")
    manifest = Manifest(
        id=str(sheet["driver"]),
        kinds=(Kind(sheet["kind"]),),
        transport=Transport.SERIAL,
        models=models,
        baud=int(sheet.get("baud", 9600)),
    )
    return Table(manifest, formats, examples)


def _model(table: Mapping[str, Any], formats: Mapping[str, LineFormat]) -> Model:
    _only(table, _MODEL_KEYS)
    if table["format"] not in formats:
        raise ValueError(f"no such format: {table['format']}")
    return Model(str(table["name"]), Proof(table["proof"]), str(table["source"]), profile=str(table["format"]))


def _format(table: Mapping[str, Any]) -> LineFormat:
    _only(table, _FORMAT_KEYS)
    pattern, void = table.get("pattern"), table.get("void")
    shape = LineFormat(
        end=_octets(table["end"]),
        start=_octets(table.get("start", "")),
        sum8=bool(table.get("sum8", False)),
        separator=str(table.get("separator", ",")),
        columns=tuple(_column(column) for column in table.get("columns", ())),
        more=bool(table.get("more", False)),
        pattern=re.compile(pattern, _FLAGS) if pattern else None,
        units=tuple((str(name), str(unit)) for name, unit in table.get("units", {}).items()),
        void=re.compile(void, _FLAGS) if void else None,
        longest=int(table.get("longest", line_format.LONGEST)),
    )
    if not shape.end or bool(shape.columns) == bool(shape.pattern):
        raise ValueError("a format has an end, and either columns or a pattern")
    return shape


def _column(table: Mapping[str, Any]) -> Column:
    _only(table, _COLUMN_KEYS)
    return Column(re.compile(table["is"], _FLAGS), str(table.get("name", "")), str(table.get("unit", "")))


def _only(table: Mapping[str, Any], keys: set[str]) -> None:
    """A word that means nothing is a slip of the pen, and what it was to say would be missing."""
    if unknown := set(table) - keys:
        raise ValueError(f"unknown: {', '.join(sorted(unknown))}")


def _octets(text: str) -> bytes:
    return text.encode("latin-1")


def _check(key: str, shape: LineFormat, example: bytes) -> None:
    try:
        line = line_format.decode(shape, example)
    except (Refused, Quarantine, Void) as error:
        raise ValueError(f"format {key} cannot read its own example: {error}") from error
    if not line.values:
        raise ValueError(f"format {key} finds no value in its example")
