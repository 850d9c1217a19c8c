"""Status line and rail follow what happens below."""

from __future__ import annotations

from PySide6.QtCore import Qt

from app.domain.critical_value import CriticalAct
from app.services.critical_values import CriticalValues, Done
from device_drivers.readings import DeviceNews, DeviceState
from tests.ui.desktop_run import PATIENCE, Run
from tests.ui.pages.visits import the_nurse

Key, Control = Qt.Key, Qt.KeyboardModifier.ControlModifier


def test_the_status_line_and_the_rail_follow_the_news(signed_in: Run) -> None:
    window, clinic = signed_in.desktop.window, signed_in.clinic
    signed_in.qtbot.waitUntil(lambda: "未设置上传" in window.status.texts())  # read beside the screen's thread
    card = next(one for one in clinic.devices.known() if "blood_pressure" in one.kinds)
    clinic.devices.heard(DeviceNews(card.hub_id, DeviceState.DRAINED, None, 80, signed_in.clock.now(), 0.0, None))
    signed_in.qtbot.waitUntil(lambda: "红1 可以测" in window.status.texts())
    signed_in.arrive()
    signed_in.arrive(1)
    signed_in.qtbot.waitUntil(lambda: window._buttons["encounter"]._badge == "2")
    told = {key: button._badge for key, button in window._buttons.items() if button._badge}
    assert told == {"encounter": "2"} and len(clinic.queue.today()) == 2, "nothing waits behind any other entry"
    assert {"未设置上传", "红1 可以测"} <= set(window.status.texts()), "what was said before stays said"


def test_a_value_taken_back_is_said_on_whatever_page(signed_in: Run) -> None:
    """H25: the doctor called somebody in, then writes on another page while the nurse finds the mistake."""
    window, clinic = signed_in.desktop.window, signed_in.clinic
    visit = signed_in.arrive()
    clinic.queue.call(visit)
    signed_in.key(Key.Key_F10)
    with the_nurse(clinic.desk):
        one = clinic.intake.enter(visit, "glucose", "7.8", "fasting").measurement
        clinic.intake.mark_error(one.id, "wrong_person")
    signed_in.qtbot.waitUntil(lambda: "黄色提示" in window.toast.accessibleName())
    assert window.current == "residents" and window.toast.isVisible()


def test_a_critical_value_stays_in_the_status_bar_until_somebody_was_told(signed_in: Run) -> None:
    """H36: on whatever page, and louder when the two hours are over; its key leads to the list."""
    window, clinic = signed_in.desktop.window, signed_in.clinic
    visit = signed_in.arrive()
    made = clinic.intake.enter(visit, "glucose", "18.5", "fasting", again="18.5").measurement
    signed_in.qtbot.waitUntil(lambda: any("危急值未告知 1" in words for words in window.status.texts()), timeout=PATIENCE)
    window.status.critical_pressed.emit()
    assert window.current == "day"
    CriticalValues(clinic.desk).record(made.id, Done(CriticalAct.TOLD, "本人", action="转县医院"))
    signed_in.qtbot.waitUntil(lambda: not any("危急值" in words for words in window.status.texts()), timeout=PATIENCE)
