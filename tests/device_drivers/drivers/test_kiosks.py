"""Kiosks that write text lines: every shipped model, tables of a clinic's own, and what goes wrong on the line."""

from __future__ import annotations

import sys
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from device_drivers import kiosks
from device_drivers.errors import Reason
from device_drivers.manifest import Model, Opening
from device_drivers.profiles import ProfileError
from device_drivers.protocols.kiosk_session import IDLE_SECONDS, SILENCE_SECONDS
from device_drivers.protocols.machine import BytesIn, Connected, Disconnected, Failed, Refuse, Result
from device_drivers.readings import DeviceState, Kind, KnownDevice, Quantity, Reading
from device_drivers.registry import driver
from device_drivers.virtual.cable_cuff import CuffCore
from device_drivers.virtual.kiosk import HeightWeightCore, KioskCore
from tests.device_drivers.conftest import Room
from tests.device_drivers.cuff_talk import TIMES, WALL, CuffTalk, Script, clock, keys, same
from tests.device_drivers.model_sessions import models_of
from tests.device_drivers.scenarios import covers

HBP, TERUMO, GTECH = "omron-hbp", "terumo", "gtech-height-weight"


def made(driver_id: str, model: Model) -> CuffCore:
    if driver_id == GTECH:
        return HeightWeightCore(clock(), model.name, sheet=model.profile == "sheet")
    return KioskCore(clock(), model.name, model.profile)


def opened(talk: CuffTalk, seconds: float = IDLE_SECONDS) -> CuffTalk:
    """The line was open and idle for so long."""
    talk.run()
    talk.now += seconds
    talk.machine.tick(talk.now)
    return talk


def check_session(driver_id: str, model: Model, piece: int) -> None:
    core = made(driver_id, model)
    talk = opened(CuffTalk(driver_id, core, model, piece=piece))
    first = talk.press(128, 83, 71)
    second = talk.press(142, 91, 77)
    talk.go_on(seconds=3)
    assert all(same(reading, taken) for reading, taken in zip(talk.readings, (first, second), strict=True))
    assert all(reading.seen_taken and reading.user_slot is None for reading in talk.readings)
    assert len(keys(talk.readings)) == 2 and not talk.written
    assert (
        b"".join(reading.raw for reading in talk.readings).endswith(core.last.removeprefix(b"\0\r\n"))
        if isinstance(core, KioskCore)
        else True
    )


@models_of("omron-hbp")
@covers("omron-hbp", "fragments")
def test_every_omron_kiosk(model: Model) -> None:
    check_session(HBP, model, piece=3)


@models_of("terumo")
@covers("terumo", "fragments")
def test_every_terumo(model: Model) -> None:
    check_session(TERUMO, model, piece=1)


@models_of("gtech-height-weight")
@covers("gtech-height-weight", "fragments")
def test_every_height_and_weight_column(model: Model) -> None:
    check_session(GTECH, model, piece=7)
    core = HeightWeightCore(clock(), model.name, sheet=model.profile == "sheet")
    talk = opened(CuffTalk(GTECH, core, model))
    core.weigh(Decimal("90.05"), Decimal("188.6"))
    talk._arrive(core.spoken())
    [reading] = talk.readings
    assert reading.kind is Kind.WEIGHT and reading.quantity("weight") == Quantity(Decimal("90.05"), "kg")
    assert reading.quantity("height") == Quantity(Decimal("188.6"), "cm") and reading.quantity("bmi") == Quantity(Decimal("25.3"), "kg/m2")


# --- what goes wrong on the line --------------------------------------------------------------------------------------
@pytest.fixture(params=["format5", "format5-9030", "r1"])
def core(request: pytest.FixtureRequest) -> KioskCore:
    return KioskCore(clock(), _model(request.param).name, request.param)


def _model(line: str) -> Model:
    owner = TERUMO if line == "r1" else HBP
    return next(model for model in driver(owner).manifest.models if model.profile == line)


def talking(core: KioskCore, piece: int = 1000) -> CuffTalk:
    model = next(model for model in driver(core.driver).manifest.models if model.name == core.model)
    return opened(CuffTalk(core.driver, core, model, piece))


@pytest.mark.parametrize("believed", TIMES)
@covers("omron-hbp", "wrong_clock")
@covers("terumo", "wrong_clock")
def test_a_wrong_clock_is_told_as_it_is(core: KioskCore, believed: datetime) -> None:
    """H9. What stood on the line before anybody looked was not seen being taken."""
    core.clock.set(believed)
    talk = talking(core)
    talk.press(128, 83, 71)
    [reading] = talk.readings
    assert reading.clock_offset_s is None
    if core.mean:
        assert (reading.device_time or "")[5:16] == believed.isoformat()[5:16]


def test_what_waited_in_the_line_was_not_seen(core: KioskCore) -> None:
    """H22: a serial server hands over what came while nobody was connected."""
    model = next(model for model in driver(core.driver).manifest.models if model.name == core.model)
    talk = opened(CuffTalk(core.driver, core, model), seconds=0.5)
    talk.press(128, 83, 71)
    assert [reading.seen_taken for reading in talk.readings] == [False]


@covers("omron-hbp", "corrupt_frame")
@covers("terumo", "corrupt_frame")
def test_noise_in_front_and_a_line_broken_off(core: KioskCore) -> None:
    """H11: neither swallows the line behind it."""
    talk = talking(core, piece=5)
    talk._arrive([b"\xff\x00\x80"])
    taken = core.press(128, 83, 71)
    [line] = core.spoken()
    talk._arrive([line])
    assert same(talk.readings[0], taken)
    if core.driver != HBP or core.mean:  # a line without a mark of its own cannot be told from a broken one in front of it
        talk._arrive([line[: len(line) // 2], line])
        assert len(talk.readings) == 2 and talk.readings[0].key() == talk.readings[1].key()
    assert "unknown" in talk.refusals


@covers("omron-hbp", "power_off")
@covers("terumo", "power_off")
def test_half_a_line_that_stays_alone_is_given_up(core: KioskCore) -> None:
    talk = talking(core)
    core.press(128, 83, 71)
    [line] = core.spoken()
    talk._arrive([line[:20]])
    talk.go_on(seconds=SILENCE_SECONDS + 1)
    assert talk.readings == [] and b"".join(a.raw for a in talk.actions if isinstance(a, Refuse)) == line[:20]
    talk.press(131, 84, 70)
    assert len(talk.readings) == 1


def test_no_single_lost_or_wrong_digit_becomes_another_pressure() -> None:
    """H2: HBP lines have no checksum, their width is the only watch; Terumo's sum sees every wrong byte."""
    for line in ("format5", "r1"):
        core = KioskCore(clock(), _model(line).name, line)
        core.press(128, 83, 71)
        [whole] = core.spoken()
        for at in range(len(whole)):
            talk = talking(core)
            talk._arrive([whole[:at] + whole[at + 1 :]])
            talk.go_on(seconds=3)
            assert talk.readings == [], (line, at)
    for at in range(len(whole)):
        talk = talking(core)
        talk._arrive([whole[:at] + bytes((whole[at] ^ 0x01,)) + whole[at + 1 :]])
        talk.go_on(seconds=3)
        assert talk.readings == [], at


@covers("omron-hbp", "wrong_user")
def test_whom_the_kiosk_thinks_it_measured_is_nobodys_business_here() -> None:
    """H20: a number typed into a kiosk is kept raw and makes nobody a patient."""
    lines = [f"bp,{'110101199001' + str(number):0>20},2026/03/05,08:41,128,098,083,071,0\r\n".encode() for number in (1, 2)]
    core = KioskCore(clock(), "Omron HBP-9020", "format5")
    talk = talking(core)
    talk._arrive(lines)
    assert [reading.user_slot for reading in talk.readings] == [None, None] and [reading.context for reading in talk.readings] == [(), ()]
    assert [reading.raw for reading in talk.readings] == lines


def test_zeros_are_no_measurement() -> None:
    core = KioskCore(clock(), "Omron HBP-9020", "format5")
    talk = talking(core)
    talk._arrive([b"bp,99999999999999999999,2026/03/05,08:41,000,000,000,000,0\r\n"])
    assert talk.readings == [] and talk.refusals == [Reason.DEVICE_ERROR]


@covers("omron-hbp", "replay")
@covers("terumo", "replay")
@pytest.mark.parametrize("line", ["format5", "r1"])
def test_a_replay_has_the_same_key_where_the_line_has_a_time(line: str) -> None:
    core = KioskCore(clock(), _model(line).name, line)
    talk = talking(core)
    talk.press(128, 83, 71)
    talk._arrive([core.last])
    assert len(talk.readings) == 2 and len(keys(talk.readings)) == 1


@covers("gtech-height-weight", "power_off", "corrupt_frame")
@pytest.mark.parametrize("sheet", [False, True])
def test_a_column_that_is_unplugged_or_damaged_gives_no_weight(sheet: bool) -> None:
    core = HeightWeightCore(clock(), "G-Tech GL-310 (F4=1)" if sheet else "G-Tech GL-310", sheet=sheet)
    core.weigh(Decimal("62.30"), Decimal("165.5"))
    [whole] = core.spoken()
    for said in (whole[: len(whole) // 2], whole.replace(b"62.30", b"6 .30"), whole.replace(b"165.5", b"\xb165.5")):
        talk = talking(core)
        talk._arrive([said])
        talk.go_on(seconds=3)
        assert talk.readings == [] and talk.refusals
    talk._arrive([whole])
    assert [reading.quantity("weight") for reading in talk.readings] == [Quantity(Decimal("62.30"), "kg")]


def test_a_pulled_cable_ends_it(core: KioskCore) -> None:
    talk = talking(core)
    talk.faults = Script(lambda _, __: None)
    assert talk.press(128, 83, 71) and talk.readings == []
    assert talk.event(Disconnected()) == [Failed(Reason.LOST)]


# --- tables of a clinic's own -----------------------------------------------------------------------------------------
ACME = r"""
driver = "acme-kiosk"
kind = "blood_pressure"
baud = 4800
[[model]]
name = "Acme K1"
format = "csv"
proof = "captured"
source = "our own kiosk in the waiting room"
[format.csv]
start = "K;"
end = "\n"
separator = ";"
columns = [
    { is = '(?P<day>\d\d)\.(?P<month>\d\d)\.(?P<year>\d{4}) (?P<hour>\d\d):(?P<minute>\d\d)' },
    { name = "systolic", is = '\d+(\.\d)?', unit = "kPa" },
    { name = "diastolic", is = '\d+(\.\d)?', unit = "kPa" },
]
void = '.*;ERR.*'
example = "K;05.03.2026 08:41;17.1;11.2\n"
"""


def acme(folder: Path, text: str = ACME, name: str = "acme.toml") -> Path:
    (folder / name).write_text(text, "utf-8")
    return folder


def readings_of(table: kiosks.Table, *lines: bytes) -> tuple[list[Reading], list[str]]:
    machine = table.driver().machine(KnownDevice("serial:x", table.manifest.id, "kiosk", "x"), Opening(1))
    machine.receive(Connected(frozenset({"serial"}), WALL))
    actions = [action for line in lines for action in machine.receive(BytesIn(line))]
    results = [reading for action in actions if isinstance(action, Result) for reading in action.readings]
    return results, [action.reason for action in actions if isinstance(action, Refuse)]


def test_a_file_in_a_folder_adds_a_kiosk(tmp_path: Path) -> None:
    table = kiosks.tables([acme(tmp_path)])["acme-kiosk"]
    assert table.manifest.baud == 4800 and [model.name for model in table.manifest.models] == ["Acme K1"]
    [reading], refused = readings_of(table, b"K;05.03.2026 08:41;17.1;11.2\n", b"K;05.03.2026 08:43;ERR 4\n")
    assert reading.quantity("systolic") == Quantity(Decimal("17.1"), "kPa") and reading.device_time == "2026-03-05T08:41:??"
    assert reading.driver == "acme-kiosk" and refused == [Reason.DEVICE_ERROR]


def test_a_clinic_may_correct_a_shipped_kiosk(tmp_path: Path) -> None:
    text = (kiosks.SHIPPED / "omron_hbp.toml").read_text("utf-8")
    text = text.replace("baud = 9600", "baud = 2400").replace(
        r"is = '\d{1,2}' }", r"is = '\d{1,2}' }, { name = \"note\", is = '.*' }".replace('\\"', '"')
    )
    text = text.replace("068,3\\r\\n", "068,3,first\\r\\n")
    table = kiosks.tables([acme(tmp_path, text, "ours.toml")])[HBP]
    [reading], _ = readings_of(table, b"bp,99999999999999999999,2023/04/27,15:06,140,098,077,068,3,first\r\n")
    assert reading.quantity("systolic") == Quantity(Decimal(140), "mmHg") and table.manifest.baud == 2400


@pytest.mark.expect_log("kiosk table left out")
@pytest.mark.parametrize(
    "wrong",
    [
        ("start = ", "strat = "),
        ('kind = "blood_pressure"', 'kind = "blood"'),
        ('format = "csv"', 'format = "tsv"'),
        ("17.1;11.2", "seventeen;11.2"),
        ('end = "\\n"', 'end = ""'),
        (r"'\d+(\.\d)?', unit = \"kPa\"".replace('\\"', '"'), r"'\d+(\.\d', unit = \"kPa\"".replace('\\"', '"')),
        ('proof = "captured"', 'proof = "sure"'),
        ("[[model]]", "[[modl]]"),
        ("void = ", "viod = "),
        ("baud = 4800", "bauds = 4800"),
        ('source = "our', 'proofs = "our'),
    ],
)
def test_a_table_that_is_wrong_is_left_out_and_said(tmp_path: Path, wrong: tuple[str, str]) -> None:
    found, put = wrong
    assert found in ACME
    tables = kiosks.tables([acme(tmp_path, ACME.replace(found, put))])
    assert "acme-kiosk" not in tables and set(tables) == {HBP, TERUMO, GTECH}
    with pytest.raises(ProfileError, match=r"acme\.toml"):
        kiosks.read(tmp_path / "acme.toml")


def test_the_folder_comes_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / kiosks.FOLDER).mkdir()
    acme(tmp_path / kiosks.FOLDER)
    monkeypatch.setenv("XIANGYI_DEVICE_PROFILES", str(tmp_path))
    assert "acme-kiosk" in {one.manifest.id for one in kiosks.drivers()}


# --- through the hub --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("line", ["format5", "r1"])
def test_through_the_hub_in_small_pieces(room: Room, line: str) -> None:
    core = KioskCore(room.clock(), _model(line).name, line)
    cuff = room.cable_cuff(core)
    room.know(cuff.id, core.driver)
    room.desk.wait_state(DeviceState.DRAINED)
    room.run(cuff.host_here())
    taken = room.run(cuff.press(128, 83, 71))
    [reading] = room.desk.wait_readings(1)
    assert same(reading, taken)
    seen = len(room.desk.news)
    room.run(cuff.unplug())
    assert room.desk.wait_state(DeviceState.FAILED, after=seen).reason is Reason.LOST
    room.desk.wait_state(DeviceState.DRAINED, after=seen)


@pytest.mark.skipif(sys.platform == "win32", reason="no pty on Windows")
def test_over_a_terminal_device_and_the_port_is_busy_for_a_second_one(room: Room) -> None:
    core = KioskCore(room.clock(), "Terumo ES-P2020", "r1")
    cuff = room.cable_cuff(core)

    async def terminal() -> str:
        return cuff.open_pty()

    url = room.run(terminal())
    room.know(f"serial:{url}", TERUMO)
    room.desk.wait_state(DeviceState.DRAINED)
    taken = room.run(cuff.press(128, 83, 71))
    [reading] = room.desk.wait_readings(1)
    assert same(reading, taken)
    seen = len(room.desk.news)
    room.hub.add(KnownDevice("serial:other", TERUMO, "second", url)).result(15)
    assert room.desk.wait_state(DeviceState.FAILED, after=seen).reason is Reason.PORT_BUSY
    room.hub.forget("serial:other").result(15)
    room.hub.forget(f"serial:{url}").result(15)
