"""Rule packs from a stick or a server: looked at, verified, proven by their own cases, taken into use, given up again; and signed by a pharmacist."""

from __future__ import annotations

import logging
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from app.clock import instant, local_day
from app.errors import KnownError
from app.events import Topic
from app.rules import pack_file
from app.rules.pack import FILES, Pack
from app.rules.pack_difference import LEAP, NO_DIFFERENCE, Difference, difference, leaps
from app.rules.pack_file import CASES, GOLDEN, SUFFIX, PackFile, Signature, load, prove, prove_again, read_pack_file, read_place
from app.rules.shipped import shipped_bytes
from app.services.county_keys import Doubt, signers, trusted_keys
from app.services.desk import Desk
from app.services.keyring import public_key_of
from app.services.signature import sign_bytes
from app.settings import Settings
from app.store import rule_packs
from app.store.database import Reading
from app.store.rule_packs import KeptPack

log = logging.getLogger(__name__)

MANAGE, SIGN = "settings.manage", "formulary.confirm"
TRUSTED, NEEDED = "rule_pack_keys", "rule_pack_signatures"
_DOUBTS = {
    Doubt.NO_KEYS: "pack_no_keys",
    Doubt.UNSIGNED: "pack_unsigned",
    Doubt.BAD: "pack_signature_bad",
    Doubt.UNKNOWN: "pack_key_unknown",
    Doubt.FEW: "pack_signatures_few",
}
ABOUT = "pack.toml"
_ABOUT = """# 规则包的名称和版本；改好数据文件后运行 xiangyi rules sign 这个文件夹
id = "{id}"
version = "{version}"
title = "{title}"
valid_from = "{day}"
"""


@dataclass(frozen=True, slots=True)
class Inspected:
    """A pack that may be used: signed by enough keys of the site, whole, and right about all its cases. ``kept.taken_at`` is empty.

    ``against``: what it has otherwise than the rules in use.
    """

    kept: KeptPack
    pack: Pack
    body: bytes
    cases: int
    products: int
    pairs: int
    against: Difference = NO_DIFFERENCE


@dataclass(frozen=True, slots=True)
class RulesInUse:
    """``kept`` None = the program's own rules. ``label``: as prescriptions name them, '' = there are none at all.

    ``before``: what going back leads to, None where that is the program's own. ``trouble``: why the pack that was chosen is not in use.
    """

    kept: KeptPack | None
    label: str
    before: KeptPack | None = None
    trouble: KnownError | None = None


@dataclass(frozen=True, slots=True)
class Offered:
    """A pack that a server publishes, newer than any that was in use here. ``trouble``: why it is kept out; ``day``: since when it is here."""

    id: str
    title: str
    version: str
    day: str
    trouble: KnownError | None = None


class RulePacks:
    """``changed`` tells the pack that counts from now on; whoever judges by rules takes it for the next judgement, not in the middle of one.

    ``shipped``: the program's own pack, None where it could not be read.
    """

    def __init__(self, desk: Desk, shipped: Pack | None, settings: Callable[[], Settings]) -> None:
        self._desk, self._shipped, self._settings = desk, shipped, settings
        self.changed: Topic[Pack] = Topic("rule pack")
        self._pack, self._trouble = self._chosen()

    @property
    def pack(self) -> Pack | None:
        """The rules in use."""
        return self._pack

    def now(self) -> RulesInUse:
        """What is in use, for everybody to see."""
        kept, before = self._desk.store.read(_used)
        label = "" if self._pack is None else self._pack.label
        return RulesInUse(kept, label, before, self._trouble)

    def inspect(self, place: Path) -> Inspected:
        """Everything that is asked of a pack, without using it.

        Raises KnownError ``pack_unreadable``, ``pack_altered``, ``pack_foreign``, ``pack_incomplete``, ``pack_no_keys``,
        ``pack_unsigned``, ``pack_signature_bad``, ``pack_key_unknown``, ``pack_signatures_few``, ``pack_not_understood``, ``pack_no_cases``,
        ``pack_cases_failed``, ``pack_leap``, ``pack_older``, ``pack_early``.
        """
        return self._inspected(read_place(place), place.name)

    def offers(self) -> list[Offered]:
        """What servers publish and is newer than what was in use here, with what speaks against it at first sight; nothing is run."""
        settings = self._settings()
        known, now = self._desk.store.read(lambda conn: (rule_packs.offers(conn), rule_packs.used(conn)))
        found = (self._offered(one, settings) for one in known)
        return [one for one, key in found if key not in now and (one.trouble is None or one.trouble.code != "pack_older")]

    def inspect_offer(self, key: str) -> Inspected:
        """As :meth:`inspect` of a pack that a server publishes; it is taken into use in the same way. KnownError ``pack_not_fetched`` too."""
        one = next((each for each in self._desk.store.read(rule_packs.offers) if each.id == key), None)
        if one is None or one.body is None:
            raise KnownError("pack_not_fetched", title=key if one is None else one.title)
        return self._inspected(one.body, one.title)

    def _offered(self, one: rule_packs.Offer, settings: Settings) -> tuple[Offered, str]:
        """With the id of its content, '' where that cannot be read."""
        told, key = Offered(one.id, one.title, "", local_day(instant(one.at)).isoformat()), ""
        try:
            if one.body is None:
                raise KnownError("pack_not_fetched", title=one.title)
            file = read_pack_file(one.body, one.title)
            told, key = replace(told, title=file.manifest.title, version=file.manifest.label), file.id
            self._refuse_untimely(_head(file, signed_by(file, settings)), file)
        except KnownError as error:
            return replace(told, trouble=error), key
        return told, key

    def _inspected(self, body: bytes, name: str) -> Inspected:
        one = read_pack_file(body, name)
        kept = _head(one, signed_by(one, self._settings()))
        self._refuse_untimely(kept, one)
        pack = self._without_leaps(one)
        cases = prove(one, pack)
        return Inspected(kept, pack, body, cases, len(pack.products), len(pack.interactions.pairs), self._against(one, pack))

    def use(self, one: Inspected) -> RulesInUse:
        """From now on; what was judged before keeps the pack it was judged by. Raises KnownError ``pack_older`` …"""
        self._desk.allow(MANAGE)
        self._refuse_untimely(one.kept, read_pack_file(one.body))
        self._desk.write(MANAGE, lambda uow: rule_packs.use(uow, one.kept, one.body))
        return self._follow(one.pack)

    def back(self) -> RulesInUse:
        """To the rules before, in the end the program's own. Raises KnownError ``pack_no_earlier``, or what is wrong with those before."""
        self._desk.allow(MANAGE)
        kept, before = self._desk.store.read(_used)
        if kept is None:
            raise KnownError("pack_no_earlier")
        pack = self._shipped if before is None else self._desk.store.read(lambda conn: _loaded(conn, before.id))
        if pack is None:
            raise KnownError("rules_missing")
        self._desk.write(MANAGE, lambda uow: rule_packs.back(uow, kept))
        return self._follow(pack)

    # for whoever makes packs

    def copy(self, folder: Path) -> Path:
        """Write the data files in use, their cases and a head to be filled in; the folder must be empty. Raises KnownError ``folder_not_empty``."""
        self._desk.allow(SIGN)
        kept, _ = self._desk.store.read(_used)
        data = self._data_in_use()
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise KnownError("folder_not_empty", folder=str(folder))
        for name, content in data.items():
            (folder / name).write_bytes(content)
        today = local_day(self._desk.clock.now())
        about = _ABOUT.format(
            id=kept.pack if kept else "county-rules", version=f"{today:%Y.%m.%d}.1", title=kept.title if kept else "", day=today
        )
        (folder / ABOUT).write_text(about, encoding="utf-8")
        return folder

    def sign(self, place: Path, out: Path | None = None) -> tuple[Path, PackFile]:
        """Sign a folder's files as a new pack, or a pack beside those who signed it; only what loads and holds its cases is signed.

        Gives the file. Raises KnownError ``rx_no_key`` and those of :meth:`inspect` that are no matter of trust.
        """
        self._desk.allow(SIGN)
        seed = self._desk.who.signing_seed
        if seed is None:
            raise KnownError("rx_no_key")
        one = _from_folder(place) if place.is_dir() else read_pack_file(read_place(place), place.name)
        prove(one, self._without_leaps(one))
        made = Signature(public_key_of(seed), sign_bytes(seed, one.to_sign))
        signed = replace(one, signatures=(*(each for each in one.signatures if each.key != made.key), made))
        default = place.parent / f"{one.manifest.label}{SUFFIX}" if place.is_dir() else place
        return written(out or default, pack_file.packed(signed)), signed

    def own_key(self) -> str:
        """Name and public key of whoever is signed in, as the site file wants them. Raises KnownError ``rx_no_key``."""
        who = self._desk.who
        if who.signing_seed is None:
            raise KnownError("rx_no_key")
        return f"{who.name} {public_key_of(who.signing_seed)}"

    # inside

    def _chosen(self) -> tuple[Pack | None, KnownError | None]:
        """What was in use when the program ended, else its own rules and why."""
        kept, _ = self._desk.store.read(_used)
        if kept is None:
            return self._shipped, None
        try:
            return self._desk.store.read(lambda conn: _loaded(conn, kept.id)), None
        except KnownError as error:
            log.error("the chosen rule pack %s-%s cannot be used: %s", kept.pack, kept.version, error.code)
            return self._shipped, error

    def _without_leaps(self, one: PackFile) -> Pack:
        """Its rules, unless they let somebody be given many times what the rules in use and the program's own do (H44)."""
        pack = load(one)
        found = leaps(pack, *(known for known in (self._pack, self._shipped) if known is not None))
        if found:
            raise KnownError("pack_leap", drugs="、".join(found[:5]), count=len(found), times=LEAP)
        return pack

    def _against(self, one: PackFile, pack: Pack) -> Difference:
        if self._pack is None:
            return NO_DIFFERENCE
        now = self._data_in_use()
        return difference(self._pack, pack, tuple(sorted(name for name in FILES if one.data[name] != now.get(name))))

    def _data_in_use(self) -> Mapping[str, bytes]:
        kept, _ = self._desk.store.read(_used)
        body = None if kept is None or self._trouble is not None else self._desk.store.read(lambda conn: rule_packs.body(conn, kept.id))
        return shipped_data() if body is None else read_pack_file(body).data

    def _follow(self, pack: Pack) -> RulesInUse:
        self._pack, self._trouble = pack, None
        self.changed.publish(pack)
        return self.now()

    def _refuse_untimely(self, kept: KeptPack, one: PackFile) -> None:
        known = self._desk.store.read(lambda conn: rule_packs.versions(conn, kept.pack))
        newest = max(known, key=pack_file.version_order, default="")
        if newest and one.manifest.order <= pack_file.version_order(newest) and known[newest] != kept.id:
            raise KnownError("pack_older", version=kept.version, newest=newest)
        if one.manifest.valid_from > local_day(self._desk.clock.now()):
            raise KnownError("pack_early", day=kept.valid_from)


def _head(one: PackFile, signed_by: tuple[tuple[str, str], ...]) -> KeptPack:
    told = one.manifest
    return KeptPack(one.id, told.id, told.version, told.title, told.valid_from.isoformat(), signed_by)


def signed_by(one: PackFile, settings: Settings) -> tuple[tuple[str, str], ...]:
    """(name, key) of every trusted signer, names as the site has them.

    Raises KnownError ``pack_no_keys`` where the site trusts nobody, ``pack_unsigned``, ``pack_signature_bad``, ``pack_key_unknown``,
    ``pack_signatures_few``, ``setting_bad``.
    """
    return signers(one.to_sign, one.signatures, trusted_keys(settings, TRUSTED), _DOUBTS, settings.number(NEEDED))


def shipped_data() -> dict[str, bytes]:
    """The program's own data files and cases, by their names in a pack."""
    return {**{name: shipped_bytes(name) for name in FILES}, CASES: shipped_bytes(GOLDEN)}


def _used(conn: Reading) -> tuple[KeptPack | None, KeptPack | None]:
    """The pack in use and the one before it; None = the program's own."""
    keys = rule_packs.used(conn)
    found = [rule_packs.get(conn, key) for key in keys[-2:]]
    return (found[-1] if found else None), (found[0] if len(found) == 2 else None)


def _loaded(conn: Reading, key: str) -> Pack:
    body = rule_packs.body(conn, key)
    one = read_pack_file(body or b"")
    if one.id != key:
        raise KnownError("pack_altered", files=pack_file.MANIFEST)
    pack = load(one)
    prove_again(pack)
    return pack


def _from_folder(folder: Path) -> PackFile:
    """The files of a folder as an unsigned pack. Raises KnownError ``file_unreadable`` for its head."""
    try:
        about: Mapping[str, Any] = tomllib.loads((folder / ABOUT).read_text(encoding="utf-8-sig"))
        data = {one.name: one.read_bytes() for one in folder.iterdir() if one.is_file() and one.name != ABOUT and one.name[0] != "."}
    except (OSError, ValueError) as error:
        raise KnownError("file_unreadable", file=str(folder / ABOUT)) from error
    day = about.get("valid_from", "")
    return pack_file.composed({**about, "valid_from": day.isoformat() if isinstance(day, date) else day}, data)


def written(file: Path, body: bytes) -> Path:
    """Whole or not at all, on a stick too. Raises KnownError ``pack_not_written``."""
    beside = file.with_name(f".{file.name}.part")
    try:
        beside.write_bytes(body)
        beside.replace(file)
    except OSError as error:
        raise KnownError("pack_not_written", file=str(file)) from error
    return file
