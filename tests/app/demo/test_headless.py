"""The scripted day as a whole, shorter: killed in the middle, offline, synced, and every value looked up on both sides."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from app.demo import headless
from app.demo.clinic import DOCTOR, PASSWORD
from app.demo.truth import TruthLog, compare
from app.demo.witness_store import store_facts
from app.errors import KnownError
from app.paths import DataFolder
from app.store.database import open_raw
from app.store.keyslots import KeySlots

VISITS, RESIDENTS = 4, 12


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> tuple[int, Path, list[str]]:
    """Exit code, folder and what was said; half a minute of it is the ECG in real time."""
    out, said = tmp_path_factory.mktemp("day"), list[str]()
    return headless.play(out, said.append, VISITS, RESIDENTS), out, said


def test_every_value_agrees_on_both_sides(day: tuple[int, Path, list[str]]) -> None:
    """H1, H2, H6, H11: nothing lost, nothing twice, nothing on the wrong resident, in spite of a kill and a day offline."""
    code, out, said = day
    assert code == 0, "\n".join(said)
    assert said[-1].endswith("0 differ") and "killed" in "".join(said)
    assert len(list(TruthLog(out / "truth.jsonl").read())) > 30


def test_papers_and_pictures_are_left(day: tuple[int, Path, list[str]]) -> None:
    papers = list(day[1].glob("处方-*.pdf"))
    assert papers and all(paper.read_bytes().startswith(b"%PDF") for paper in papers)
    assert list(day[1].glob("*.png"))


def test_nothing_readable_lies_in_the_folder(day: tuple[int, Path, list[str]]) -> None:
    """T1: names and numbers are in the truth file and on paper, in no file of the workstation."""
    name = next(TruthLog(day[1] / "truth.jsonl").read()).content[0]
    for file in (day[1] / "data").rglob("*"):
        if file.is_file():
            assert name.encode() not in file.read_bytes(), file
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(day[1] / "data" / "clinic.db").execute("SELECT count(*) FROM person")


def test_a_planted_wrong_value_is_found(day: tuple[int, Path, list[str]]) -> None:
    """The table can be red: one number changed by hand in the workstation's own tables."""
    data = DataFolder(day[1] / "data")
    conn = open_raw(data.database, KeySlots.load(data.keyslots).open(DOCTOR, PASSWORD).data_key)
    try:
        conn.execute("BEGIN")
        conn.execute("""UPDATE measurement SET "values" = replace("values", '"168"', '"186"')""")
        truth = list(TruthLog(day[1] / "truth.jsonl").read())
        wrong = [verdict for verdict in compare(truth, list(store_facts(conn)), truth) if not verdict.agrees]
        conn.execute("ROLLBACK")
    finally:
        conn.close()
    assert {(verdict.store, verdict.hub) for verdict in wrong} == {(0, 1), (2, 0)}


def test_a_folder_of_somebody_else_is_not_emptied(tmp_path: Path) -> None:
    kept = tmp_path / "letter.txt"
    kept.write_text("mine", encoding="utf-8")
    with pytest.raises(KnownError, match="demo_folder_taken"):
        headless.play(tmp_path, print)
    assert kept.read_text(encoding="utf-8") == "mine"
