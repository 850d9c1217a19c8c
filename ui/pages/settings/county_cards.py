"""Signatures on PDFs, with the issuers that count here, and the county's insurance list."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QLabel, QWidget

from app.clock import local_day
from app.domain.county_file import CountyKind
from app.services.county_files import SUFFIX
from app.services.county_words import told_file
from app.services.issuers import Issuer
from app.services.pdf_signing import PdfVerdict, Trust
from app.services.pdf_words import told_verdict
from app.texts import Message, chosen_language, load_texts, text
from ui import theme
from ui import tokens as t
from ui.pages.settings.county_model import COUNTY, DROPPED, LISTED, SAVED, TAKEN, CountyModel
from ui.widgets.buttons import button
from ui.widgets.flow_layout import flowing
from ui.widgets.frames import Card, column, label, refill, row, secondary
from ui.widgets.notice import Notice

CERTIFICATES = f"*.pem *.crt *.cer *.der *.crl *{SUFFIX}"
LISTS = f"*.csv *.xlsx *{SUFFIX}"


class SignatureCard(Card):
    """Anybody may look at a PDF; whoever keeps the workstation says which issuers count."""

    def __init__(self, model: CountyModel) -> None:
        super().__init__(self.tr("Signatures on PDFs"))
        self._model = model
        self.check = button(self.tr("Check a signed PDF …"), self._check, icon="search")
        self.take = button(self.tr("Take in an issuer or a revocation list …"), self._take)
        self.take.setVisible(model.changes)
        self.notice = Notice()
        self._title = label("", bold=True)
        self.rows = column(gap=t.XS)
        self._county = label("", wrap=True)
        for widget in (flowing(self.check, self.take), self.notice, self._title, self._county, secondary(by_itself(), wrap=True)):
            self.body.addWidget(widget)
        self.body.addLayout(self.rows)
        self.body.addStretch(1)

    def refresh(self) -> None:
        """Follow the model."""
        model = self._model
        for key in (self.check, self.take):
            key.setEnabled(not model.busy)
        self._title.setText(self.tr("Issuers that count besides this institution: {n}").format(n=len(model.issuers)))
        refill(self.rows, [self._row(one) for one in model.issuers])
        _say_county(self._county, model, CountyKind.ISSUERS)
        if model.about == model.SIGNATURES:
            self._say()
        else:
            self.notice.hide()

    def _row(self, one: Issuer) -> QWidget:
        until = self.tr("until {day}").format(day=local_day(one.until).isoformat())
        revoked = self.tr("revocation list of {day}").format(day=local_day(one.listed_at).isoformat()) if one.listed_at else ""
        none = self.tr("no revocation list: what was revoked is not checked")
        said = label(f"{one.name} · {until}", wrap=True)
        beside = secondary(revoked or none, wrap=True)
        made = QWidget()
        lines = row()
        lines.addLayout(column(said, beside, gap=0), 1)
        if self._model.changes:
            drop = button(self.tr("Count no more"), partial(self._model.drop_issuer, one.fingerprint))
            drop.setAccessibleName(f"{drop.text()} {one.name}")
            lines.addWidget(drop)
        made.setLayout(lines)
        return made

    def _say(self) -> None:
        model = self._model
        if model.error is not None:
            self.notice.fail(model.error)
        elif model.verdict is not None:
            told = "\n".join(told_verdict(load_texts(chosen_language()), model.verdict))
            self.notice.tell(Message(model.checked, told), _mark(model.verdict))
        elif model.told == COUNTY:
            self.notice.tell(_followed(), t.Mark.OK)
        elif model.told == TAKEN:
            names = self.tr(", ").join(dict.fromkeys(model.names))
            nothing = self.tr("It was here already.")
            self.notice.tell(self.tr("Taken in: {names}").format(names=names) if names else nothing, t.Mark.OK)
        elif model.told == DROPPED:
            self.notice.tell(self.tr("Its signatures count no more."), t.Mark.OK)
        else:
            self.notice.hide()

    def _check(self) -> None:
        found, _ = QFileDialog.getOpenFileName(self, self.tr("Signed PDF"), "", "*.pdf")
        if found:
            self._model.check(Path(found))

    def _take(self) -> None:
        found, _ = QFileDialog.getOpenFileName(self, self.tr("Certificate or revocation list"), "", CERTIFICATES)
        if found:
            self._model.take_issuer(Path(found))


class InsuranceCard(Card):
    """Nothing is written before “use this list”; rows in error can be saved, mended and taken in."""

    def __init__(self, model: CountyModel) -> None:
        super().__init__(self.tr("What the insurance pays for"))
        self._model = model
        self._now = label("", wrap=True)
        about = self.tr("The county's list is asked first, then the prompts that ship. It only reminds, it stops nothing.")
        self._about = secondary(f"{about} {by_itself()}", wrap=True)
        self.choose = button(self.tr("Take in the county's list …"), self._choose, icon="search")
        self.drop = button(self.tr("Use it no more"), model.drop_list)
        self.save = button(self.tr("Save the rows in error …"), self._save)
        self.notice = Notice()
        for key in (self.choose, self.drop):
            key.setVisible(model.changes)
        self._county = label("", wrap=True)
        for widget in (self._now, self._county, self._about, flowing(self.choose, self.drop), self.notice, flowing(self.save)):
            self.body.addWidget(widget)
        self.body.addStretch(1)

    def refresh(self) -> None:
        """Follow the model."""
        model, kept = self._model, self._model.kept
        there = kept is not None and bool(kept.limits)
        told = self.tr("{file}: {n} rows, taken in on {day}")
        none = self.tr("No list was taken in: only the prompts that ship.")
        self._now.setText(told.format(file=kept.file, n=len(kept.limits), day=kept.on) if kept is not None and there else none)
        _say_county(self._county, model, CountyKind.INSURANCE)
        self.drop.setVisible(model.changes and there)
        self.save.setVisible(model.plan is not None and bool(model.plan.refused))
        for key in (self.choose, self.drop, self.save):
            key.setEnabled(not model.busy)
        if model.about == model.INSURANCE:
            self._say()
        else:
            self.notice.hide()

    def _say(self) -> None:
        model, plan = self._model, self._model.plan
        if model.error is not None:
            self.notice.fail(model.error)
        elif plan is not None:
            read, wrong = len(plan.limits), len(plan.refused)
            said = self.tr("{file}: {n} rows can be read, {wrong} are in error").format(file=plan.file.name, n=read, wrong=wrong)
            saved = self.tr("The rows in error are saved.") if model.told == SAVED else ""
            use, leave = (self.tr("Use this list"), model.take_list), (self.tr("Do not"), model.leave_list)
            self.notice.tell(Message(said, saved), t.Mark.ATTENTION if wrong else t.Mark.INFO, *((use, leave) if read else (leave,)))
        elif model.told == COUNTY:
            self.notice.tell(_followed(), t.Mark.OK)
        elif model.told:
            now = self.tr("The list is in use.") if model.told == LISTED else self.tr("Only the prompts that ship are asked.")
            self.notice.tell(now, t.Mark.OK)
        else:
            self.notice.hide()

    def _choose(self) -> None:
        found, _ = QFileDialog.getOpenFileName(self, self.tr("List of what the insurance pays for"), "", LISTS)
        if found:
            self._model.look_at_list(Path(found))

    def _save(self) -> None:
        plan = self._model.plan
        if plan is None:
            return
        proposed = str(plan.file.with_name(f"{plan.file.stem}{text('insurance_row.file')}.xlsx"))
        found, _ = QFileDialog.getSaveFileName(self, self.tr("Save the rows in error"), proposed, "*.xlsx")
        if found:
            self._model.save_refused(Path(found))


def by_itself(travels: bool = True) -> str:
    """What the county signed as a file that travels reaches the other computers of an institution; anything else does not."""
    if not travels:
        return QCoreApplication.translate("CountyCards", "Each computer takes this in by itself.")
    return QCoreApplication.translate(
        "CountyCards", "What the county signed (.xycounty) is taken in once, the others follow; all else by each."
    )


def _followed() -> str:
    return QCoreApplication.translate("CountyCards", "Taken in; the other computers follow with their next upload.")


def _say_county(line: QLabel, model: CountyModel, kind: CountyKind) -> None:
    """What the county signed of one kind, and what became of it."""
    words = load_texts(chosen_language())
    rows = [one for one in model.county if one.file.kind is kind]
    line.setText("\n".join(told_file(words, one) for one in rows))
    line.setVisible(bool(rows))
    theme.set_tone(line, "ink", "warn" if any(one.trouble is not None for one in rows) else "")


def _mark(verdict: PdfVerdict) -> t.Mark:
    """Sound is only what was checked whole: without a list nobody knows what was revoked (H17)."""
    if verdict.signatures and not verdict.sound:
        return t.Mark.DANGER
    unsure = any(one.trust is Trust.LISTED and not one.listed for one in verdict.signatures)
    return t.Mark.ATTENTION if unsure or not verdict.signatures else t.Mark.OK
