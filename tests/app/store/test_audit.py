"""T19, decision 4 of reliability.md: whatever is changed, taken away or put back from before is found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clock import SetClock
from app.store import audit, people
from app.store.audit import GENESIS, Act, Actor, Flaw, Head, chained
from app.store.database import Store, open_raw
from app.store.rows import row_hash
from tests.app.conftest import KEY, person

AT = "2026-03-05T00:40:00.000Z"


@pytest.fixture
def written(tmp_path: Path, clock: SetClock) -> Iterator[Path]:
    """A database with two residents, one of whom moved house, and a look at the other."""
    path = tmp_path / "clinic.db"
    store = Store.open(path, KEY, clock)
    a, b = (replace(person(serial=serial), id=key) for serial, key in ((2, "a"), (4, "b")))
    for one in (a, b):
        store.write(lambda uow, one=one: people.add(uow, one)).result()  # type: ignore[misc]
    store.write(lambda uow: people.change(uow, replace(a, householder="王二"))).result()
    store.write(lambda uow: uow.note(Act("read", "chart", "b", "b"))).result()
    store.close()
    yield path


def flaws(path: Path, tamper: Callable[[Any], object]) -> list[tuple[str, str, str]]:
    """What verifying says after somebody with the key worked on the file; triggers do not stop them."""
    conn = open_raw(path, KEY)
    conn.execute("DROP TRIGGER audit_is_kept")
    conn.execute("DROP TRIGGER audit_is_final")
    tamper(conn)
    conn.close()
    store = Store(path, KEY)
    found = store.read(lambda conn: list(audit.verify(conn)))
    store.close()
    return [(flaw.code, flaw.type, flaw.ref) for flaw in found]


def test_an_honest_file_has_no_flaw(written: Path) -> None:
    assert flaws(written, lambda conn: None) == []


@pytest.mark.parametrize(
    ("statement", "flaw"),
    [
        ("UPDATE audit SET account = 'li' WHERE seq = 2", Flaw("chain_hash", "audit", "2")),
        ("UPDATE audit SET ts_utc = '2020-01-01T00:00:00.000Z' WHERE seq = 4", Flaw("chain_hash", "audit", "4")),
        ("DELETE FROM audit WHERE seq = 3", Flaw("chain_gap", "audit", "4")),
        ("DELETE FROM audit WHERE seq = 1", Flaw("chain_gap", "audit", "2")),
        ("UPDATE person SET name = '李秀英' WHERE id = 'b'", Flaw("row_hash", "person", "b")),
        ("DELETE FROM person_key; DELETE FROM person WHERE id = 'b'", Flaw("row_missing", "person", "b")),
    ],
)
def test_a_hand_on_the_file_is_seen(written: Path, statement: str, flaw: Flaw) -> None:
    assert (flaw.code, flaw.type, flaw.ref) in flaws(written, lambda conn: conn.executescript(statement))


def test_an_older_row_put_back_is_seen(written: Path) -> None:
    """Its own hash fits; the trail knows a newer one."""

    def back(conn: Any) -> None:
        names = [column[1] for column in conn.execute("PRAGMA table_info(person)")]
        row = dict(zip(names, conn.execute("SELECT * FROM person WHERE id = 'a'").fetchone(), strict=True))
        row["householder"] = "王大山"
        conn.execute("UPDATE person SET householder = ?, row_hash = ? WHERE id = 'a'", (row["householder"], row_hash(row)))

    assert flaws(written, back) == [("row_older", "person", "a")]


def test_a_row_nobody_wrote_is_seen(written: Path) -> None:
    def smuggle(conn: Any) -> None:
        names = [column[1] for column in conn.execute("PRAGMA table_info(person)")]
        row = dict(zip(names, conn.execute("SELECT * FROM person WHERE id = 'a'").fetchone(), strict=True)) | {"id": "c"}
        row["row_hash"] = row_hash(row)
        conn.execute(f"INSERT INTO person VALUES ({','.join('?' * len(row))})", tuple(row.values()))

    assert flaws(written, smuggle) == [("row_unaudited", "person", "c")]


def test_the_newest_row_taken_away_with_its_trail_is_not_seen_here(written: Path) -> None:
    """The honest limit: the tail of a chain needs an anchor elsewhere (reliability.md §4); nothing here pretends otherwise."""
    assert flaws(written, lambda conn: conn.execute("DELETE FROM audit WHERE seq = 4")) == []


@given(st.lists(st.builds(Act, st.text(max_size=8), st.text(max_size=8), st.text(max_size=8), reason=st.text(max_size=8)), max_size=12))
def test_the_chain_is_one_however_it_is_cut_into_transactions(acts: list[Act]) -> None:
    whole, end = chained(Head(), acts, Actor("a", "b", "c"), AT, 1)
    parts, head = [], Head()
    for act in acts:
        rows, head = chained(head, [act], Actor("a", "b", "c"), AT, 1)
        parts += rows
    assert parts == whole and head == end
    assert [row["seq"] for row in whole] == list(range(1, len(acts) + 1))
    assert [row["prev"] for row in whole] == [GENESIS, *(row["hash"] for row in whole[:-1])][: len(whole)]


@given(st.text(max_size=20), st.text(max_size=20))
def test_no_two_acts_share_a_hash_by_shifting_words(action: str, kind: str) -> None:
    one, _ = chained(Head(), [Act(action, kind)], Actor(), AT, 1)
    other, _ = chained(Head(), [Act(action + kind, "")], Actor(), AT, 1)
    assert (one[0]["hash"] == other[0]["hash"]) is (kind == "")
