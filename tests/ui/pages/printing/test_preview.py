"""The preview: pages of the same PDF, the printer that was used last, and what happened in words."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app.errors import KnownError
from app.printing.prescription import prescription_pdf
from app.services.pdf_signing import PdfSignature, PdfVerdict, Trust
from tests.app.printing.sheets import ORDINARY
from ui.bridge import Bridge
from ui.pages.printing import preview
from ui.pages.printing.preview import PrintPreview


class Memory:
    """Printers in a dict."""

    def __init__(self) -> None:
        self.kept = {"prescription": "Tray 2"}

    def chosen(self, kind: str) -> str:
        return self.kept.get(kind, "")

    def choose(self, kind: str, printer: str) -> None:
        self.kept[kind] = printer


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the printers that got a paper; two are there."""
    names: list[str] = []
    monkeypatch.setattr(preview, "printer_names", lambda: ["Laser", "Tray 2"])
    monkeypatch.setattr(preview, "print_pdf", lambda pdf, name: names.append(name))
    return names


@pytest.fixture
def shown(bridge: Bridge, qtbot: QtBot) -> PrintPreview:
    made = PrintPreview(bridge, Memory())
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    return made


def test_it_shows_all_pages_and_proposes_the_last_printer(shown: PrintPreview, sent: list[str], qtbot: QtBot) -> None:
    papers: list[bool] = []
    shown.show_pdf("处方", prescription_pdf(ORDINARY), "prescription", lambda: papers.append(True))
    qtbot.waitUntil(lambda: shown.page_count() == 1)
    assert shown.printers.currentText() == "Tray 2" and not shown._no_printer.isVisible()
    shown.print.click()
    assert sent == ["Tray 2"] and papers == [True] and "Tray 2" in shown.notice._what.text()
    shown.printers.setCurrentText("Laser")
    shown.print.click()
    assert shown._memory.chosen("prescription") == "Laser"


def test_a_printer_that_fails_keeps_the_document_and_counts_no_paper(
    shown: PrintPreview, sent: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(pdf: bytes, name: str) -> None:
        raise KnownError("printer_failed", printer=name)

    monkeypatch.setattr(preview, "print_pdf", fail)
    papers: list[bool] = []
    shown.show_pdf("处方", prescription_pdf(ORDINARY), "prescription", lambda: papers.append(True))
    shown.print.click()
    assert papers == [] and "没有接收打印" in shown.notice._what.text()


def test_without_a_printer_it_says_so_and_saves(shown: PrintPreview, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preview, "printer_names", lambda: list[str]())
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *given: (str(tmp_path / "rx.pdf"), ""))
    pdf = prescription_pdf(ORDINARY)
    shown.show_pdf("处方", pdf, "prescription", lambda: None)
    assert not shown.print.isEnabled() and shown._no_printer.isVisible()
    shown.save.click()
    assert (tmp_path / "rx.pdf").read_bytes() == pdf
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *given: (str(tmp_path / "no" / "rx.pdf"), ""))
    shown.save.click()
    assert "没有写成" in shown.notice._what.text()


def test_escape_leads_back(shown: PrintPreview, qtbot: QtBot) -> None:
    with qtbot.waitSignal(shown.closed):
        qtbot.keyClick(shown, Qt.Key.Key_Escape)
    assert shown.page_count() == 0


class Signer:
    """Signs behind the page; ``fault``: why it cannot."""

    def __init__(self, fault: KnownError | None = None) -> None:
        self.fault = fault

    def sign(self, pdf: bytes, reason: str = "") -> bytes:
        if self.fault is not None:
            raise self.fault
        return pdf + reason.encode()

    def check(self, pdf: bytes) -> PdfVerdict:
        one = PdfSignature("王建国", "柳树村卫生室", "柳树村卫生室", "2026-03-05T00:41:00.000Z", "", Trust.OWN, True, "00")
        return PdfVerdict((one,), pdf.endswith("处方笺副本".encode()))


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a copy is saved."""
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *given: (str(tmp_path / "rx.pdf"), ""))
    return tmp_path / "rx.pdf"


def test_a_saved_copy_is_signed_and_the_file_says_by_whom(shown: PrintPreview, file: Path, qtbot: QtBot) -> None:
    pdf, papers = prescription_pdf(ORDINARY), list[bool]()
    shown.show_pdf("处方", pdf, "prescription", lambda: papers.append(True), Signer())
    shown.save.click()
    qtbot.waitUntil(lambda: bool(papers))
    assert file.read_bytes().startswith(pdf) and len(file.read_bytes()) > len(pdf)
    assert "王建国（柳树村卫生室）2026-03-05 08:41签名，内容未被改动" in shown.notice._rest.text() and shown.save.isEnabled()


def test_a_person_without_a_key_saves_a_copy_without_a_signature(shown: PrintPreview, file: Path, qtbot: QtBot) -> None:
    pdf, papers = prescription_pdf(ORDINARY), list[bool]()
    shown.show_pdf("处方", pdf, "prescription", lambda: papers.append(True), Signer(KnownError("rx_no_key")))
    shown.save.click()
    qtbot.waitUntil(lambda: bool(papers))
    assert file.read_bytes() == pdf and "没有电子签名" in shown.notice._what.text()


def test_a_signed_copy_that_cannot_be_written_counts_no_paper(
    shown: PrintPreview, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *given: (str(tmp_path / "no" / "rx.pdf"), ""))
    papers: list[bool] = []
    shown.show_pdf("处方", prescription_pdf(ORDINARY), "prescription", lambda: papers.append(True), Signer())
    shown.save.click()
    qtbot.waitUntil(lambda: "没有写成" in shown.notice._what.text())
    assert papers == [] and shown.save.isEnabled()
