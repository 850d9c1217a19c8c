"""Wrong passwords cost time, never the door (H54, reliability.md §3)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.clock import iso
from app.errors import KnownError
from app.store import signin_file
from app.store.signin_file import LONGEST_WAIT_S, SigninFile, Tile, wait_after
from tests.app.conftest import MORNING


@pytest.fixture
def file(tmp_path: Path) -> SigninFile:
    made = SigninFile(tmp_path / "signin.json", "CODE", "柳树村卫生室", "A1", "0.1", None, (Tile("wang", "王建国", "doctor"),))
    made.save()
    return made


@pytest.mark.parametrize(
    ("wrong", "seconds"), [(0, 0), (4, 0), (5, 30), (6, 60), (7, 120), (8, 240), (9, 480), (10, 900), (11, 900), (1000, 900)]
)
def test_five_are_free_then_the_wait_doubles(wrong: int, seconds: int) -> None:
    assert wait_after(wrong) == seconds


def test_the_count_outlives_the_program(file: SigninFile) -> None:
    for _ in range(5):
        file.failed("wang", MORNING)
    again = SigninFile.load(file.path)
    assert again.wait_seconds("wang", MORNING + timedelta(seconds=10)) == 20
    assert again.wait_seconds("wang", MORNING + timedelta(seconds=30)) == 0
    assert again.wait_seconds("li", MORNING) == 0


def test_a_clock_put_back_does_not_make_the_wait_endless(file: SigninFile) -> None:
    for _ in range(20):
        file.failed("wang", MORNING)
    past = MORNING - timedelta(days=3650)
    assert file.wait_seconds("wang", past) == LONGEST_WAIT_S
    assert SigninFile.load(file.path).wait_seconds("wang", past + timedelta(seconds=LONGEST_WAIT_S)) == 0


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(-(10**8), 10**8), max_size=12))
def test_no_history_of_the_clock_locks_anybody_out_for_good(file: SigninFile, steps: list[int]) -> None:
    now = MORNING
    for step in steps:
        now += timedelta(seconds=step)
        file.failed("wang", now)
        assert file.wait_seconds("wang", now) <= LONGEST_WAIT_S
    now += timedelta(seconds=LONGEST_WAIT_S)
    assert file.wait_seconds("wang", now) == 0


def test_getting_in_clears_the_count_and_tells_it(file: SigninFile) -> None:
    file.failed("wang", MORNING)
    file.failed("wang", MORNING)
    assert file.used("wang", MORNING, [Tile("wang", "王建国", "nurse"), Tile("li", "李四", "doctor")]) == 2
    again = SigninFile.load(file.path)
    assert again.tiles == (Tile("wang", "王建国", "nurse", iso(MORNING)), Tile("li", "李四", "doctor", None))
    assert again.wrong == {}


def test_last_use_of_the_others_is_kept(file: SigninFile) -> None:
    file.used("wang", MORNING, file.tiles)
    file.used("li", MORNING + timedelta(hours=1), [Tile("wang", "王建国", "doctor"), Tile("li", "李四", "doctor")])
    assert [tile.last_used_at for tile in SigninFile.load(file.path).tiles] == [iso(MORNING), iso(MORNING + timedelta(hours=1))]


@pytest.mark.expect_log("signin.json could not be written")
def test_a_full_disk_counts_on_in_memory(file: SigninFile, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise KnownError("signin_unwritable")

    monkeypatch.setattr(signin_file, "write_twice", full)
    assert [file.failed("wang", MORNING) for _ in range(5)] == [1, 2, 3, 4, 5]
    assert file.wait_seconds("wang", MORNING) == 30


def test_a_file_that_makes_no_sense_is_unreadable(file: SigninFile) -> None:
    file.path.write_text("{}")
    file.path.with_name("signin.json.copy").unlink()
    with pytest.raises(KnownError) as caught:
        SigninFile.load(file.path)
    assert caught.value.code == "signin_unreadable"
