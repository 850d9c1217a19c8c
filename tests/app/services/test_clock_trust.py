"""A clock that cannot be right signs nothing until somebody has looked into it (T13)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import insert

from app.clock import SetClock
from app.errors import KnownError
from app.services.clock_trust import check_clock, clock_doubt, settle_clock
from app.services.desk import Desk
from app.services.sync_status import SyncStatus
from app.store import sync_state
from app.store.tables.sync import peer

NUMBERS = "PDY00000141010211A1001-A1-"


def check(desk: Desk) -> None:
    desk.store.read(lambda conn: check_clock(conn, desk.clock.now(), NUMBERS))


def offset(desk: Desk, milliseconds: int) -> None:
    row = {"id": "hub", "kind": "hub", "url": "https://hub", "added_at": "2026-01-01T00:00:00.000Z", "clock_offset_ms": milliseconds}
    desk.store.write(lambda uow: uow.conn.execute(insert(peer).values(row)).close()).result()


@pytest.mark.parametrize(("seconds", "trusted"), [(0, True), (3_600, True), (-60, True), (-180, False), (-86_400, False)])
def test_two_minutes_back_are_too_much(desk: Desk, clock: SetClock, seconds: int, trusted: bool) -> None:
    clock.forward(seconds)
    if trusted:
        assert check(desk) is None  # type: ignore[func-returns-value]
        return
    with pytest.raises(KnownError, match="clock_back") as told:
        check(desk)
    assert told.value.facts["minutes"] == -seconds // 60


def test_rows_written_with_the_wrong_clock_do_not_hide_it(desk: Desk, clock: SetClock) -> None:
    clock.forward(-86_400)
    desk.refused("something")
    with pytest.raises(KnownError, match="clock_back"):
        check(desk)


@pytest.mark.parametrize(("hours", "trusted"), [(-23, True), (23, True), (25, False), (-25, False)])
def test_a_day_off_the_server_is_too_much(desk: Desk, hours: int, trusted: bool) -> None:
    offset(desk, hours * 3_600_000)
    if trusted:
        assert check(desk) is None  # type: ignore[func-returns-value]
        return
    with pytest.raises(KnownError, match="clock_off_server"):
        check(desk)


def test_an_administrator_who_set_it_right_says_so_with_a_reason(desk: Desk, clock: SetClock) -> None:
    """The clock ran a year ahead for a morning; without a way out nobody could sign for a year."""
    clock.forward(timedelta(365).total_seconds())
    desk.refused("something")
    clock.forward(-timedelta(365).total_seconds())
    with pytest.raises(KnownError, match="reason_needed"):
        settle_clock(desk, " ")
    settle_clock(desk, "电池没电,已校准")
    assert check(desk) is None  # type: ignore[func-returns-value]


def test_what_the_last_pass_heard_of_the_servers_clock_counts_until_somebody_settles_it(desk: Desk) -> None:
    status = SyncStatus(desk)
    desk.store.write(lambda uow: sync_state.add_peer(uow, "hub", "hub", "https://hub")).result()
    assert clock_doubt(desk) is None
    status.reported("hub", {}, True, 30 * 3_600_000)
    doubt = clock_doubt(desk)
    assert doubt is not None and (doubt.code, doubt.facts["hours"]) == ("clock_off_server", 30)
    status.reported("hub", {}, False)
    assert clock_doubt(desk) is not None
    settle_clock(desk, "服务器时间不对")
    assert clock_doubt(desk) is None
    status.close()
