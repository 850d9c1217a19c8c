"""Residents made up for benchmarks, written straight into the tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from app.domain.ids import new_id
from app.domain.person import Address, Identifier, IdKind, Person, Phone, Sex
from app.store import people
from app.store.tables.people import person
from tests.app.conftest import id_number

# The commonest surnames with their share per mille, and characters of given names; 7 % are called 王, as in the country.
SURNAMES = {"王": 72, "李": 70, "张": 68, "刘": 54, "陈": 45, "杨": 31, "赵": 23, "黄": 22, "周": 20, "吴": 20, "单": 3, "欧阳": 2}
GIVEN = "秀英桂兰玉珍凤霞建国明华丽军伟芳敏静强磊洋勇艳杰娟涛超平刚红梅淑琴春生海龙宝柱翠花金山福贵"
VILLAGES = [f"{a}{b}村" for a in "柳石杨李王张上下东西" for b in "树桥家庄台河沟坡湾营"]


def made_up(chance: Random, serial: int) -> Person:
    """Somebody born between 1930 and 2023. ``serial``: makes the phone number their own."""
    name = chance.choices(list(SURNAMES), list(SURNAMES.values()))[0] + "".join(chance.choices(GIVEN, k=chance.choice((1, 2, 2, 2))))
    birth = date(1930, 1, 1) + timedelta(days=chance.randrange(34_000))
    region = f"4101{chance.randrange(2, 23):02d}"
    number = Identifier(IdKind.RESIDENT, id_number(birth, chance.randrange(1, 999), region))
    phone = Phone(f"1{chance.choice('35789')}{serial:09d}")
    address = Address(village=chance.choice(VILLAGES), group=f"{chance.randrange(1, 12)}组")
    return Person(new_id(), name, chance.choice((Sex.MALE, Sex.FEMALE)), birth, (number,), (phone,), address, "王大山")


def fill(conn: Any, residents: Sequence[Person]) -> None:
    """As the repository writes them, in the order of the B-trees and without trail and change log: the search reads neither."""
    rows = [people._row(one) | {"created_at": "2026", "updated_at": "2026", "row_hash": ""} for one in residents]
    keys = sorted((kind, key, one.id) for one in residents for kind, key in people.keys_of(one))
    named = ", ".join(f":{name}" for name in tuple(person.c.keys()))
    conn.execute("DROP INDEX ix_person_key_person")
    conn.execute("BEGIN")
    conn.executemany(f"INSERT INTO person VALUES ({named})", sorted(rows, key=lambda row: str(row["id"])))
    conn.executemany("INSERT INTO person_key VALUES (?, ?, ?)", keys)
    conn.execute("CREATE INDEX ix_person_key_person ON person_key (person)")
    conn.execute("COMMIT")
    conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
