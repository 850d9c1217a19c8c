"""The county's insurance list and its issuers as signed files: taken in at one seat, they travel; every seat checks the signature and follows.

``{"file": …, "signatures": [{"key", "signature"}]}``; a signature (RFC 8032) is over :data:`DOMAIN` and the canonical bytes of ``file``.
Of each kind the newest file counts whose signer this site trusts (``county_keys``); one that nobody here trusts changes nothing.
"""

from __future__ import annotations

import base64
import hashlib
import json
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from app.clock import local_day
from app.domain.county_file import CountyFile, CountyKind
from app.domain.ids import derived_id
from app.domain.rx_document import canonical
from app.errors import KnownError
from app.rules.pack_file import Signature
from app.services import insurance_list, issuers
from app.services.county_keys import Doubt, signers, trusted_keys
from app.services.desk import Desk
from app.services.keyring import public_key_of
from app.services.policy_file import read_place
from app.services.rule_packs import SIGN, written
from app.services.signature import sign_bytes
from app.services.site_policy import MANAGE, TRUSTED
from app.settings import Settings
from app.store import county_files, settings
from app.store.audit import PROGRAM, Act
from app.store.database import Reading
from app.store.unit_of_work import LOCAL, Change, UnitOfWork

log = logging.getLogger(__name__)

FORMAT = "xiangyi/county-file/1"
DOMAIN = FORMAT.encode() + b"\n"
SUFFIX = ".xycounty"
MOST_BYTES = 16 * 1024 * 1024
FOLLOWED = "county.followed"
"""Setting: kind → id of the file that was followed last."""
_FIELDS = frozenset({"format", "kind", "number", "issued", "name", "data"})
_DOUBTS = {
    Doubt.NO_KEYS: "county_no_keys",
    Doubt.UNSIGNED: "county_unsigned",
    Doubt.BAD: "county_signature_bad",
    Doubt.UNKNOWN: "county_key_unknown",
    Doubt.FEW: "county_key_unknown",
}


@dataclass(frozen=True, slots=True)
class Opened:
    """A file as read; whose keys signed it is not looked at yet. ``name``: of the list or certificate inside, ``body``: its bytes."""

    file: CountyFile
    name: str
    body: bytes
    to_sign: bytes
    signatures: tuple[Signature, ...]


@dataclass(frozen=True, slots=True)
class CountyFileNow:
    """One file for everybody to see. ``names``: its trusted signers; ``followed``: it is in use; ``trouble``: why it is not, None = it may be."""

    file: CountyFile
    name: str
    names: tuple[str, ...] = ()
    followed: bool = False
    trouble: KnownError | None = None


class CountyFiles:
    """``settings``: where the site says whose signature counts."""

    def __init__(self, desk: Desk, settings: Callable[[], Settings]) -> None:
        self._desk, self._settings = desk, settings
        desk.store.changes.subscribe(self._heard)

    def listed(self) -> list[CountyFileNow]:
        """The newest of each kind, and every newer one that is not followed, with its reason."""
        rows: list[CountyFileNow] = []
        for kind in CountyKind:
            now, kept = self._kept(kind)
            for key in kept:
                row = self._seen(self._file(key), key == now)
                rows.append(row)
                if row.trouble is None:
                    break
        return rows

    def take(self, place: Path) -> CountyFileNow:
        """Keep a file, so that every seat gets it, and follow it here.

        Raises KnownError ``file_unreadable``, ``county_unreadable``, ``county_no_keys``, ``county_unsigned``, ``county_signature_bad``,
        ``county_key_unknown``, and what speaks against its content: ``table_…``, ``issuer_…``.
        """
        opened = opened_file(read_place(place), place.name)
        self._checked(opened)
        self._desk.write(MANAGE, lambda uow: self._take(uow, opened))
        return self._seen(opened.file, self._kept(opened.file.kind)[0] == opened.file.id)

    def follow(self) -> int:
        """Use what arrived from elsewhere; how many kinds changed. What cannot be used changes nothing and is said by :meth:`listed`."""
        return sum(self._follow(*self._kept(kind)) for kind in CountyKind)

    def sign(self, kind: CountyKind, place: Path, number: str, out: Path | None = None) -> tuple[Path, CountyFile]:
        """Sign a list or certificates as a file that travels, or such a file beside those who signed it. Gives the file.

        Raises KnownError ``rx_no_key``, ``file_unreadable``, ``county_unreadable``, ``pack_not_written``, and what speaks against the content.
        """
        self._desk.allow(SIGN)
        seed = self._desk.who.signing_seed
        if seed is None:
            raise KnownError("rx_no_key")
        body = read_place(place)
        if place.suffix == SUFFIX:
            one = opened_file(body, place.name)
        else:
            one = composed(kind, number, local_day(self._desk.clock.now()), place.name, body)
        self._usable(one)
        made = Signature(public_key_of(seed), sign_bytes(seed, one.to_sign))
        signed = replace(one, signatures=(*(each for each in one.signatures if each.key != made.key), made))
        target = out or (place if place.suffix == SUFFIX else place.with_suffix(SUFFIX))
        return written(target, _text(signed).encode()), signed.file

    # inside

    def _heard(self, change: Change) -> None:
        """A file came with the sync."""
        if "county_file" in change.types() and change.origin != LOCAL:
            try:
                self.follow()
            except RuntimeError:  # the store is closing: the next night looks again
                log.info("a file of the county was left to the nightly work")

    def _kept(self, kind: CountyKind) -> tuple[str, list[str]]:
        """Id of the file that is followed, '' = none, and of all that are here, the newest first."""
        return self._desk.store.read(lambda conn: (_followed(conn).get(kind.value, ""), county_files.newest_first(conn, kind)))

    def _file(self, key: str) -> CountyFile:
        return self._desk.store.read(lambda conn: county_files.COUNTY_FILES.by_ids(conn, [key])[key])

    def _follow(self, now: str, kept: Iterable[str]) -> bool:
        for key in kept:
            if key == now:
                return False
            try:
                opened = opened_file(self._file(key).text.encode())
                self._checked(opened)
                self._desk.store.write(partial(self._use, opened=opened), PROGRAM).result()
            except KnownError as error:
                log.info("a file of the county is not followed: %s", error.code)
            else:
                return True
        return False

    def _take(self, uow: UnitOfWork, opened: Opened) -> None:
        """Newer ones that are not followed are none that this site trusts: they do not stand in its way."""
        county_files.take(uow, opened.file)
        key, now = opened.file.id, _followed(uow.conn).get(opened.file.kind.value)
        if key == next(one for one in county_files.newest_first(uow.conn, opened.file.kind) if one in (key, now)):
            self._use(uow, opened)

    def _use(self, uow: UnitOfWork, opened: Opened) -> None:
        now = self._desk.clock.now()
        if opened.file.kind is CountyKind.INSURANCE:
            insurance_list.use_county(uow, opened.name, opened.body, local_day(now))
        else:
            issuers.merge(uow, opened.body, now)
        settings.put(uow, FOLLOWED, {**_followed(uow.conn), opened.file.kind.value: opened.file.id})
        uow.note(Act("use", "county_file", opened.file.id))

    def _seen(self, one: CountyFile, followed: bool) -> CountyFileNow:
        try:
            opened = opened_file(one.text.encode())
            row = CountyFileNow(one, opened.name, followed=followed)
            names = self._checked(opened)
            self._usable(opened)
        except KnownError as error:
            return CountyFileNow(one, "", followed=followed, trouble=error)
        return replace(row, names=names)

    def _usable(self, opened: Opened) -> None:
        """Raises what speaks against the content."""
        if opened.file.kind is CountyKind.INSURANCE:
            insurance_list.limits_of(opened.name, opened.body)
        else:
            issuers.checked(opened.body, self._desk.clock.now())

    def _checked(self, opened: Opened) -> tuple[str, ...]:
        """Names of its trusted signers. Raises what speaks against it here."""
        known = signers(opened.to_sign, opened.signatures, trusted_keys(self._settings(), TRUSTED), _DOUBTS)
        return tuple(name for name, _ in known)


def composed(kind: CountyKind, number: str, issued: date, name: str, body: bytes) -> Opened:
    """An unsigned file. Raises KnownError ``county_unreadable``."""
    if not number.strip() or not body or len(body) > MOST_BYTES:
        raise KnownError("county_unreadable", file=name)
    told = {"format": FORMAT, "kind": kind.value, "number": number.strip(), "issued": issued.isoformat(), "name": name}
    return _opened({**told, "data": base64.b64encode(body).decode()}, ())


def opened_file(body: bytes, name: str = "") -> Opened:
    """Raises KnownError ``county_unreadable``: nothing of it is used that this program does not understand."""
    try:
        if len(body) > MOST_BYTES * 2:
            raise ValueError("too large")
        told = json.loads(body)
        signatures = tuple(Signature(str(row["key"]).lower(), str(row["signature"])) for row in told["signatures"])
        if set(told) != {"file", "signatures"} or set(told["file"]) != _FIELDS or told["file"]["format"] != FORMAT:
            raise ValueError("fields")
        return _opened(told["file"], signatures)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise KnownError("county_unreadable", file=name) from error


def _opened(told: Mapping[str, Any], signatures: tuple[Signature, ...]) -> Opened:
    if not all(isinstance(told[field], str) and told[field].strip() for field in _FIELDS):
        raise ValueError("fields")
    signed = canonical(dict(told))
    body = base64.b64decode(told["data"], validate=True)
    if not body or len(body) > MOST_BYTES:
        raise ValueError("data")
    date.fromisoformat(told["issued"])
    kind = CountyKind(told["kind"])
    key = derived_id("county-file", kind.value, hashlib.sha256(signed).hexdigest())
    one = Opened(CountyFile(key, kind, told["number"], told["issued"], ""), told["name"], body, DOMAIN + signed, signatures)
    return replace(one, file=replace(one.file, text=_text(one)))


def _text(one: Opened) -> str:
    told = json.loads(one.to_sign.removeprefix(DOMAIN))
    signatures = [{"key": each.key, "signature": each.signature} for each in one.signatures]
    return json.dumps({"file": told, "signatures": signatures}, ensure_ascii=False, sort_keys=True)


def _followed(conn: Reading) -> dict[str, str]:
    none: dict[str, str] = {}
    return dict(settings.get(conn, FOLLOWED, none))
