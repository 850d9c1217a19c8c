"""Identity card readers: a card is told once, nothing of it is journalled, and what is not a citizen's card is not guessed at."""

from __future__ import annotations

from dataclasses import replace

import pytest

from device_drivers import registry
from device_drivers.errors import Reason
from device_drivers.manifest import Model, Transport
from device_drivers.protocols import idcard_sam
from device_drivers.protocols.idcard_sam import Command, ResultCode
from device_drivers.protocols.idcard_session import POLL_SECONDS
from device_drivers.protocols.machine import BULK, HID, SERIAL, Closing, Disconnected, Failed
from device_drivers.readings import Card, DeviceState
from device_drivers.virtual.front_desk import SAMPLE, CardReader
from tests.device_drivers.bench_talk import Bench, clock
from tests.device_drivers.conftest import Room
from tests.device_drivers.model_sessions import models_of
from tests.device_drivers.scenarios import covers

CHANNELS = {Transport.SERIAL: SERIAL, Transport.USB: BULK, Transport.HID: HID}
EVERY = pytest.mark.parametrize("driver", ["idcard-sam", "idcard-sam-usb", "idcard-sam-hid"])
PERMIT = idcard_sam.encode_text(SAMPLE)[:248] + "J".encode("utf-16-le") + idcard_sam.encode_text(SAMPLE)[250:]


def reader(bench: Bench) -> CardReader:
    assert isinstance(bench.instrument, CardReader)
    return bench.instrument


def serial(piece: int = 999) -> Bench:
    return Bench(CardReader(clock()), piece=piece).connect()


def on(driver: str) -> Bench:
    """A reader on the channel of that driver."""
    channel = CHANNELS[registry.driver(driver).manifest.transport]
    instrument = CardReader(clock(), channel=channel)
    instrument.driver = driver
    return Bench(instrument, channel=channel, piece=11).connect()


def check_model(model: Model, driver: str) -> None:
    channel = CHANNELS[registry.driver(driver).manifest.transport]
    instrument = CardReader(clock(), model.name, channel)
    instrument.driver = driver
    bench = Bench(instrument, channel=channel, piece=13).connect()
    assert bench.states == [DeviceState.CONNECTED]
    bench.wait(1)
    instrument.put(address="河南省郏县新村2号")
    bench.wait(1)
    instrument.lift()
    bench.wait(1)
    instrument.put(replace(SAMPLE, name="李四"))
    bench.wait(1)
    first, second = bench.shown
    assert isinstance(first, Card) and isinstance(second, Card)
    assert (first.kind, first.name, first.id_number, first.birth_date) == ("resident", "张三", "11010519491231002X", "1949-12-31")
    assert first.valid_to == "长期" and first.new_address == "河南省郏县新村2号" and second.new_address == ""
    assert second.name == "李四" and first.device == instrument.id
    assert bench.journalled == []


@covers("idcard-sam", "fragments")
@models_of("idcard-sam")
def test_every_model_on_a_serial_line(model: Model) -> None:
    check_model(model, "idcard-sam")


@covers("idcard-sam-usb", "fragments")
@models_of("idcard-sam-usb")
def test_every_model_on_a_bulk_pipe(model: Model) -> None:
    check_model(model, "idcard-sam-usb")


@covers("idcard-sam-hid", "fragments")
@models_of("idcard-sam-hid")
def test_every_model_with_reports(model: Model) -> None:
    check_model(model, "idcard-sam-hid")


def test_find_and_select_come_before_every_reading_and_not_too_often() -> None:
    bench = serial()
    reader(bench).put()
    bench.wait(1).instrument.take()
    bench.wait(2)
    commands = reader(bench).commands
    for at, command in enumerate(commands):
        if command is Command.READ_TEXT_PHOTO:
            assert commands[at - 2 : at] == [Command.FIND_CARD, Command.SELECT_CARD]
    assert commands.count(Command.FIND_CARD) <= 3 / 0.3 + 1 and POLL_SECONDS >= 0.3
    assert set(commands) <= {
        Command.GET_STATUS,
        Command.FIND_CARD,
        Command.SELECT_CARD,
        Command.READ_TEXT_PHOTO,
        Command.READ_ADDITIONAL_ADDRESS,
    }


@covers("idcard-sam", "replay")
@covers("idcard-sam-usb", "replay")
@covers("idcard-sam-hid", "replay")
@EVERY
@pytest.mark.parametrize("sticky", [False, True])
def test_a_card_left_on_the_plate_is_told_once(sticky: bool, driver: str) -> None:
    bench = on(driver)
    reader(bench).sticky = sticky
    reader(bench).put()
    assert len(bench.wait(30).shown) == 1
    reader(bench).lift()
    bench.wait(5)
    reader(bench).put()
    assert len(bench.wait(2).shown) == 2


@pytest.mark.parametrize(
    ("card", "issues"),
    [
        (SAMPLE, ()),
        (replace(SAMPLE, id_number="110105194912310021"), ("checksum",)),
        (replace(SAMPLE, birth_date="1949-12-30"), ("birth_date",)),
        (replace(SAMPLE, sex_code="1"), ("sex",)),
        (replace(SAMPLE, sex_code="9"), ()),
        (replace(SAMPLE, name="张\ue863"), ("rare_character",)),
    ],
)
def test_what_does_not_fit_is_told(card: idcard_sam.CardText, issues: tuple[str, ...]) -> None:
    bench = serial()
    reader(bench).put(card)
    [shown] = bench.wait(1).shown
    assert isinstance(shown, Card) and shown.issues == issues


@pytest.mark.parametrize("letter", ["J", "I", "Y", "Z"])
def test_another_kind_of_card_is_not_guessed_at_and_told_once(letter: str) -> None:
    """Residence permits share the 256 bytes with other columns."""
    bench = serial()
    reader(bench).put(PERMIT[:248] + letter.encode("utf-16-le") + PERMIT[250:])
    bench.wait(20)
    assert bench.shown == [] and bench.reasons == [Reason.CARD_UNKNOWN] and bench.journalled == []


def test_columns_that_are_not_a_citizens_are_not_guessed_at() -> None:
    text = idcard_sam.encode_text(SAMPLE)
    bench = serial()
    reader(bench).put(text[100:] + text[:100])
    bench.wait(5)
    assert bench.shown == [] and bench.reasons == [Reason.CARD_UNKNOWN]


def test_a_card_moved_while_it_is_read_is_read_again() -> None:
    bench = serial()
    reader(bench).broken_reads = 2
    reader(bench).put()
    assert len(bench.wait(3).shown) == 1 and bench.reasons == []


def test_a_card_that_cannot_be_read_is_told_once() -> None:
    bench = serial()
    reader(bench).broken_reads = 50
    reader(bench).put()
    bench.wait(10)
    assert bench.shown == [] and bench.reasons == [Reason.CARD_UNREADABLE]
    reader(bench).lift()
    bench.wait(1)
    reader(bench).broken_reads = 0
    reader(bench).put()
    assert len(bench.wait(1).shown) == 1


@covers("idcard-sam", "corrupt_frame")
@covers("idcard-sam-usb", "corrupt_frame")
@covers("idcard-sam-hid", "corrupt_frame")
@EVERY
def test_a_damaged_reading_is_asked_for_again_and_kept_nowhere(driver: str) -> None:
    """Damaged bytes may be half a name: they are not even journalled as refused."""
    bench = on(driver)
    reader(bench).put()
    bench.wait(0.1)
    reader(bench).spoil = 1
    bench.wait(10)
    assert len(bench.shown) == 1 and bench.journalled == []


@covers("idcard-sam", "power_off")
@covers("idcard-sam-usb", "power_off")
@covers("idcard-sam-hid", "power_off")
@EVERY
def test_a_cable_pulled_in_the_middle_of_a_card_leaves_nothing_of_it(driver: str) -> None:
    """The card is read whole by the next session, and half of it is nowhere."""
    first = on(driver)
    reader(first).put()
    first.most = 400
    first.wait(1)
    assert first.event(Disconnected()) == [Failed(Reason.LOST)] and first.shown == [] and first.journalled == []
    assert "张" not in repr(vars(first.machine))
    reader(first).put()
    second = Bench(reader(first), channel=first.channel).connect().wait(1)
    assert len(second.shown) == 1 and second.journalled == []


def test_a_reader_that_does_not_answer_is_lost_after_some_tries() -> None:
    instrument = CardReader(clock())
    instrument.deaf = 2
    bench = Bench(instrument).connect()
    bench.wait(4)
    assert bench.states == [DeviceState.CONNECTED]
    instrument.deaf = 99
    assert bench.wait(10).failures == [Failed(Reason.TIMEOUT)]


def test_a_module_that_reports_itself_broken() -> None:
    instrument = CardReader(clock())
    instrument.status = ResultCode.AUTHENTICATION_FAILED
    assert Bench(instrument).connect().failures == [Failed(Reason.DEVICE_ERROR)]


def test_an_additional_address_that_never_comes_does_not_hold_the_card_up() -> None:
    bench = serial()
    reader(bench).put()
    while Command.READ_TEXT_PHOTO not in reader(bench).commands:
        bench.wait(0.05)
        if reader(bench).commands[-1] is Command.FIND_CARD:
            reader(bench).deaf = 0
    bench.wait(2)
    [shown] = bench.shown
    assert isinstance(shown, Card) and shown.new_address == ""


def test_closing_and_losing_forget_the_card() -> None:
    bench = serial()
    reader(bench).put()
    bench.wait(1)
    assert bench.event(Closing()) == [] and bench.machine.due is None
    assert bench.event(Disconnected()) == [Failed(Reason.LOST)]
    assert "张三" not in repr(vars(bench.machine))


def test_over_a_line_the_card_is_told_and_never_journalled(room: Room) -> None:
    """Nothing personal in the journal, nor in the news of devices."""
    instrument = CardReader(room.clock())
    peer = room.bench(instrument)
    room.know(peer.id, "idcard-sam")
    room.desk.wait_state(DeviceState.CONNECTED)
    room.do(instrument.put)
    room.desk.wait(lambda: room.desk.others)
    [card] = room.desk.others
    assert isinstance(card, Card) and card.name == "张三" and card.issues == ()
    assert room.desk.frames == [] and "张三" not in repr(room.desk.news)
