"""Which printer each kind of paper goes to."""

from app.services.desk import Desk
from app.services.printers import Printers


def test_each_kind_has_its_own_printer(desk: Desk) -> None:
    printers = Printers(desk)
    assert printers.chosen("prescription") == ""
    printers.choose("prescription", "A5 tray")
    printers.choose("ecg", "Laser")
    printers.choose("ecg", "Laser")
    assert (printers.chosen("prescription"), printers.chosen("ecg")) == ("A5 tray", "Laser")
