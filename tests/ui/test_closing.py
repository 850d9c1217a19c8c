"""The end of a run."""

from __future__ import annotations

from PySide6.QtCore import Qt

from tests.ui.desktop_run import Run
from ui.waiting import WaitingCover

Key, Control = Qt.Key, Qt.KeyboardModifier.ControlModifier


def test_closing_says_what_is_not_uploaded_and_ends_everything(signed_in: Run) -> None:
    from app.store import sync_state

    store = signed_in.clinic.desk.store
    store.write(lambda uow: sync_state.add_peer(uow, "hub", "hub", "http://127.0.0.1:9/fhir")).result()
    signed_in.arrive()
    with signed_in.qtbot.waitSignal(signed_in.desktop.ended, timeout=10_000):
        signed_in.desktop.window.close()
        cover = signed_in.page(WaitingCover)
        assert isinstance(cover, WaitingCover)
        assert "数据已保存，可以关机" in cover.title.text() and "未上传" in cover.details.text()
        assert signed_in.desktop.window.isVisible()
    assert signed_in.station.closed and not signed_in.desktop.window.isVisible()


def test_closing_before_anybody_signed_in_is_at_once(run: Run) -> None:
    run.begin()
    with run.qtbot.waitSignal(run.desktop.ended):
        run.desktop.window.close()
    assert run.desktop.is_over
