"""`xiangyi devices`: the list, the air, the decoder's answer."""

from __future__ import annotations

import io
import json
from concurrent.futures import Future

import pytest

from app.cli import main
from device_drivers.errors import DeviceError, Reason
from device_drivers.hub import DeviceHub
from device_drivers.protocols.decode import answer_hex
from device_drivers.readings import Found
from device_drivers.registry import manifests

Capture = pytest.CaptureFixture[str]
FRAME = "1e7800500064 00e90701140f2f0a 4b00 01 0000".replace(" ", "")


def test_every_supported_device_is_listed(capsys: Capture) -> None:
    assert main(["devices"]) == 0
    told = capsys.readouterr().out
    for one in manifests():
        assert one.id in told and all(model.name in told for model in one.models)
    assert "蓝牙" in told and "串口" in told and "血压" in told


def test_the_list_for_machines(capsys: Capture) -> None:
    assert main(["devices", "--json", "--language", "en"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["id"] for row in rows] == [one.id for one in manifests()]


def test_one_frame_gets_one_answer(capsys: Capture) -> None:
    assert main(["devices", "decode", "ble-blood-pressure", "2A35", FRAME]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told == answer_hex("ble-blood-pressure", "2A35", FRAME) and told["value"]["systolic"] == 120


@pytest.mark.parametrize("frame", ["00", "zz", ""])
def test_a_refused_frame_is_an_answer_too(capsys: Capture, frame: str) -> None:
    assert main(["devices", "decode", "ble-blood-pressure", "2A35", frame]) == 0
    assert json.loads(capsys.readouterr().out)["ok"] is False


def test_a_batch_is_answered_line_by_line(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = [{"id": "a", "protocol": "ble-blood-pressure", "message": "2A35", "hex": FRAME}, {"id": "b", "protocol": "no", "hex": "00"}]
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(map(json.dumps, asked)) + "\nnot json\n"))
    assert main(["devices", "decode", "--batch"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(row["id"], row["ok"]) for row in rows] == [("a", True), ("b", False), (None, False)]


@pytest.mark.parametrize("frame", [[], ["one", "two"], ["1", "2", "3", "4"]])
def test_too_few_or_too_many_words_are_told(capsys: Capture, frame: list[str]) -> None:
    assert main(["devices", "decode", *frame]) == 2
    assert "PROTOCOL MESSAGE HEX" in capsys.readouterr().err


def _heard(answer: list[Found] | Exception) -> Future[list[Found]]:
    heard: Future[list[Found]] = Future()
    if isinstance(answer, Exception):
        heard.set_exception(answer)
    else:
        heard.set_result(answer)
    return heard


def test_a_scan_names_device_and_driver(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    found = [Found("ble:AA", "UA-651BLE", -40, "ble-blood-pressure"), Found("ble:BB", "", None, None)]
    monkeypatch.setattr(DeviceHub, "scan", lambda self, seconds: _heard(found))
    assert main(["devices", "scan", "--seconds", "1"]) == 0
    told = capsys.readouterr().out
    assert "ble-blood-pressure" in told and "（没有驱动）" in told and "共发现 2 台" in told


@pytest.mark.parametrize(
    ("fault", "words"), [(DeviceError(Reason.ADAPTER_OFF), "Bluetooth is switched off"), (TimeoutError(), "did not answer in time")]
)
def test_a_radio_that_does_not_work_is_told(capsys: Capture, monkeypatch: pytest.MonkeyPatch, fault: Exception, words: str) -> None:
    monkeypatch.setattr(DeviceHub, "scan", lambda self, seconds: _heard(fault))
    assert main(["devices", "scan", "--language", "en"]) == 1
    assert words in capsys.readouterr().err
