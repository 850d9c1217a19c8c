"""Cards of the upload settings: joining a hub, a server with its way of signing in, and what a try found."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QApplication, QGridLayout, QLabel, QWidget

from app.services.uplinks import Way
from ui import icons, theme
from ui import tokens as t
from ui.pages.form_row import FormRow, code_field, password_field
from ui.pages.uplink.model import UplinkModel
from ui.pages.uplink.words import UplinkWords
from ui.widgets.buttons import button
from ui.widgets.choice_bar import ChoiceBar
from ui.widgets.fields import EnterMoves, TextField
from ui.widgets.flow_layout import flowing
from ui.widgets.frames import Card, column, label

Pick = Callable[[], str]
ES384, RS384 = "ES384", "RS384"


def typed(model: UplinkModel, field: TextField, name: str) -> TextField:
    """A field whose text goes into the form."""
    field.textEdited.connect(lambda text: model.fill(**{name: text}))
    return field


def follow(field: TextField, text: str) -> None:
    """Show what the form holds; whoever types is not disturbed."""
    if field.text() != text and not field.hasFocus():
        field.setText(text)


def _such_as(example: str) -> str:
    """An example in an empty field that nobody takes for its content."""
    return QCoreApplication.translate("UplinkCards", "such as {example}").format(example=example)


class JoinCard(Card):
    """The hub's address and the code it shows."""

    def __init__(self, model: UplinkModel) -> None:
        super().__init__(self.tr("Join a hub"))
        self._model = model
        self.address = typed(model, code_field(self.tr("Address of the hub"), _such_as("https://192.168.1.5:8090")), "address")
        self.code = typed(model, code_field(self.tr("Code"), self.tr("8 groups of 4")), "code")
        self.code.setFont(theme.font(t.HEADING, bold=True))
        self._how = label("", wrap=True)
        hint = self.tr("At the hub: Upload → Computers → Let a computer in. Both are shown there; the code is good for 15 minutes.")
        self.body.addWidget(FormRow(self.address.accessibleName(), self.address, checked=False))
        self.body.addWidget(FormRow(self.code.accessibleName(), self.code, hint, checked=False))
        self.body.addWidget(self._how)
        EnterMoves(self, [self.address, self.code])

    def refresh(self) -> None:
        """Follow the model."""
        model = self._model
        follow(self.address, model.form.address)
        follow(self.code, model.form.code)
        if not model.form.code:
            self.code.setText("")
        self._how.setVisible(model.joined)
        self._how.setText(self.tr("Joined already. If only the hub's address changed, change the address and leave the code empty."))


class ServerCard(Card):
    """Address, way of signing in, certificate and proxy."""

    def __init__(self, model: UplinkModel, save_as: Pick, pick: Pick) -> None:
        super().__init__(self.tr("Server of the county"))
        self._model, self._pick = model, pick
        self.address = typed(model, code_field(self.tr("Address"), _such_as("https://fhir.example.cn/fhir")), "address")
        ways = [(Way.KEY, self.tr("by this computer's key")), (Way.TOKEN, self.tr("by a token")), (Way.NOBODY, self.tr("not at all"))]
        self.way = ChoiceBar(self.tr("How to sign in"), [(key.value, word) for key, word in ways])
        self.way.chosen.connect(lambda key: model.fill(way=Way(key)))
        self.key = KeyPart(model, save_as)
        self.token = typed(model, password_field(self.tr("Token")), "token")
        self._token = FormRow(self.token.accessibleName(), self.token, self.tr("Kept encrypted; it is shown nowhere again."))
        self.body.addWidget(FormRow(self.address.accessibleName(), self.address, self.tr("Begins with https://"), checked=False))
        self.body.addWidget(FormRow(self.way.accessibleName(), self.way, checked=False))
        self.body.addWidget(self.key)
        self.body.addWidget(self._token)
        self.body.addWidget(self._rare())

    def refresh(self) -> None:
        """Follow the model."""
        model, form = self._model, self._model.form
        follow(self.address, form.address)
        follow(self.proxy, form.proxy)
        if not form.token:
            self.token.setText("")
        self.way.set_value(form.way.value)
        self.key.setVisible(form.way is Way.KEY)
        self.key.refresh()
        self._token.setVisible(form.way is Way.TOKEN)
        kept = model.known.way is Way.TOKEN and not model.other_server
        self.token.setPlaceholderText(self.tr("(kept; fill in only to change it)") if kept else "")
        self._authority.setText(self.tr("Whom to trust: {whom}").format(whom=self._whom()))
        own = form.authority is not None or (model.known.own_authority and not form.public_authorities)
        self.public.setVisible(own)

    def _whom(self) -> str:
        form = self._model.form
        if form.authority is not None:
            return self.tr("Certificates of {file}").format(file=form.authority.name)
        if self._model.known.own_authority and not form.public_authorities:
            return self.tr("Certificates of the file that was chosen before")
        return self.tr("Certificates of the public authorities")

    def _rare(self) -> QWidget:
        """What few need."""
        self._authority = label("", wrap=True)
        self.authority = button(self.tr("Choose a certificate file …"), self._choose)
        self.public = button(self.tr("Trust the public authorities"), self._trust_public)
        self.proxy = typed(self._model, code_field(self.tr("Proxy"), _such_as("http://10.0.0.1:3128")), "proxy")
        part = QWidget()
        lines = column(gap=t.S)
        lines.addWidget(self._authority)
        lines.addWidget(flowing(self.authority, self.public))
        hint = self.tr("Only where the network demands it; else empty.")
        lines.addWidget(FormRow(self.proxy.accessibleName(), self.proxy, hint, checked=False))
        part.setLayout(lines)
        return part

    def _choose(self) -> None:
        chosen = self._pick()
        if chosen:
            self._model.fill(authority=Path(chosen), public_authorities=False)

    def _trust_public(self) -> None:
        self._model.fill(authority=None, public_authorities=True)


class KeyPart(QWidget):
    """The registration number, and the public half of this computer's key for whoever registers it."""

    def __init__(self, model: UplinkModel, save_as: Pick) -> None:
        super().__init__()
        self._model, self._save_as = model, save_as
        self.client = typed(model, code_field(self.tr("Registration number (client ID)")), "client_id")
        hint = self.tr("The server gives it to you when it registers the public key below.")
        self.copy = button(self.tr("Copy the public key"), self._copy)
        self.save = button(self.tr("Save it as a file …"), self._save)
        self.renew = [
            button(self.tr("New key (ES384)"), partial(model.new_key, ES384)),
            button(self.tr("New key (RS384)"), partial(model.new_key, RS384)),
        ]
        lines = column(gap=t.S)
        lines.addWidget(FormRow(self.client.accessibleName(), self.client, hint, checked=False))
        lines.addWidget(label(self.tr("Public key of this computer (JWKS). The secret half never leaves this computer."), wrap=True))
        lines.addWidget(flowing(self.copy, self.save, *self.renew))
        for part in self._rare():
            lines.addWidget(part)
        self.setLayout(lines)

    def _rare(self) -> tuple[QWidget, QWidget]:
        """For servers that do not say it themselves."""
        self.token_url = typed(self._model, code_field(self.tr("Address for signing in (token URL)"), ""), "token_url")
        self.scope = typed(self._model, code_field(self.tr("Rights asked for (scope)"), _such_as("system/*.cruds")), "scope")
        where = self.tr("Only where the server's administrator names one; else empty: the server says it itself.")
        what = self.tr("Only where the server's administrator names others; else empty.")
        return (
            FormRow(self.token_url.accessibleName(), self.token_url, where, checked=False),
            FormRow(self.scope.accessibleName(), self.scope, what, checked=False),
        )

    def refresh(self) -> None:
        """Follow the model."""
        follow(self.client, self._model.form.client_id)
        follow(self.token_url, self._model.form.token_url)
        follow(self.scope, self._model.form.scope)
        for key in (self.copy, self.save, *self.renew):
            key.setEnabled(not self._model.busy)

    def _copy(self) -> None:
        QApplication.clipboard().setText(self._model.key)
        self._model.copied()

    def _save(self) -> None:
        chosen = self._save_as()
        if chosen:
            self._model.save_key(Path(chosen))


class FoundCard(Card):
    """Step by step what a try found."""

    def __init__(self, model: UplinkModel, words: UplinkWords) -> None:
        super().__init__(self.tr("What the try found"))
        self._model, self._words = model, words
        self._grid = QGridLayout()
        self._grid.setColumnStretch(2, 1)
        self._grid.setHorizontalSpacing(t.M)
        self.body.addLayout(self._grid)
        self._shown: object = None

    def refresh(self) -> None:
        """Follow the model."""
        findings = self._model.findings
        self.setVisible(findings is not None)
        if findings is self._shown:
            return
        self._shown = findings
        while (item := self._grid.takeAt(0)) is not None:
            gone = item.widget()
            if gone is not None:
                gone.hide()
                gone.deleteLater()
        for number, one in enumerate(findings or ()):
            said, mark = self._words.finding(one)
            icon = QLabel()
            icon.setPixmap(icons.pixmap(mark.icon or "info", theme.px(20), mark.tone.value.ink))
            self._grid.addWidget(icon, number, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(label(self._words.step(one), bold=True), number, 1, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(label(said, wrap=True), number, 2)
        bad = any(not one.ok for one in findings or ())
        self.set_surface("warn" if bad else "ok")
