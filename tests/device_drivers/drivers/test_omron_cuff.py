"""Omron's cuffs and scales in whole sessions: every model under its own name and memory map, some over the virtual radio."""

# ruff: noqa: DTZ001 - a device's clock has no zone
from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from device_drivers import registry
from device_drivers.drivers.omron_cuff import CUFFS, MAKER
from device_drivers.errors import Reason
from device_drivers.manifest import Advert, Model, Opening
from device_drivers.protocols import omron
from device_drivers.protocols.machine import Closing, Done, Failed, Paired, Read, Subscribe, Write
from device_drivers.protocols.omron import OmronAdvert, UserCount
from device_drivers.protocols.omron_channels import FROM, UNLOCK
from device_drivers.protocols.omron_memory import Span
from device_drivers.readings import DeviceState, KnownDevice, Quantity
from device_drivers.virtual.omron import OmronBrain
from tests.device_drivers.model_sessions import models_of
from tests.device_drivers.omron_talk import KEY, LOCAL, RESETS, TOKEN, TWO_USERS, brain_of, clock, fresh, pump, shown, systolics
from tests.device_drivers.scenarios import covers


# --- every model ------------------------------------------------------------------------------------------------------
@models_of("omron-ble")
@covers("omron-ble", "wrong_user")
def test_every_cuff_gives_what_it_measured(model: Model) -> None:
    """Found by the number it tells, unlocked its own way, read by its own map; written is its clock and nothing else but."""
    brain = brain_of(model.name.removeprefix(MAKER))
    brain.clock.set(LOCAL - timedelta(hours=1))
    users = len(brain.memory.users)
    taken = [brain.press(128 + user, 82, 71, user=user, irregular=True) for user in range(1, users + 1)]
    run = pump(brain, made=fresh()).run()
    assert run.ending == Done() and DeviceState.DRAINED in run.states
    assert [reading.user_slot for reading in run.readings] == list(range(1, users + 1))
    for reading, one in zip(run.readings, taken, strict=True):
        assert shown(reading) == set(one.values)
        assert reading.flags == ("irregular_pulse",) and reading.clock_offset_s == 3600.0 and not reading.seen_taken
        assert reading.device_time == "2026-03-05T07:41:20"
    assert abs(brain.clock.error_s()) <= 1 and not brain.trespasses and not brain.is_open
    assert Span(brain.memory.mirror or 0, 1).address <= min(span.address for span in brain.written_spans)


@models_of("omron-scale")
@covers("omron-scale", "wrong_user")
def test_every_scale_gives_what_it_weighed(model: Model) -> None:
    brain = brain_of(model.name.removeprefix(MAKER))
    brain.step_on(Decimal("72.4"), user=3)
    brain.step_on(Decimal("18.2"), user=4, composition=False)
    run = pump(brain, "omron-scale", made=fresh(scales=True)).run()
    whole, guest = run.readings
    assert whole.user_slot == 3 and whole.quantity("weight") == Quantity(Decimal("72.4"), "kg")
    assert whole.quantity("visceral_fat_level") == Quantity(Decimal(8), "")
    assert whole.quantity("body_fat") == Quantity(Decimal("23.5"), "%")
    assert (whole.quantity("body_age") is None) is (model.name.removeprefix(MAKER) in ("BCM-500", "VIVA"))
    assert guest.values == (("weight", Quantity(Decimal("18.2"), "kg")),)
    assert run.ending == Done() and brain.written_spans == [] and not brain.is_open


def test_the_scales_are_known_by_the_number_in_their_name() -> None:
    for model in registry.driver("omron-scale").manifest.models:
        for start in model.adverts:
            manifest = registry.match(Advert("X", f"{start}0080E1A2B3C4", frozenset({"1810"}), -60))
            assert manifest is not None and manifest.id == "omron-scale" and manifest.model_of(start) is model


# --- records ----------------------------------------------------------------------------------------------------------
@covers("omron-ble", "full_memory")
def test_a_full_memory_comes_whole_and_oldest_first() -> None:
    brain = brain_of(TWO_USERS)
    for number in range(130):
        brain.press(90 + number, 60, 70, at=LOCAL - timedelta(minutes=200 - number))
    run = pump(brain, made=fresh()).run()
    assert systolics(run) == [Decimal(120 + number) for number in range(100)]
    assert len({reading.key() for reading in run.readings}) == 100


def test_what_was_given_before_is_kept_raw_and_not_told_again() -> None:
    driver, brain = fresh(), brain_of(TWO_USERS)
    brain.press(121, 81, 71)
    assert systolics(pump(brain, made=driver).run()) == [Decimal(121)]
    brain.press(131, 85, 72, user=2)
    second = pump(brain, made=driver).run()
    assert systolics(second) == [Decimal(131)] and len(second.journal) > 1
    third = pump(brain, made=driver).run()
    assert third.readings == [] and third.ending == Done()


def test_a_cuff_taken_on_anew_gives_everything_again() -> None:
    driver, brain = fresh(), brain_of(TWO_USERS)
    brain.press(121, 81, 71)
    pump(brain, made=driver).run()
    driver.taken_on("ble:X")
    assert systolics(pump(brain, made=driver).run()) == [Decimal(121)]


@covers("omron-ble", "power_off", "replay")
def test_power_off_in_the_middle_loses_nothing() -> None:
    driver, brain = fresh(), brain_of(TWO_USERS)
    for number in range(40):
        brain.press(100 + number, 60, 70, at=LOCAL - timedelta(minutes=90 - number))
    run = pump(brain, made=driver)
    run.run(until=lambda: len(run.readings) >= 10)
    run.hang_up()
    assert run.ending == Failed(Reason.LOST) and DeviceState.DRAINED not in run.states
    again = pump(brain, made=driver).run()
    keys = {reading.key() for reading in (*run.readings, *again.readings)}
    assert len(keys) == 40 and len(again.readings) == 40


@pytest.mark.parametrize("wrong", [datetime(2000, 1, 1, 0, 5), datetime(2037, 6, 1, 12, 30), datetime(2026, 3, 5, 7, 41)])
@covers("omron-ble", "wrong_clock")
def test_a_wrong_clock_gives_its_error_first_and_is_set_last(wrong: datetime) -> None:
    """H22: the offset belongs to the clock the record was taken with."""
    brain = brain_of(TOKEN)
    brain.clock.set(wrong)
    brain.press(128, 82, 71)
    [reading] = (run := pump(brain, made=fresh()).run()).readings
    assert reading.clock_offset_s is not None
    assert wrong + timedelta(seconds=reading.clock_offset_s) == LOCAL
    kinds = [frame.op for frame in brain.served]
    assert kinds.index(omron.Op.WRITE) > max(at for at, kind in enumerate(kinds) if kind is omron.Op.READ)
    assert abs(brain.clock.error_s()) <= 1 and run.ending == Done()


def test_a_clock_that_was_never_set_gives_no_offset_and_is_set() -> None:
    brain = brain_of(TOKEN)
    brain.press(128, 82, 71)
    span = brain.memory.clock_span
    assert span is not None
    brain._tick_clock = lambda: brain._put(span.address, bytes(span.size))  # type: ignore[method-assign]
    [reading] = pump(brain, made=fresh()).run().readings
    assert reading.clock_offset_s is None and len(brain.written_spans) == 1


def test_a_right_clock_is_left_alone_and_unread_is_reset_only_where_that_is_documented() -> None:
    resets, keeps = brain_of(RESETS), brain_of("HEM-7530T-Z")
    for brain in (resets, keeps):
        brain.press(128, 82, 71)
        pump(brain, made=fresh()).run()
    memory = resets.memory
    assert memory.mirror is not None and resets.written_spans == [Span(memory.mirror, 8)] and keeps.written_spans == []
    settings = memory.settings or 0
    assert resets.image[settings + 4 : settings + 8].hex() == "80008000"  # nothing unread, for both users
    assert resets.image[settings : settings + 2].hex() == "0001"  # the cursor is where it was


def test_an_empty_memory_is_a_good_end() -> None:
    run = pump(brain_of(TWO_USERS), made=fresh()).run()
    assert run.readings == [] and run.ending == Done() and run.refusals == []


def test_a_measurement_the_cuff_rejected_is_no_value() -> None:
    brain = brain_of("HEM-9601T-J3")
    brain.press(128, 82, 71, error=5)
    run = pump(brain, made=fresh()).run()
    assert run.readings == [] and run.refusals == ["device_error"]


def test_a_slot_with_a_date_that_does_not_exist_is_kept_without_value() -> None:
    brain = brain_of(TOKEN)
    brain.press(128, 82, 71)
    brain._put(brain.memory.users[0].start + 4, b"\x00\x00")  # month 0, day 0
    brain.press(131, 85, 72)
    run = pump(brain, made=fresh()).run()
    assert systolics(run) == [Decimal(131)] and run.refusals == ["reserved"]


def test_a_user_nobody_registered_is_passed_over() -> None:
    brain = brain_of(TWO_USERS)
    brain.unregistered = {1}
    brain.press(131, 85, 72, user=2)
    run = pump(brain, made=fresh()).run()
    assert [reading.user_slot for reading in run.readings] == [2] and run.ending == Done()


# --- unlocking --------------------------------------------------------------------------------------------------------
def test_a_first_session_agrees_on_a_key_while_p_blinks() -> None:
    brain = brain_of(TWO_USERS, paired=False)
    brain.pairing = True
    brain.press(128, 82, 71)
    run = pump(brain, key=b"", made=fresh()).run()
    [paired] = [action for action in run.actions if isinstance(action, Paired)]
    assert paired.key == brain.key and len(brain.key) == 16 and len(run.readings) == 1
    again = pump(brain, key=paired.key, made=fresh()).run()
    assert again.ending == Done() and not any(isinstance(action, Paired) for action in again.actions)


def test_two_devices_get_two_keys() -> None:
    keys = set()
    for _ in range(2):
        brain = brain_of(TWO_USERS, paired=False)
        brain.pairing = True
        pump(brain, key=b"", made=fresh()).run()
        keys.add(brain.key)
    assert len(keys) == 2


@pytest.mark.parametrize(("key", "stolen", "reason"), [(b"", b"", Reason.PAIRING_REFUSED), (KEY, bytes(16), Reason.BOND_ELSEWHERE)])
@covers("omron-ble", "second_host")
def test_without_p_or_with_another_hosts_key_pairing_is_refused(key: bytes, stolen: bytes, reason: Reason) -> None:
    """The second host stole the bond: told, not read as empty."""
    brain = brain_of(TWO_USERS)
    brain.key = stolen
    run = pump(brain, key=key, made=fresh()).run()
    assert run.ending == Failed(reason) and DeviceState.DRAINED not in run.states


def test_an_unlock_without_an_answer_is_given_up() -> None:
    brain = brain_of(TOKEN)
    brain._unlock = lambda data: None  # type: ignore[method-assign]
    assert pump(brain, made=fresh()).run().ending == Failed(Reason.PAIRING_REFUSED)


def test_a_token_that_does_not_come_back_is_no_yes() -> None:
    assert omron.unlocked(omron.Unlock.TOKEN, bytes.fromhex("910001020304"), b"\x01\x02\x03\x04")
    assert omron.unlocked(omron.Unlock.TOKEN, bytes.fromhex("910001020305"), b"\x01\x02\x03\x04") is False
    assert omron.unlocked(omron.Unlock.KEY, bytes.fromhex("8200")) is None


def test_all_channels_but_the_first_wait_until_it_is_unlocked() -> None:
    run = pump(brain_of(TWO_USERS), made=fresh()).run()
    order = [action for action in run.actions if isinstance(action, Subscribe | Write)]
    unlocked_at = next(at for at, action in enumerate(order) if isinstance(action, Write) and action.channel == UNLOCK)
    assert len([action for action in order[:unlocked_at] if isinstance(action, Subscribe)]) == 2


# --- trouble ----------------------------------------------------------------------------------------------------------
def test_an_unknown_model_is_not_guessed() -> None:
    """A wrong map would turn other bytes into blood pressures."""
    brain = OmronBrain(clock(), CUFFS[TWO_USERS], "HEM-9999T")
    run = pump(brain, made=fresh()).run()
    assert run.ending == Failed(Reason.NOT_SUPPORTED) and brain.served == []


def test_a_cuff_that_tells_no_model_is_the_one_a_person_chose() -> None:
    brain = OmronBrain(clock(), CUFFS[TOKEN], "")
    brain.press(128, 82, 71)
    assert len(pump(brain, model=MAKER + TOKEN, made=fresh()).run().readings) == 1


def test_a_command_without_an_answer_is_said_again_then_given_up_with_the_memory_closed() -> None:
    brain = brain_of(TWO_USERS)
    brain.press(128, 82, 71)
    run = pump(brain, made=fresh())
    run.run(until=lambda: len(brain.served) == 4)
    brain.silent_for = 2
    run.run()
    assert run.ending == Done() and len(run.readings) == 1
    run = pump(brain, made=fresh())
    run.run(until=lambda: brain.is_open)
    brain.silent_for = 99
    run.run()
    assert run.ending == Failed(Reason.TIMEOUT)
    assert isinstance(run.actions[-2], Write) and run.actions[-2].data == omron.end()


def test_closing_closes_the_memory() -> None:
    brain = brain_of(TWO_USERS)
    run = pump(brain, made=fresh())
    run.run(until=lambda: brain.is_open)
    run.feed(Closing())
    assert [action.data for action in run.actions[-1:] if isinstance(action, Write)] == [omron.end()]


@covers("omron-ble", "corrupt_frame")
def test_a_spoilt_answer_is_kept_without_value_and_asked_for_again() -> None:
    brain = brain_of(TOKEN)
    brain.press(128, 82, 71)
    run = pump(brain, made=fresh())
    run.run(until=lambda: len(brain.served) == 4 and bool(brain.outbox))
    channel, data = brain.outbox.pop()
    brain.outbox.append((channel, data[:-1] + bytes((data[-1] ^ 1,))))
    run.run()
    assert run.refusals == ["checksum"] and len(run.readings) == 1 and run.ending == Done()


def test_a_late_answer_to_another_address_is_not_taken() -> None:
    brain = brain_of(TOKEN)
    brain.press(128, 82, 71)
    run = pump(brain, made=fresh())
    run.run(until=lambda: len(brain.served) == 4)
    late = omron.encode_frame(omron.OmronFrame(omron.Op.READ_REPLY, 0x0500, 42, bytes([120, 80, 70]) + bytes(39)))
    brain.outbox.appendleft((FROM[0], late))
    assert systolics(run.run()) == [Decimal(128)]


def test_a_cuff_without_omrons_service_is_read_by_the_profile() -> None:
    from device_drivers.protocols.machine import Connected

    known = KnownDevice("ble:X", "omron-ble", "BLESmart_0000011F", "X")
    machine = fresh().machine(known, Opening(1))
    machine.tick(3.0)
    asked = machine.receive(Connected(frozenset({"2A35", "2A08"}), LOCAL))
    assert Read("2A08") in asked and Subscribe("2A35") in asked
    other = fresh().machine(known, Opening(1)).receive(Connected(frozenset({"2A19"}), LOCAL))
    assert other == [Failed(Reason.NOT_SUPPORTED)]


# --- the advert -------------------------------------------------------------------------------------------------------
def test_a_session_is_worth_it_only_when_the_counters_moved() -> None:
    driver, brain = fresh(), brain_of(TWO_USERS)
    known = KnownDevice("ble:X", "omron-ble", "", "X", key=KEY)

    def has_news() -> bool:
        data = omron.encode_advert(brain.advert())
        return driver.has_news(Advert("X", "BLEsmart_0000", frozenset(), -60, ((omron.COMPANY, data),)), known)

    brain.press(128, 82, 71, user=2)
    assert has_news()
    run = pump(brain, made=driver)
    run.run(until=lambda: bool(run.readings))
    run.hang_up()
    assert has_news()  # not everything was read
    pump(brain, made=driver).run()
    assert not has_news()
    brain.press(118, 78, 66, user=2)
    assert has_news()
    silent = Advert("X", "BLEsmart_0000", frozenset(), -60)
    assert driver.has_news(silent, known)


def test_an_advert_tells_users_and_pairing() -> None:
    said = OmronAdvert(1, True, True, (UserCount(720, 100), UserCount(17, 17)))
    assert omron.decode_advert(omron.encode_advert(said)) == said
