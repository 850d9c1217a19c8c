"""A key pressed while the list is being read is not lost, and an old reading never covers what was done meanwhile."""

from __future__ import annotations

from app.clock import SetClock
from app.domain.supplying import SupplyStatus
from app.services.supply_step import Happened
from tests.ui.pages.later import Later
from tests.ui.pages.supply.test_page import Kept
from ui.pages.page_model import nothing
from ui.pages.supply.gallery import NOW, ROWS
from ui.pages.supply.model import SupplyModel


def test_a_step_taken_while_the_list_is_read_is_taken() -> None:
    """News of another seat comes at any time: the list is read then, and the hand is on the key."""
    cloud, later = Kept(), Later()
    model = SupplyModel(cloud, SetClock(NOW))
    model.attach(nothing, later)
    model.load()
    model.open(ROWS[0].request.id)
    model.step(SupplyStatus.SHIPPED, Happened(carrier="县邮政"))
    assert len(later.waiting) == 2 and model.busy
    later.next()
    assert model.rows == (), "the reading before the step is not shown while the step is under way"
    later.next()
    assert [status for _, status, _ in cloud.steps] == [SupplyStatus.SHIPPED] and model.rows and not model.busy
