"""The application: language and looks in one call, Qt's messages and our own slips in the log."""

import logging
import sys

import pytest
from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from ui import app as ui_app
from ui import theme


def test_dressing_sets_scale_language_and_name(dressed: QApplication) -> None:
    ui_app.dress(dressed, 1.4, "zh_CN")
    assert theme.scale() == 1.4 and dressed.applicationDisplayName() == "乡医工作站"
    ui_app.dress(dressed, 1.0, "en")
    assert dressed.applicationDisplayName() == "Village doctor's workstation"


@pytest.mark.expect_log("a painter was not active")
def test_what_qt_says_is_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, "ui.qt"):
        ui_app.to_log(QtMsgType.QtWarningMsg, QMessageLogContext(), "a painter was not active")
        ui_app.to_log(QtMsgType.QtDebugMsg, QMessageLogContext(), "detail")
    assert [(record.levelno, record.getMessage()) for record in caplog.records] == [
        (logging.WARNING, "a painter was not active"),
        (logging.DEBUG, "detail"),
    ]


@pytest.mark.expect_log("an error in a slot")
def test_an_error_in_a_slot_is_logged_with_its_trace(caplog: pytest.LogCaptureFixture) -> None:
    try:
        raise ValueError("slip")
    except ValueError as error:
        ui_app.uncaught(ValueError, error, error.__traceback__)
    assert caplog.records[0].exc_info is not None and caplog.records[0].exc_info[0] is ValueError


def test_the_handlers_are_put_in_place(monkeypatch: pytest.MonkeyPatch, dressed: QApplication) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    before = qInstallMessageHandler(None)
    try:
        ui_app.listen_for_trouble()
        assert sys.excepthook is ui_app.uncaught and qInstallMessageHandler(None) is ui_app.to_log
    finally:
        qInstallMessageHandler(before)


@pytest.mark.parametrize(("modifiers", "wanted"), [("@im=fcitx", "ibus"), ("@im=ibus", None)])
def test_fcitx_is_reached_through_ibus(monkeypatch: pytest.MonkeyPatch, modifiers: str, wanted: str | None) -> None:
    monkeypatch.setenv("XMODIFIERS", modifiers)
    monkeypatch.delenv("QT_IM_MODULE", raising=False)
    ui_app.prefer_ibus()
    import os

    assert os.environ.get("QT_IM_MODULE") == wanted
    monkeypatch.delenv("QT_IM_MODULE", raising=False)
