"""待认领数据: readings that fit nobody, each with its reason; claimed by somebody recognised anew, or set aside with a reason."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QComboBox, QFrame, QWidget

from app.clock import instant, local
from app.services.inbox import Unclaimed
from app.texts import text
from ui import tokens as t
from ui.pages.measuring.model import MeasuringModel
from ui.pages.measuring.pick_list import PickList
from ui.pages.measuring.words import is_critical, joined, unclaimed_source, unclaimed_title
from ui.pages.two_lines import Line
from ui.pages.wording import day, when
from ui.widgets.buttons import button, primary
from ui.widgets.fields import TextField
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.frames import column, label, secondary
from ui.widgets.notice import Notice
from ui.widgets.pill import Pill


class DrawerPanel(QWidget):
    """Sorting and filters, the list, what to do with the chosen readings below."""

    def __init__(self, model: MeasuringModel) -> None:
        super().__init__()
        self._model, self._unclaimed = model, model.unclaimed
        self.list = PickList(self.tr("Readings to be claimed"))
        self.list.picked.connect(self._unclaimed.mark)
        self._slots_shown: tuple[object, ...] = ()
        self._tools = self._tools_part()
        self._detail = self._detail_part()
        self._empty = secondary(self.tr("Nothing waits here. Readings that fit nobody come here with their reason."), wrap=True)
        body = column(self._empty, self._tools, self._slots, gap=t.XS)
        body.addWidget(self.list, 1)
        body.addWidget(self._detail)
        self.setLayout(body)

    def refresh(self) -> None:
        """Follow the model."""
        rows = self._unclaimed.rows
        self._empty.setVisible(not rows)
        self.list.setVisible(bool(rows))
        self._show_tools()
        self.list.show_picks([self._line(one) for one in self._unclaimed.shown()], self._unclaimed.marked)
        chosen = self._unclaimed.chosen()
        self._detail.setVisible(bool(chosen))
        if chosen:
            self._show(chosen)
        self._notice.follow(self._unclaimed.error)

    # sorting and filters

    def _show_tools(self) -> None:
        model = self._unclaimed
        self._tools.setVisible(len(model.rows) > 1)
        self.order.setText(self.tr("Newest first") if model.newest_first else self.tr("Oldest first"))
        devices = [("", self.tr("All devices")), *model.devices()]
        if [(self.devices.itemData(place), self.devices.itemText(place)) for place in range(self.devices.count())] != devices:
            self.devices.clear()
            for key, sticker in devices:
                self.devices.addItem(sticker, key)
        self.devices.setCurrentIndex(max(0, self.devices.findData(model.device)))
        self.devices.setVisible(len(devices) > 2 or bool(model.device))
        self._show_slots()

    def _show_slots(self) -> None:
        """The device's own users tell its people apart; they are nobody's name."""
        model = self._unclaimed
        slots = model.slots()
        self._slots.setVisible(len(model.rows) > 1 and (len(slots) > 1 or model.slot is not None))
        if (slots, model.slot) == self._slots_shown:
            return
        self._slots_shown = (slots, model.slot)
        self._slot_flow.clear()
        for slot in (None, *slots):
            word = self.tr("all users") if slot is None else self.tr("user {n}").format(n=slot)
            pill = Pill(word, t.Mark.INFO if slot == model.slot else t.Mark.NONE, clickable=True, size=t.BODY)
            pill.pressed.connect(partial(model.of_slot, slot))
            self._slot_flow.addWidget(pill)

    def _tools_part(self) -> QWidget:
        model, part = self._unclaimed, QWidget()
        self.order = button("", lambda: model.sort(not model.newest_first))
        self.devices = QComboBox()
        self.devices.setAccessibleName(self.tr("Device"))
        self.devices.activated.connect(lambda place: model.of_device(str(self.devices.itemData(place))))
        self.every = button(self.tr("Choose all"), model.mark_all)
        flow = FlowLayout(part, gap=t.XS)
        for each in (self.order, self.devices, self.every):
            flow.addWidget(each)
        self._slots = QWidget()
        self._slot_flow = FlowLayout(self._slots, gap=t.XS)
        return part

    # what is done with the chosen ones

    def _show(self, chosen: tuple[Unclaimed, ...]) -> None:
        reasons = dict.fromkeys(text(f"inbox_reason.{one.reason}") for one in chosen)
        many = self.tr("{n} chosen").format(n=len(chosen)) if len(chosen) > 1 else ""
        self._reason.setText("\n".join(part for part in (many, *reasons) if part))
        self._propose(chosen)
        subject = self._model.subject
        claimable = all(one.claimable for one in chosen)
        ready = subject is not None and bool(subject.identified_by) and claimable
        name = subject.person.name if subject is not None and ready else ""
        self.claim.setEnabled(ready)
        self.claim.setText(self._claim_word(name, len(chosen)))
        if not claimable:
            self._how.setText(self.tr("This is a control measurement and belongs to nobody."))
        elif ready:
            self._how.setText(self.tr("{name} is recognised.").format(name=name))
        else:
            self._how.setText(self.tr("Open the resident's card and check who it is; then it can be given."))

    def _claim_word(self, name: str, count: int) -> str:
        if not name:
            return self.tr("Give it to a resident")
        return self.tr("All {n} are {name}'s").format(n=count, name=name) if count > 1 else self.tr("It is {name}'s").format(name=name)

    def _propose(self, chosen: tuple[Unclaimed, ...]) -> None:
        """Asked only where it is one and the same resident for all of them."""
        people = {one.proposal.person if one.proposal else "" for one in chosen}
        proposal = chosen[0].proposal if len(people) == 1 else None
        self._proposal.setVisible(proposal is not None)
        if proposal is not None:
            at = when(proposal.armed_at, self._model.clock.now())
            self._proposal.setText(self.tr("{time}: {name} was being measured. Is it theirs?").format(time=at, name=proposal.name))

    def _line(self, one: Unclaimed) -> Line:
        now = self._model.clock.now()
        at = when(one.taken_at, now)
        if at == day(one.taken_at, now):
            at = f"{at} {local(instant(one.taken_at)):%H:%M}"
        below = joined((unclaimed_source(one), at))
        if is_critical(one):
            return Line(one.key, unclaimed_title(one), "", below, t.Mark.DANGER, self.tr("critical"))
        return Line(one.key, unclaimed_title(one), "", below, t.Mark.ATTENTION, "")

    def _claim(self) -> None:
        if self._model.subject is not None:
            self._unclaimed.claim(self._model.subject)

    def _set_aside_typed(self) -> None:
        if self.other.text().strip():
            self._unclaimed.set_aside(self.other.text())
            self.other.clear()

    def _detail_part(self) -> QFrame:
        self._reason = label("", wrap=True)
        self._proposal = label("", bold=True, wrap=True)
        self._how = secondary("", wrap=True)
        self.claim = primary("", self._claim)
        self.reasons = QWidget()
        flow = FlowLayout(self.reasons)
        for word in (self.tr("a trial"), self.tr("of staff or family"), self.tr("recorded already")):
            flow.addWidget(button(word, partial(self._unclaimed.set_aside, word)))
        self.other = TextField(self.tr("Another reason"), self.tr("Another reason, then Enter"))
        self.other.returnPressed.connect(self._set_aside_typed)
        self._notice = Notice()
        detail = QFrame()
        ask = secondary(self.tr("Nobody's here? Set it aside, because it is:"), wrap=True)
        parts = (self._reason, self._proposal, self._how, self.claim, ask, self.reasons, self.other, self._notice)
        inside = column(*parts, gap=t.XS)
        inside.setContentsMargins(0, t.S, 0, 0)
        detail.setLayout(inside)
        return detail
