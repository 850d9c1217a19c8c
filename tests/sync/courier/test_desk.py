"""Records carried by hand between seats and a hub: what arrives, what is settled, and what a stick may do without harm (pitfall 35)."""

from __future__ import annotations

import random
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.domain.person import Person
from app.errors import KnownError
from app.store import clinical, conflicts, people, settings, sync_state
from sync.courier.desk import peer_id
from sync.courier.ledger import News
from sync.courier.seat import SeatLedger
from sync.dialect import Dialect
from sync.hub.courier import answering
from sync.pull import Pull
from tests.sync.courier.conftest import HubByHand, SeatByHand, carry_down, carry_up, introduce
from tests.sync.fhir import samples
from tests.sync.seats import UP, add_person, record_visit, resident


def rename(seat: SeatByHand, person: Person, **more: Any) -> None:
    seat.write(lambda uow: people.change(uow, replace(people.get(uow.conn, person.id) or person, **more)))


def test_a_visit_arrives_and_its_receipt_settles_exactly_what_was_carried(seat: SeatByHand, hub: HubByHand, stick: Path) -> None:
    seat.write(record_visit)
    before = seat.waiting(hub).pending
    written = seat.courier.export(stick, seat.courier.correspondent())
    taken = hub.courier.take(written.path)
    assert (taken.news, taken.delivered, taken.refused, taken.waiting) == (News.NEW, written.records, 0, 0)
    assert before > 10 and seat.waiting(hub).pending == before, "nothing is settled before the receipt is back"
    late = add_person(seat, resident())
    answer = hub.courier.receipt(stick, hub.ledger.cards()[seat.site])
    back = seat.courier.take(answer.path)
    assert back.settled.taken == written.records
    assert seat.waiting(hub).pending == 1, "what was written after the file was made still waits"
    again = carry_up(seat, hub, stick)
    assert again.delivered == 1 and f"Patient/{late.id}" in hub.versions()
    assert seat.store.read(lambda conn: sync_state.backlog(conn, UP)).pending > 10, "each peer has its own state"


def test_the_other_seat_reads_the_same_records(seat: SeatByHand, other: SeatByHand, hub: HubByHand, stick: Path) -> None:
    seat.write(record_visit)
    carry_up(seat, hub, stick)
    taken = carry_down(hub, other, stick)
    assert taken.applied.changed > 10 and (taken.applied.conflicts, taken.applied.set_aside) == (0, 0)
    assert other.whole() == seat.whole()
    assert carry_down(hub, seat, stick).applied.changed == 0, "own rows are no news"


def test_the_same_stick_twice_changes_nothing(seat: SeatByHand, other: SeatByHand, hub: HubByHand, stick: Path) -> None:
    add_person(seat, resident())
    up = seat.courier.export(stick, seat.courier.correspondent()).path
    assert hub.courier.take(up).news is News.NEW
    held = hub.versions()
    assert hub.courier.take(up).news is News.AGAIN and hub.versions() == held
    down = hub.courier.export(stick, hub.ledger.cards()[other.site]).path
    assert other.courier.take(down).applied.changed
    assert other.courier.take(down).news is News.AGAIN


def test_sticks_in_the_wrong_order_never_set_a_record_back(seat: SeatByHand, other: SeatByHand, hub: HubByHand, stick: Path) -> None:
    one = add_person(seat, resident("旧名"))
    first = seat.courier.export(stick, seat.courier.correspondent()).path
    rename(seat, one, name="新名")
    second = seat.courier.export(stick, seat.courier.correspondent()).path
    assert hub.courier.take(second).delivered
    assert hub.courier.take(first).news is News.OLDER
    old = hub.courier.export(stick, hub.ledger.cards()[other.site]).path
    rename(seat, one, name="更新名")
    carry_down(hub, seat, stick)
    carry_up(seat, hub, stick)
    new = hub.courier.export(stick, hub.ledger.cards()[other.site]).path
    assert other.courier.take(new).applied.changed
    assert other.courier.take(old).news is News.OLDER
    assert other.read("person", one.id).name == "更新名"


def test_a_lost_stick_costs_nothing(seat: SeatByHand, hub: HubByHand, stick: Path) -> None:
    one = add_person(seat, resident())
    seat.courier.export(stick, seat.courier.correspondent()).path.unlink()
    assert carry_up(seat, hub, stick).delivered and f"Patient/{one.id}" in hub.versions()
    hub.courier.receipt(stick, hub.ledger.cards()[seat.site]).path.unlink()
    assert carry_down(hub, seat, stick).settled.taken, "the receipt comes once more with the news"
    assert seat.waiting(hub).pending == 0


def test_a_late_receipt_says_nothing_of_a_later_edit(seat: SeatByHand, hub: HubByHand, stick: Path) -> None:
    one = add_person(seat, resident("旧名"))
    carry_up(seat, hub, stick)
    receipt = hub.courier.receipt(stick, hub.ledger.cards()[seat.site]).path
    rename(seat, one, name="新名")
    assert seat.courier.take(receipt).settled.taken
    assert seat.waiting(hub).pending == 1
    carry_up(seat, hub, stick)
    assert hub.versions()[f"Patient/{one.id}"] == 2


def test_a_poisoned_row_holds_only_itself_and_what_needs_it(
    seat: SeatByHand, hub: HubByHand, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = add_person(seat, resident()), add_person(seat, resident("好"))
    needs = replace(samples.allergies[0], id=samples.made("needs"), person=bad.id)
    seat.write(lambda uow: clinical.add_allergy(uow, needs, None))
    real = hub.courier._link

    class Picky:
        """Refuses one resident, as a stricter server would."""

        base_url, bytes_up, bytes_down = "https://courier.invalid/fhir", 0, 0

        def __init__(self, inner: Any) -> None:
            self.get, self._inner = inner.get, inner

        def post(self, body: bytes, packed: bool, headers: Any = None) -> Any:
            from tests.sync.conftest import outcome

            return (
                outcome(422) if f'Patient/{bad.id}"'.encode() in body and b'"Patient"' in body else self._inner.post(body, packed, headers)
            )

    monkeypatch.setattr(hub.courier, "_link", lambda card: Picky(real(card)))
    taken = carry_up(seat, hub, stick)
    assert taken.refused >= 1 and taken.waiting >= 1 and f"Patient/{good.id}" in hub.versions()
    answer = seat.courier.take(hub.courier.receipt(stick, hub.ledger.cards()[seat.site]).path)
    assert answer.settled.refused == taken.refused and answer.settled.waiting == taken.waiting
    parked = seat.store.read(sync_state.parked)
    assert {(row.peer, row.fhir_id, row.code) for row in parked} == {(peer_id(hub.site), bad.id, "sync_refused")}


def test_both_sides_changed_one_resident(seat: SeatByHand, other: SeatByHand, hub: HubByHand, stick: Path) -> None:
    one = add_person(seat, resident("甲"))
    for _ in range(2):
        for side in (seat, other):
            carry_up(side, hub, stick)
            carry_down(hub, side, stick)
    rename(seat, one, householder="户主甲")
    rename(other, one, name="乙")
    carry_up(seat, hub, stick)
    assert carry_up(other, hub, stick).waiting == 1, "the hub holds another version: the seat puts both together"
    for _ in range(2):
        for side in (other, seat):
            carry_down(hub, side, stick)
            carry_up(side, hub, stick)
    carry_down(hub, other, stick)
    for side in (seat, other):
        found = side.read("person", one.id)
        assert (found.name, found.householder) == ("乙", "户主甲")
        assert side.waiting(hub).parked == 0


def test_no_clock_decides_anything(seat: SeatByHand, other: SeatByHand, hub: HubByHand, stick: Path) -> None:
    one = add_person(seat, resident("旧名"))
    carry_up(seat, hub, stick)
    carry_down(hub, seat, stick)
    seat.clock.set(seat.clock.now() - timedelta(days=4000))
    hub.clock.set(hub.clock.now() + timedelta(days=4000))
    rename(seat, one, name="新名")
    assert carry_up(seat, hub, stick).delivered == 1
    carry_down(hub, other, stick)
    assert other.read("person", one.id).name == "新名"


def edit(dice: random.Random, side: SeatByHand, made: list[Person], text: str) -> None:
    """A new resident, or another word about one that this seat knows."""
    known = [one for one in made if side.read("person", one.id) is not None]
    if known and dice.random() < 0.5:
        rename(side, dice.choice(known), **{dice.choice(("name", "householder", "temporary_reason")): text})
    else:
        made.append(add_person(side, resident(f"居民{text}")))


@pytest.mark.parametrize("seed", range(2))
def test_two_seats_and_a_hub_converge_in_forty_rounds(
    seed: int, seat: SeatByHand, other: SeatByHand, hub: HubByHand, stick: Path, tmp_path: Path
) -> None:
    dice = random.Random(seed)
    made: list[Person] = []
    lost = tmp_path / "lost"
    lost.mkdir()
    for number in range(40):
        side = dice.choice((seat, other))
        edit(dice, side, made, f"{number}号")
        path = side.courier.export(stick, side.courier.correspondent()).path
        for found_again in lost.glob("*rows*.age"):
            hub.courier.take(found_again)
        if dice.random() < 0.3:
            shutil.move(path, lost / path.name)
        else:
            hub.courier.take(path)
        down = hub.courier.export(stick, hub.ledger.cards()[side.site]).path
        if dice.random() < 0.7:
            side.courier.take(down)
    for _ in range(4):
        for side in (seat, other):
            carry_up(side, hub, stick)
            carry_down(hub, side, stick)
    assert len(made) > 10
    clashed = {row.fhir_id for side in (seat, other) for row in side.store.read(conflicts.undecided)}
    for who in made:
        if who.id not in clashed:
            assert seat.read("person", who.id) == other.read("person", who.id) is not None
    assert seat.waiting(hub).pending == other.waiting(hub).pending == 0
    assert len(clashed) < len(made)


# ---- who may write, who may read


def test_a_stranger_a_forger_and_a_wrong_address(seat: SeatByHand, other: SeatByHand, hub: HubByHand, stick: Path, tmp_path: Path) -> None:
    add_person(seat, resident())
    to_hub = seat.courier.export(stick, seat.courier.correspondent())
    with pytest.raises(KnownError, match="courier_unreadable"):
        other.courier.take(to_hub.path)  # it was not encrypted for it
    stranger = SeatByHand(tmp_path, "S9")
    stranger.courier.meet(hub.courier.write_card(stick)[0])
    with pytest.raises(KnownError, match="courier_unknown_sender"):
        hub.courier.take(stranger.courier.export(stick, stranger.courier.correspondent()).path)
    SeatLedger(stranger.store).part(hub.site)
    with pytest.raises(KnownError, match="courier_nobody"):
        stranger.courier.correspondent()
    stranger.store.close()
    assert not any(key.startswith("Patient/") for key in hub.versions())


def test_a_copy_of_a_workstation_is_noticed(seat: SeatByHand, hub: HubByHand, stick: Path, tmp_path: Path) -> None:
    """Pitfall 29: a disk image on two computers gives one number to two files."""
    seat.store.close()
    shutil.copy(seat.path, tmp_path / "twin.db")
    seat.restart()
    add_person(seat, resident("甲"))
    carry_up(seat, hub, stick)
    seat.path, seat_path = tmp_path / "twin.db", seat.path
    seat.restart()
    add_person(seat, resident("乙"))
    with pytest.raises(KnownError, match="courier_twin"):
        carry_up(seat, hub, stick)
    assert seat.waiting(hub).pending, "it is not told as delivered"
    assert seat_path.exists()


def test_a_hub_that_was_set_back_is_sent_everything_again(seat: SeatByHand, hub: HubByHand, stick: Path, tmp_path: Path) -> None:
    hub.store.close()
    shutil.copy(hub.path, tmp_path / "copy.db")
    hub.restart()
    one = add_person(seat, resident())
    carry_up(seat, hub, stick)
    carry_down(hub, seat, stick)
    assert seat.waiting(hub).pending == 0
    hub.store.close()
    for more in ("-wal", "-shm"):
        Path(f"{hub.path}{more}").unlink(missing_ok=True)
    shutil.copy(tmp_path / "copy.db", hub.path)
    hub.restart()
    assert not hub.versions()
    carry_up(seat, hub, stick)  # says up to where the seat has read: further than this hub has ever been
    carry_down(hub, seat, stick)
    carry_up(seat, hub, stick)
    assert f"Patient/{one.id}" in hub.versions()


def test_what_the_network_told_is_not_undone_by_an_old_stick(seat: SeatByHand, other: SeatByHand, hub: HubByHand, stick: Path) -> None:
    one = add_person(seat, resident("旧名"))
    carry_up(seat, hub, stick)
    old = hub.courier.export(stick, hub.ledger.cards()[other.site]).path
    carry_down(hub, seat, stick)
    rename(seat, one, name="新名")
    carry_up(seat, hub, stick)
    Pull(other.replica, UP, answering(hub.store)(hub.ledger.cards()[other.site]), Dialect(hub=True), lambda: False).run()
    assert other.read("person", one.id).name == "新名"
    assert other.courier.take(old).applied.changed == 0
    assert other.read("person", one.id).name == "新名"


def test_a_restart_between_export_and_receipt(seat: SeatByHand, hub: HubByHand, stick: Path) -> None:
    add_person(seat, resident())
    path = seat.courier.export(stick, seat.courier.correspondent()).path
    seat.restart()
    hub.courier.take(path)
    hub.restart()
    assert carry_down(hub, seat, stick).settled.taken and seat.waiting(hub).pending == 0


def test_a_file_for_the_other_side_is_refused(seat: SeatByHand, hub: HubByHand, stick: Path) -> None:
    introduce(seat, hub, stick)
    with pytest.raises(KnownError, match="courier_card_own"):
        seat.courier.meet(seat.courier.write_card(stick)[0])
    bad = stick / "bad.card"
    bad.write_bytes(b"{}")
    with pytest.raises(KnownError, match="courier_card_bad"):
        seat.courier.meet(bad)
    with pytest.raises(KnownError, match="courier_gone"):
        seat.courier.take(stick / "nothing.age")


def test_seat_to_seat_is_not_a_way(seat: SeatByHand, other: SeatByHand, stick: Path) -> None:
    with pytest.raises(KnownError, match="courier_card_role"):
        seat.courier.meet(other.courier.write_card(stick)[0])


def test_all_files_of_a_folder(seat: SeatByHand, hub: HubByHand, stick: Path) -> None:
    add_person(seat, resident())
    seat.courier.export(stick, seat.courier.correspondent())
    add_person(seat, resident())
    seat.courier.export(stick, seat.courier.correspondent())
    (stick / f"xiangyi-00000000-to-{hub.site[:8]}-rows-00009.age").write_bytes(b"junk")
    (stick / f"xiangyi-{hub.site[:8]}-to-00000000-feed-00001.age").write_bytes(b"for somebody else")
    *good, junk = hub.courier.files(stick)
    assert [hub.courier.take(path).news for path in good] == [News.NEW, News.NEW]
    with pytest.raises(KnownError, match="courier_unreadable"):
        hub.courier.take(junk)


def test_another_institution_changes_nothing_that_is_not_its_own(seat: SeatByHand, hub: HubByHand, stick: Path, tmp_path: Path) -> None:
    """A foreign clinic's stick: what it writes of its own is welcome, what belongs to others stays as it is."""
    one = add_person(seat, resident("本院"))
    carry_up(seat, hub, stick)
    elsewhere = SeatByHand(tmp_path, "X1")
    elsewhere.write(lambda uow: settings.put(uow, settings.ORGANIZATION, samples.made("another clinic")))
    introduce(elsewhere, hub, stick)
    elsewhere.write(lambda uow: people.add(uow, replace(one, name="改了")))
    own = add_person(elsewhere, resident("外院"))
    taken = carry_up(elsewhere, hub, stick)
    assert taken.refused == 2, "the resident and the institution"
    assert hub.versions()[f"Patient/{one.id}"] == 1 and f"Patient/{own.id}" in hub.versions()
    carry_down(hub, elsewhere, stick)
    assert elsewhere.read("person", one.id).name == "改了" and elsewhere.waiting(hub).parked == 2
    elsewhere.store.close()


def test_a_hub_carries_on_to_the_one_above(seat: SeatByHand, other: SeatByHand, hub: HubByHand, stick: Path, tmp_path: Path) -> None:
    """Village seat → township hub → county hub and back, three sticks and no network."""
    county = HubByHand(tmp_path / "county.db")
    hub.courier.meet(county.courier.write_card(stick)[0], above=True)
    county.courier.meet(hub.courier.write_card(stick)[0])
    seat.write(record_visit)
    carry_up(seat, hub, stick)
    up = hub.courier.export(stick, hub.ledger.cards()[county.site])
    assert county.courier.take(up.path).delivered == up.records > 10
    assert county.versions() == hub.versions()
    one = add_person(other, resident("县里也要知道"))
    carry_up(other, hub, stick)
    hub.restart()
    down = county.courier.export(stick, county.ledger.cards()[hub.site]).path
    assert hub.courier.take(down).settled.taken == up.records
    second = hub.courier.export(stick, hub.ledger.cards()[county.site])
    assert second.records == 1 and county.courier.take(second.path).delivered == 1
    assert f"Patient/{one.id}" in county.versions()
    assert hub.courier.take(county.courier.export(stick, county.ledger.cards()[hub.site]).path).settled.taken == 1
    assert hub.courier.export(stick, hub.ledger.cards()[county.site]).records == 0, "nothing goes back and forth"
    county.store.close()
