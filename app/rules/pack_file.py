"""A rule pack as a file: the data files, their cases and a manifest that names every hash; read whole or refused.

A zip (or a folder) holds ``manifest.json``, ``signatures.json``, ``cases.json`` and every file of :data:`app.rules.pack.FILES`, flat.
A signature (Ed25519, RFC 8032) is over :data:`DOMAIN` and the bytes of the manifest; the manifest holds the SHA-256 of everything else.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from app.errors import KnownError
from app.rules.cases import PASS, CaseResult, all_areas, run_case
from app.rules.formulary import PackError
from app.rules.pack import FILES, Pack, load_pack
from app.rules.shipped import json_decimal, shipped_bytes

FORMAT = "xiangyi/rule-pack/1"
DOMAIN = FORMAT.encode() + b"\n"
"""In front of what is signed, so that no signature over anything else counts as one over a pack."""
MANIFEST, SIGNATURES, CASES = "manifest.json", "signatures.json", "cases.json"
GOLDEN = "rx_pack_cases.json"
"""The program's own cases: whoever makes a pack cannot leave them out (H44)."""
SUFFIX = ".xypack"
MOST_BYTES, MOST_FILES = 16 * 1024 * 1024, 100
"""Of a pack unpacked: the shipped one has half a megabyte in twenty files."""
_ID, _VERSION = re.compile(r"[a-z][a-z0-9-]{0,39}"), re.compile(r"[0-9]{1,9}(\.[0-9]{1,9}){0,3}")
_STAMP = (1980, 1, 1, 0, 0, 0)  # the same pack is the same bytes, whenever it is written


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a pack says of itself. ``files``: name → SHA-256, hex."""

    id: str
    version: str
    title: str
    valid_from: date
    files: Mapping[str, str]

    @property
    def order(self) -> tuple[int, ...]:
        """For comparing versions of one id: 2026.9 is before 2026.10."""
        return version_order(self.version)

    @property
    def label(self) -> str:
        """What prescriptions, audit and print call the pack."""
        return f"{self.id}-{self.version}"


@dataclass(frozen=True, slots=True)
class Signature:
    """``key`` and ``signature`` in hex; whose key it is, the site says and not the file."""

    key: str
    signature: str


@dataclass(frozen=True, slots=True)
class PackFile:
    """A pack as read, every hash checked, nothing signed or loaded yet."""

    manifest: Manifest
    signed_part: bytes
    signatures: tuple[Signature, ...]
    data: Mapping[str, bytes]

    @property
    def id(self) -> str:
        """SHA-256 of the manifest, hex: the content, whoever signed it."""
        return hashlib.sha256(self.signed_part).hexdigest()

    @property
    def to_sign(self) -> bytes:
        """The bytes a signature is over."""
        return DOMAIN + self.signed_part


def version_order(version: str) -> tuple[int, ...]:
    """Numbers of a version, four of them. Raises ValueError."""
    parts = tuple(int(part) for part in version.split("."))
    return parts + (0,) * (4 - len(parts))


def read_pack_file(body: bytes, name: str = "") -> PackFile:
    """Read a zip. Raises KnownError ``pack_unreadable``; ``pack_altered`` naming what is not as the manifest says, ``pack_foreign``."""
    return _checked(_unzipped(body, name), name)


def read_place(place: Path) -> bytes:
    """The bytes of a pack at a path; a folder's files are packed first. Raises KnownError ``pack_unreadable``."""
    try:
        if place.is_dir():
            return zipped({one.name: one.read_bytes() for one in _listed(place)})
        if place.stat().st_size > MOST_BYTES:
            raise _unreadable(place.name, "size")
        return place.read_bytes()
    except OSError as error:
        raise _unreadable(place.name, type(error).__name__) from error


def zipped(files: Mapping[str, bytes]) -> bytes:
    """The same files make the same bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as box:
        for name in sorted(files):
            box.writestr(zipfile.ZipInfo(name, _STAMP), files[name], zipfile.ZIP_DEFLATED)
    return made.getvalue()


def packed(one: PackFile) -> bytes:
    """A pack with its signatures as the file that travels."""
    signatures = [{"key": each.key, "signature": each.signature} for each in one.signatures]
    more = {MANIFEST: one.signed_part, SIGNATURES: json.dumps(signatures, indent=1).encode()}
    return zipped({**one.data, **more})


def composed(about: Mapping[str, Any], data: Mapping[str, bytes]) -> PackFile:
    """An unsigned pack of data files and cases. ``about``: id, version, title, valid_from. Raises KnownError ``pack_unreadable`` …"""
    files = {name: hashlib.sha256(body).hexdigest() for name, body in data.items()}
    told = {key: str(about.get(key, "")) for key in ("id", "version", "title", "valid_from")}
    body = json.dumps({"format": FORMAT, **told, "files": files}, ensure_ascii=False, sort_keys=True, indent=1).encode()
    return _checked({**data, MANIFEST: body, SIGNATURES: b"[]"}, MANIFEST)


def load(one: PackFile) -> Pack:
    """The rules of a pack, under its own name. Raises KnownError ``pack_not_understood`` naming file and place."""
    try:
        pack = load_pack(read=one.data.__getitem__)
    except PackError as error:
        raise KnownError("pack_not_understood", file=error.facts.get("file", ""), place=error.facts.get("place", "")) from error
    except Exception as error:  # a pack is another's work: whatever is wrong with it, it is refused and nothing else happens
        raise KnownError("pack_not_understood", file=one.manifest.label, place=type(error).__name__) from error
    return replace(pack, version=one.manifest.label)


def run_cases(one: PackFile, pack: Pack) -> list[CaseResult]:
    """Every case that travels with the pack, answered by its rules. Raises KnownError ``pack_no_cases`` unless one expects an objection."""
    try:
        cases = json_decimal(one.data[CASES])["cases"]
        wanted = [case for case in cases if case["expected"].get("issues")]
        areas = all_areas(pack)
        results = [run_case(case, areas) for case in cases]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise KnownError("pack_no_cases") from error
    if not wanted:
        raise KnownError("pack_no_cases")
    return results


def prove(one: PackFile, pack: Pack) -> int:
    """Run the pack's cases and the program's; gives how many hold.

    Raises KnownError ``pack_no_cases``, ``pack_cases_failed``; a case nobody answers fails too.
    """
    results = [*run_cases(one, pack), *(() if one.data[CASES] == shipped_bytes(GOLDEN) else _golden(pack))]
    _refuse_failed(results)
    return len(results)


def prove_again(pack: Pack) -> None:
    """The program's cases under a pack that was proven before, by a program that may have been another. Raises KnownError ``pack_cases_failed``."""
    _refuse_failed(_golden(pack))


def _golden(pack: Pack) -> list[CaseResult]:
    areas = all_areas(pack)
    return [run_case(case, areas) for case in json_decimal(shipped_bytes(GOLDEN))["cases"]]


def _refuse_failed(results: Sequence[CaseResult]) -> None:
    failed = [result.id for result in results if result.status != PASS]
    if failed:
        raise KnownError("pack_cases_failed", failed=len(failed), count=len(results), cases=", ".join(failed[:5]))


def _unreadable(name: str, why: str) -> KnownError:
    return KnownError("pack_unreadable", file=name, why=why)


def _listed(folder: Path) -> Iterable[Path]:
    found = sorted(one for one in folder.iterdir() if one.is_file() and not one.name.startswith("."))
    if len(found) > MOST_FILES or sum(one.stat().st_size for one in found) > MOST_BYTES:
        raise _unreadable(folder.name, "size")
    return found


def _unzipped(body: bytes, name: str) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as box:
            entries = box.infolist()
            if len(entries) > MOST_FILES or sum(one.file_size for one in entries) > MOST_BYTES:
                raise _unreadable(name, "size")
            if len({one.filename for one in entries}) != len(entries):
                raise _unreadable(name, "twice")
            return {one.filename: box.read(one) for one in entries}  # zipfile reads no more than the size it was told
    except KnownError:
        raise
    except Exception as error:  # zipfile, zlib, lzma and the disk each have errors of their own
        raise _unreadable(name, type(error).__name__) from error


def _checked(files: Mapping[str, bytes], name: str) -> PackFile:
    try:
        manifest = _manifest(json.loads(files[MANIFEST]))
        signatures = tuple(Signature(str(row["key"]).lower(), str(row["signature"])) for row in json.loads(files[SIGNATURES]))
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise _unreadable(name, MANIFEST if not isinstance(error, KeyError) else str(error.args[0])) from error
    data = {key: body for key, body in files.items() if key not in (MANIFEST, SIGNATURES)}
    _refuse_altered(manifest, data)
    _refuse_foreign(manifest.files)
    return PackFile(manifest, files[MANIFEST], signatures, data)


def _manifest(told: Mapping[str, Any]) -> Manifest:
    made = Manifest(
        str(told["id"]), str(told["version"]), str(told["title"]).strip()[:60], date.fromisoformat(told["valid_from"]), dict(told["files"])
    )
    if told["format"] != FORMAT or not _ID.fullmatch(made.id) or not _VERSION.fullmatch(made.version):
        raise ValueError(MANIFEST)
    return made


def _refuse_altered(manifest: Manifest, data: Mapping[str, bytes]) -> None:
    hashes = {name: hashlib.sha256(body).hexdigest() for name, body in data.items()}
    wrong: Sequence[str] = sorted(name for name in hashes.keys() | manifest.files.keys() if hashes.get(name) != manifest.files.get(name))
    if wrong:
        raise KnownError("pack_altered", files=", ".join(wrong[:5]))


def _refuse_foreign(names: Iterable[str]) -> None:
    """Rules in a file that this program does not read would be missing in silence; a file that is wanted and not there, too."""
    unknown, missing = set(names) - {*FILES, CASES}, {*FILES, CASES} - set(names)
    if unknown:
        raise KnownError("pack_foreign", files=", ".join(sorted(unknown)[:5]))
    if missing:
        raise KnownError("pack_incomplete", files=", ".join(sorted(missing)[:5]))
