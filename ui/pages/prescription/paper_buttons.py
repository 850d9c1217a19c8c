"""What is printed beside a signed sheet: guidance slip, labels, infusion slip."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from app.domain.prescription import Prescription
from app.services.medicines import IN_FORCE
from app.services.rx_slips import Paper
from ui.widgets.buttons import button
from ui.widgets.flow_layout import FlowLayout


class PaperButtons(QWidget):
    """`wanted(paper)`: one of them was pressed. Hidden for a sheet that is not in force."""

    wanted = Signal(Paper)

    def __init__(self) -> None:
        super().__init__()
        flow = FlowLayout(self)
        self.buttons: dict[Paper, QPushButton] = {}
        for paper, words in self.titles().items():
            made = button(words, partial(self.wanted.emit, paper), icon="print")
            self.buttons[paper] = made
            flow.addWidget(made)

    def titles(self) -> dict[Paper, str]:
        """As the button and the preview name them."""
        return {Paper.SLIP: self.tr("Guidance slip"), Paper.LABELS: self.tr("Labels"), Paper.INFUSION: self.tr("Infusion slip")}

    def show_for(self, papers: tuple[Prescription, ...]) -> None:
        """For the sheets of one signing act."""
        infused = any(line.route == "iv" for one in papers for line in one.lines)
        self.buttons[Paper.INFUSION].setVisible(infused)
        self.setVisible(any(one.state in IN_FORCE for one in papers))
