"""The wizard without a screen: nothing wrong gets through, nothing typed is lost, the key is shown once."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from app.errors import KnownError
from app.services.setup import SetupForm
from ui.pages.wizard.gallery import TYPED, Made
from ui.pages.wizard.model import Step, WizardModel


@dataclass
class Setting:
    """Remembers the forms; refuses while ``full``."""

    forms: list[SetupForm] = field(default_factory=list)
    full: bool = False

    def __call__(self, form: SetupForm) -> Made:
        if self.full:
            raise KnownError("disk_full")
        self.forms.append(form)
        return Made()


def filled(setting: Setting, **other: str) -> WizardModel:
    model = WizardModel(setting)
    for key, text in (TYPED | other).items():
        model.type(key, text)
    return model


def step_of(model: WizardModel) -> Step:
    return model.step


def test_three_steps_lead_to_the_recovery_key() -> None:
    setting = Setting()
    model = filled(setting, organization_code="pdy410299901", seat="a1")
    assert [model.forward() for _ in range(3)] == [True, True, True]
    assert model.step is Step.RECOVERY and model.recovery_code == Made().recovery_code
    assert (setting.forms[0].organization_code, setting.forms[0].seat) == ("PDY410299901", "A1")
    assert "password" not in model.values and not model.written_down


@pytest.mark.parametrize(
    ("key", "text", "code"),
    [
        ("organization_code", "", "empty"),
        ("organization_code", "机构", "code"),
        ("seat", "A", "seat"),
        ("seat", "A12", "seat"),
        ("division", "41", "division"),
    ],
)
def test_a_wrong_field_holds_the_step(key: str, text: str, code: str) -> None:
    model = filled(Setting(), **{key: text})
    assert model.shown_problem(key) == ""
    assert not model.forward() and model.step is Step.INSTITUTION
    assert (model.first_wrong(), model.shown_problem(key)) == (key, code)


@pytest.mark.parametrize(("password", "repeat", "code"), [("short", "short", "short"), ("long enough", "long enouhg", "differs")])
def test_passwords_are_long_and_equal(password: str, repeat: str, code: str) -> None:
    setting = Setting()
    model = filled(setting, password=password, repeat=repeat)
    model.forward()
    model.forward()
    assert not model.forward() and not setting.forms
    assert code in (model.problem("password"), model.problem("repeat"))


def test_the_name_is_offered_as_log_in_name() -> None:
    model = WizardModel(Setting())
    model.type("name", " 李明 ")
    model.leave("name")
    assert model.value("login") == "李明"


def test_a_failure_keeps_everything_typed() -> None:
    setting = Setting(full=True)
    model = filled(setting)
    for _ in range(3):
        model.forward()
    assert step_of(model) is Step.PASSWORD and model.error is not None and model.value("password") == TYPED["password"]
    setting.full = False
    model.forward()
    assert step_of(model) is Step.RECOVERY


def test_back_goes_no_further_than_the_first_step_and_never_from_the_key() -> None:
    model = filled(Setting())
    model.back()
    assert step_of(model) is Step.INSTITUTION
    model.forward()
    model.back()
    assert step_of(model) is Step.INSTITUTION
    for _ in range(3):
        model.forward()
    model.back()
    assert step_of(model) is Step.RECOVERY
