"""Rule packs to be made wrong in one place: the program's own data with a cell changed, signed by keys of the test."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import replace

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.rules.pack import FILES
from app.rules.pack_file import CASES, PackFile, Signature, composed
from app.rules.shipped import shipped_bytes

ABOUT = {"id": "county-rules", "version": "2026.3.1", "title": "县用药规则", "valid_from": "2026-03-01"}
ZHAO, QIAN, STRANGER = (Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32) for n in (1, 2, 3))


def data(**cells: str) -> dict[str, bytes]:
    """The program's own files; ``cells``: column of the formulary → what simvastatin tablets say there."""
    files = {name: shipped_bytes(name) for name in FILES} | {CASES: shipped_bytes("rx_pack_cases.json")}
    if not cells:
        return files
    rows = list(csv.DictReader(io.StringIO(files["formulary.csv"].decode("utf-8-sig"))))
    next(row for row in rows if row["id"] == "simvastatin-tab").update(cells)
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return files | {"formulary.csv": out.getvalue().encode()}


def made(files: Mapping[str, bytes] | None = None, **about: str) -> PackFile:
    """An unsigned pack."""
    return composed({**ABOUT, **about}, data() if files is None else files)


def public(key: Ed25519PrivateKey) -> str:
    """Its public key, hex."""
    return key.public_key().public_bytes_raw().hex()


def signed(one: PackFile, *keys: Ed25519PrivateKey) -> PackFile:
    """The pack with a signature of each key."""
    return replace(one, signatures=tuple(Signature(public(key), key.sign(one.to_sign).hex()) for key in keys))
