"""What this workstation looks like and where it prints; every choice is in force at once."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QComboBox, QWidget

from app.texts import text
from ui import i18n
from ui import tokens as t
from ui.pages.form_row import FormRow, code_field
from ui.pages.printing.printer import printer_names
from ui.pages.settings.model import AT_CLOSING, LANGUAGE, LOCK, PRINTED, SCANNER, TEXT, TEXT_SIZES, SettingsModel
from ui.widgets.choice_bar import ChoiceBar
from ui.widgets.fields import TextField
from ui.widgets.frames import Card, column, secondary


class DeskCard(Card):
    """Language, size of the text, lock, and for whoever keeps the workstation department and folder."""

    def __init__(self, model: SettingsModel) -> None:
        super().__init__(self.tr("This workstation"))
        self._model = model
        self.language = ChoiceBar(
            self.tr("Language"), [(language, text("language.own_name", language=language)) for language in i18n.LANGUAGES]
        )
        self.language.chosen.connect(lambda key: model.choose(LANGUAGE, key))
        sizes = (self.tr("normal"), self.tr("large"), self.tr("very large"))
        self.text = ChoiceBar(self.tr("Size of the text"), [(str(size), word) for size, word in zip(TEXT_SIZES, sizes, strict=True)])
        self.text.chosen.connect(lambda key: model.choose(TEXT, int(key)))
        self.lock = code_field(self.tr("Lock after minutes"))
        self.lock.editingFinished.connect(lambda: model.choose_lock_minutes(self.lock.text()))
        self.scanner = ChoiceBar(self.tr("A scanner types as a keyboard"), [("on", self.tr("yes")), ("off", self.tr("no"))])
        self.scanner.chosen.connect(lambda key: model.choose(SCANNER, key == "on"))
        self.closing = ChoiceBar(self.tr("Close of the day names what is not entered"), [("on", self.tr("yes")), ("off", self.tr("no"))])
        self.closing.chosen.connect(lambda key: model.choose(AT_CLOSING, key == "on"))
        self.texts = {key: self._text_field(key, word) for key, word, _ in self._text_words()}
        self.body.addWidget(FormRow(self.tr("Language"), self.language, checked=False))
        self.body.addWidget(FormRow(self.tr("Size of the text"), self.text, checked=False))
        self.body.addWidget(FormRow(self.tr("Lock the screen after … minutes"), self.lock, self.tr("1 to 60; what is half written stays.")))
        hint = self.tr("Off where there is none: typing is never held up then.")
        self.body.addWidget(FormRow(self.tr("A scanner types as a keyboard"), self.scanner, hint, checked=False))
        for key, word, hint in self._text_words():
            self.body.addWidget(FormRow(word, self.texts[key], hint, checked=False))
        hint = self.tr("How many forms of today are not in the provincial system yet.")
        self.body.addWidget(FormRow(self.tr("Close of the day names what is not entered"), self.closing, hint, checked=False))
        self.body.addWidget(secondary(self.tr("Where records are uploaded to is set under Upload → Upload settings."), wrap=True))
        self.body.addStretch(1)

    def refresh(self) -> None:
        """Follow the model."""
        now = self._model.now()
        self.language.set_value(now.text(LANGUAGE))
        self.text.set_value(str(now.number(TEXT)))
        self.scanner.set_value("on" if now.flag(SCANNER) else "off")
        self.scanner.setEnabled(self._model.may_choose(SCANNER))
        self.closing.set_value("on" if now.flag(AT_CLOSING) else "off")
        self.closing.setEnabled(self._model.may_choose(AT_CLOSING))
        for key, field in ((LOCK, self.lock), *self.texts.items()):
            if not field.hasFocus():
                field.setText(str(now[key]))
            field.setReadOnly(not self._model.may_choose(key))

    def _text_words(self) -> tuple[tuple[str, str, str], ...]:
        return (
            ("department", self.tr("Department on prescriptions"), ""),
            ("maker_code_digits", self.tr("Digits of makers' trace codes"), self.tr("Beside 20 digits and GS1; for example: 18 22.")),
            ("backup_folder", self.tr("Folder for copies"), self.tr("For example a USB stick; empty = beside the records.")),
            (
                "province_order_file",
                self.tr("Order of the provincial web form"),
                self.tr("The county's file, for example province.toml; empty = as on the official sheets."),
            ),
        )

    def _text_field(self, key: str, word: str) -> TextField:
        field = TextField(word)
        field.editingFinished.connect(partial(self._chosen, key))
        return field

    def _chosen(self, key: str) -> None:
        if not self.texts[key].isReadOnly():
            self._model.choose(key, self.texts[key].text().strip())


class PrinterCard(Card):
    """A printer for each kind of document."""

    def __init__(self, model: SettingsModel) -> None:
        super().__init__(self.tr("Printers"))
        self._model = model
        self.boxes: dict[str, QComboBox] = {}
        words = {"prescription": self.tr("Prescriptions (A5)"), "ecg": self.tr("ECG strips (A4)")}
        for kind in PRINTED:
            box = self.boxes[kind] = QComboBox()
            box.setAccessibleName(words[kind])
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.activated.connect(partial(self._chosen, kind))
            self.body.addWidget(FormRow(words[kind], box, checked=False))
        self.body.addStretch(1)
        self._names: list[str] = []

    def refresh(self) -> None:
        """Follow the model; a printer that is gone stays in the list until another is chosen."""
        for kind, box in self.boxes.items():
            chosen = self._model.printer(kind)
            names = list(dict.fromkeys(["", *self._names, chosen]))
            if [str(box.itemData(place)) for place in range(box.count())] != names:
                box.clear()
                for name in names:
                    box.addItem(name or self.tr("the computer's own printer"), name)
            box.setCurrentIndex(names.index(chosen))

    def look(self) -> None:
        """Ask the computer which printers it has; this may take a moment, so only when the page is opened."""
        self._names = printer_names()
        self.refresh()

    def _chosen(self, kind: str, place: int) -> None:
        self._model.choose_printer(kind, str(self.boxes[kind].itemData(place)))


def stacked(*cards: QWidget) -> QWidget:
    """Cards above one another as one column."""
    part = QWidget()
    part.setLayout(column(*cards, 0, gap=t.M))
    return part
