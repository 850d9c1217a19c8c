"""Adding a device: what is in the air with its signal, a device on a cable, then name and sticker."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QWidget

from device_drivers.readings import Found
from ui import theme
from ui import tokens as t
from ui.models.rows import Column, RowsModel
from ui.pages.devices.model import DevicesModel
from ui.pages.form_row import FormRow, code_field
from ui.widgets.buttons import button, primary
from ui.widgets.data_table import DataTable
from ui.widgets.fields import EnterMoves, TextField
from ui.widgets.frames import Card, column, label, row, secondary
from ui.widgets.notice import Notice

NEAR, MIDDLE = -60, -75  # dBm


class ScanPanel(Card):
    """Open while somebody adds a device."""

    def __init__(self, model: DevicesModel) -> None:
        super().__init__(self.tr("Add a device"))
        self._model = model
        self._say = label("", wrap=True)
        self.again = button(self.tr("Look again"), model.scan, icon="search")
        self.close_button = button(self.tr("Close"), lambda: model.show_adding(False))
        self._rows: RowsModel[Found] = RowsModel(self._columns(), lambda found: found.device)
        self.table: DataTable[Found] = DataTable(self._rows, self.tr("Devices found"))
        self.table.activated_row.connect(model.choose)
        self.take = primary(self.tr("Choose"), self._choose)
        self._trouble = Notice()
        self._list = self._list_part()
        self._serial = self._serial_part()
        self._naming = self._naming_part()
        self.body.addWidget(self._say)
        for each in (self._list, self._serial, self._naming, self._trouble):
            self.body.addWidget(each)
        self.body.addLayout(row(self.again, self.close_button, 0))
        EnterMoves(self, [self.name, self.sticker], self.add)

    def refresh(self) -> None:
        """Follow the model."""
        model = self._model
        naming = model.adding is not None
        self._rows.set_rows(model.found or ())
        self.set_count(self.tr("{n} found").format(n=len(model.found)) if model.found is not None else "")
        self._say.setText(self._sentence())
        self._list.setVisible(not naming and bool(model.found))
        self._serial.setVisible(not naming and bool(model.serial))
        self.again.setVisible(not naming)
        self.again.setEnabled(not model.scanning)
        self._fill_naming(naming)
        if model.trouble is not None:
            self._trouble.tell(model.trouble, t.Mark.ATTENTION)
        else:
            self._trouble.hide()

    def _sentence(self) -> str:
        model = self._model
        if model.adding is not None:
            return self.tr("Give it a name, put the coloured sticker on it and write the same here.")
        if model.scanning:
            return self.tr("Looking around … Press “start/stop” on the cuff, or switch the device on.")
        if model.found:
            return self.tr("Choose the device that lies before you; the nearest is on top.")
        return self.tr("Nothing heard. Switch the device on, bring it near and look again.")

    def _fill_naming(self, naming: bool) -> None:
        opened = naming and self._naming.isHidden()
        self._naming.setVisible(naming)
        if opened and self._model.adding is not None:
            self.name.setText(self._model.adding.name)
            self.sticker.setText(self._model.adding.sticker)
            self.name.setFocus()
            self.name.selectAll()

    def _choose(self) -> None:
        found = self.table.selected() or self._rows.row(0)
        if found is not None:
            self._model.choose(found)

    def _columns(self) -> list[Column[Found]]:
        return [
            Column(self.tr("Name"), self._name, bold=True, stretch=True),
            Column(self.tr("Signal"), self._signal, mark=lambda found: t.Mark.OK if (found.rssi or -99) >= NEAR else t.Mark.WAITING),
            Column(self.tr("Can be used"), self._usable, mark=self._usable_mark),
        ]

    def _name(self, found: Found) -> str:
        """The model on the box where the catalogue knows it, and what the device calls itself: four of one name are told apart by it."""
        said = found.name or self.tr("without a name")
        return f"{found.model} · {said}" if found.model and found.model != said else said

    def _signal(self, found: Found) -> str:
        if found.rssi is None:
            return self.tr("not known")
        if found.rssi >= NEAR:
            return self.tr("near")
        return self.tr("a few metres") if found.rssi >= MIDDLE else self.tr("far")

    def _usable(self, found: Found) -> str:
        if found.driver is None:
            return self.tr("not supported")
        return self.tr("added already") if self._model.is_known(found) else self.tr("yes")

    def _usable_mark(self, found: Found) -> t.Mark:
        if found.driver is None:
            return t.Mark.FAILED
        return t.Mark.NONE if self._model.is_known(found) else t.Mark.OK

    def _list_part(self) -> QWidget:
        part = QWidget()
        self.table.setFixedHeight(theme.px(t.ROW) * 6)
        lines = column(self.table, gap=t.S)
        lines.addLayout(row(self.take, 0))
        part.setLayout(lines)
        return part

    def _serial_part(self) -> QWidget:
        part = QWidget()
        self.driver = QComboBox()
        self.driver.setAccessibleName(self.tr("Device on a cable"))
        self.driver.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        for each in self._model.serial:
            self.driver.addItem(each.models)
        self.port = code_field(self.tr("Serial port"), "COM3, /dev/ttyUSB0")
        use = button(self.tr("Use this port"), self._use_port)
        line = row(self.driver, self.port, use, gap=t.S)
        line.setStretch(0, 2)
        line.setStretch(1, 1)
        lines = column(secondary(self.tr("A device on a cable: choose its model and write its port.")), gap=t.XS)
        lines.addLayout(line)
        part.setLayout(lines)
        return part

    def _use_port(self) -> None:
        self._model.choose_serial(self._model.serial[self.driver.currentIndex()], self.port.text())

    def _naming_part(self) -> QWidget:
        part = QWidget()
        self.name = TextField(self.tr("Name"))
        self.sticker = TextField(self.tr("Sticker"))
        self.add = primary(self.tr("Add"), lambda: self._model.take_on(self.name.text(), self.sticker.text()))
        line = row(FormRow(self.tr("Name"), self.name), FormRow(self.tr("Sticker"), self.sticker, self.tr("Colour and number.")), gap=t.M)
        lines = column(gap=t.XS)
        lines.addLayout(line)
        lines.addLayout(row(self.add, 0))
        part.setLayout(lines)
        part.hide()
        return part
