"""How many guests are in which state."""

from tests.widgets import samples
from xentui_driver.model.domain import DomainRole
from xentui_driver.model.instance import Instance
from xentui_widgets.counting import counted


def words(*instances: Instance) -> list[str]:
    return [line[0].text for line in counted(instances)]


def test_the_control_domain_and_device_models_are_no_guests() -> None:
    dom0 = Instance(key="0", domain=samples.domain("Domain-0", 0, role=DomainRole.DOM0))
    model = Instance(key="1", domain=samples.domain("a-dm", 1, role=DomainRole.DEVICE_MODEL))
    assert words(dom0, model) == []


def test_a_guest_in_migration_is_changing() -> None:
    arriving = Instance(key="a", domain=samples.domain("a", 1, role=DomainRole.INCOMING))
    assert words(arriving) == ["1 changing"]


def test_every_kind_is_counted_once() -> None:
    total = sum(int(text.split()[0]) for text in words(*samples.every_kind()))
    assert total == len(samples.every_kind()) - 2  # Domain-0 and the device model
