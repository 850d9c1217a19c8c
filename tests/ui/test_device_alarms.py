"""Alarms of devices and the digits on a label, on whatever page."""

from __future__ import annotations

from concurrent.futures import Future

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from device_drivers.errors import DeviceError, Reason
from device_drivers.readings import DeviceNews, DeviceState, PasskeyWanted
from tests.ui.desktop_run import Run
from ui.device_alarms import AGAIN_AFTER, DeviceAlarms

Key = Qt.Key


def alarms(run: Run) -> DeviceAlarms:
    made = run.desktop._alarms
    assert made is not None
    return made


def tell(run: Run, state: DeviceState, reason: str | None) -> None:
    card = next(one for one in run.clinic.devices.known() if one.sticker == "红1")
    run.clinic.devices.heard(DeviceNews(card.hub_id, state, reason, None, run.clock.now(), None, None))


def i_know(run: Run) -> None:
    button = next(one for one in alarms(run).notice.findChildren(QPushButton) if one.accessibleName() == "知道了")
    button.click()


def test_a_cuff_taken_over_by_another_host_is_shouted_until_somebody_knows(signed_in: Run) -> None:
    """H21: two hosts bonded to one cuff."""
    qtbot, notice = signed_in.qtbot, alarms(signed_in).notice
    signed_in.key(Key.Key_F10)
    tell(signed_in, DeviceState.FAILED, Reason.BOND_ELSEWHERE)
    qtbot.waitUntil(notice.isVisible)
    assert "红1" in notice.accessibleName() and "配对走" in notice.accessibleName()
    tell(signed_in, DeviceState.CONNECTING, None)
    signed_in.key(Key.Key_F5)
    assert notice.isVisible()
    i_know(signed_in)
    assert not notice.isVisible()
    tell(signed_in, DeviceState.FAILED, Reason.BOND_ELSEWHERE)
    tell(signed_in, DeviceState.FAILED, Reason.GAP)
    qtbot.waitUntil(notice.isVisible)
    assert "不连续" in notice.accessibleName()
    i_know(signed_in)
    signed_in.clock.forward(AGAIN_AFTER.total_seconds() + 1)
    tell(signed_in, DeviceState.FAILED, Reason.BOND_ELSEWHERE)
    qtbot.waitUntil(notice.isVisible)


def test_an_ordinary_failure_is_no_alarm(signed_in: Run) -> None:
    tell(signed_in, DeviceState.FAILED, Reason.LOST)
    signed_in.qtbot.waitUntil(lambda: any("红1" in text for text in signed_in.desktop.window.status.texts()))
    assert not alarms(signed_in).notice.isVisible()


def test_the_digits_on_the_label_are_asked_for_and_sent(signed_in: Run) -> None:
    qtbot, line, radio = signed_in.qtbot, alarms(signed_in).passkey, signed_in.station.devices
    assert radio is not None
    device = next(one for one in signed_in.clinic.devices.known() if one.sticker == "蓝2").hub_id
    signed_in.station.passkeys.publish(PasskeyWanted(device, 25.0))
    qtbot.waitUntil(line.digits.hasFocus)
    assert "蓝2" in line._ask.text()
    qtbot.keyClicks(line.digits, "12a34")
    qtbot.keyClick(line.digits, Key.Key_Return)
    assert line.isVisible() and "6" in line._wait.text()
    qtbot.keyClicks(line.digits, "567")
    assert line.digits.text() == "123456"
    qtbot.keyClick(line.digits, Key.Key_Return)
    qtbot.waitUntil(lambda: ("passkey 123456", device) in radio.asked)
    assert not line.isVisible()


def test_giving_up_says_so_to_the_device_and_late_digits_say_so_to_the_person(signed_in: Run) -> None:
    qtbot, line, radio = signed_in.qtbot, alarms(signed_in).passkey, signed_in.station.devices
    assert radio is not None
    signed_in.station.passkeys.publish(PasskeyWanted("ble:C0:00:00:00:00:77", 25.0))
    qtbot.waitUntil(line.isVisible)
    line.give_up.click()
    qtbot.waitUntil(lambda: ("passkey ", "ble:C0:00:00:00:00:77") in radio.asked)

    def too_late(hub_id: str, digits: str) -> Future[None]:
        failed: Future[None] = Future()
        failed.set_exception(DeviceError(Reason.PASSKEY_REFUSED, device=hub_id))
        return failed

    radio.answer_passkey = too_late  # type: ignore[method-assign]
    signed_in.station.passkeys.publish(PasskeyWanted("ble:C0:00:00:00:00:77", 25.0))
    qtbot.waitUntil(line.isVisible)
    line.digits.setText("123456")
    line.pair.click()
    qtbot.waitUntil(lambda: "配对号码不对" in line._wait.text() and line.isVisible())


def test_the_line_goes_when_the_device_no_longer_waits(signed_in: Run) -> None:
    line = alarms(signed_in).passkey
    signed_in.station.passkeys.publish(PasskeyWanted("ble:C0:00:00:00:00:77", 1.0))
    signed_in.qtbot.waitUntil(line.isVisible)
    signed_in.qtbot.waitUntil(lambda: not line.isVisible(), timeout=3000)
    assert not line._second.isActive()
