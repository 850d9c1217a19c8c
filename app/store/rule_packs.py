"""Rule packs as they were brought here, and the row of those taken into use: the last is in use, none = the program's own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select, update
from sqlalchemy.dialects.sqlite import insert

from app.store import settings
from app.store.audit import Act
from app.store.tables.rule_packs import rule_pack, rule_pack_offer
from app.store.unit_of_work import UnitOfWork, detail

USED = "own.rule_packs"
"""Setting: ids in the order they came into use; going back takes the last away."""
_HEAD = [column for column in rule_pack.columns if column.name not in ("body", "row_hash")]
_ONE = select(*_HEAD).where(rule_pack.c.id == bindparam("id"))
_BODY = select(rule_pack.c.body).where(rule_pack.c.id == bindparam("id"))
_VERSIONS = select(rule_pack.c.version, rule_pack.c.id).where(rule_pack.c.pack == bindparam("pack"))


@dataclass(frozen=True, slots=True)
class KeptPack:
    """One pack without its body. ``id``: SHA-256 of its manifest; ``signed_by``: (name, key) of each signer; ``taken_at``: first use here."""

    id: str
    pack: str
    version: str
    title: str
    valid_from: str
    signed_by: tuple[tuple[str, str], ...]
    taken_at: str = ""
    taken_by: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """A pack as a server publishes it, unread. ``body`` None: its content did not come yet. ``peer``: from where, ``at``: since when."""

    id: str
    peer: str
    title: str
    body: bytes | None
    at: str


def get(conn: Connection, key: str) -> KeptPack | None:
    """One pack."""
    row = conn.execute(_ONE, {"id": key}).mappings().first()
    return None if row is None else _kept(row)


def body(conn: Connection, key: str) -> bytes | None:
    """The file as it came."""
    found = conn.execute(_BODY, {"id": key}).scalar()
    return None if found is None else bytes(found)


def versions(conn: Connection, pack: str) -> dict[str, str]:
    """Every version of a pack that was ever in use here → its id."""
    return {row.version: row.id for row in conn.execute(_VERSIONS, {"pack": pack})}


def used(conn: Connection) -> tuple[str, ...]:
    """Ids, the one in use last; empty = the program's own rules."""
    none: list[str] = []
    return tuple(settings.get(conn, USED, none))


def use(uow: UnitOfWork, one: KeptPack, data: bytes) -> None:
    """Keep a pack and have it in use from now on."""
    if get(uow.conn, one.id) is None:
        whole: dict[str, Any] = {"id": one.id, "pack": one.pack, "version": one.version, "title": one.title, "valid_from": one.valid_from}
        whole |= {"signed_by": json.dumps(one.signed_by, ensure_ascii=False), "body": data}
        uow.insert(rule_pack, whole | {"taken_at": uow.at, "taken_by": uow.actor.account})
    settings.put(uow, USED, [*(key for key in used(uow.conn) if key != one.id), one.id])
    uow.note(Act("use", rule_pack.name, one.id, detail=detail(pack=one.pack, version=one.version)))


def back(uow: UnitOfWork, left: KeptPack) -> None:
    """Have the one before in use from now on."""
    settings.put(uow, USED, [key for key in used(uow.conn) if key != left.id])
    uow.note(Act("go_back", rule_pack.name, left.id, detail=detail(pack=left.pack, version=left.version)))


# ---- what servers publish


def offers(conn: Connection) -> list[Offer]:
    """All of them, the newest first."""
    rows = conn.execute(select(rule_pack_offer).order_by(rule_pack_offer.c.at.desc(), rule_pack_offer.c.id))
    return [Offer(row.id, row.peer, row.title, row.body, row.at) for row in rows]


def offer(uow: UnitOfWork, key: str, title: str, data: bytes | None, binary: str) -> None:
    """Note what a server publishes; ``binary``: where its content lies, where that did not come along."""
    made = insert(rule_pack_offer).values(id=key, peer=uow.origin, title=title[:60], body=data, binary=binary, at=uow.at)
    told = {name: made.excluded[name] for name in ("peer", "title", "body", "binary", "at")}
    uow.conn.execute(made.on_conflict_do_update(index_elements=["id"], set_=told))


def drop_offer(uow: UnitOfWork, key: str) -> None:
    """It is published no more; what was taken into use stays in use."""
    uow.conn.execute(delete(rule_pack_offer).where(rule_pack_offer.c.id == key))


def unfilled(conn: Connection, peer: str) -> list[str]:
    """Ids of Binaries of a peer in which the content of its packs lies that did not come yet."""
    lacking = select(rule_pack_offer.c.binary).where(rule_pack_offer.c.peer == peer, rule_pack_offer.c.body.is_(None))
    return list(conn.execute(lacking).scalars())


def waits_for(conn: Connection, binary: str) -> bool:
    """Whether a pack's content lies in this Binary and did not come yet."""
    lacking = select(rule_pack_offer.c.id).where(rule_pack_offer.c.binary == binary, rule_pack_offer.c.body.is_(None))
    return conn.execute(lacking).first() is not None


def fill_offer(uow: UnitOfWork, binary: str, data: bytes) -> None:
    """The content came."""
    uow.conn.execute(update(rule_pack_offer).where(rule_pack_offer.c.binary == binary).values(body=data))


def _kept(row: Mapping[Any, Any]) -> KeptPack:
    told = {name: row[name] for name in KeptPack.__dataclass_fields__}
    return KeptPack(**told | {"signed_by": tuple((name, key) for name, key in json.loads(row["signed_by"]))})
