"""MAC addresses for the interfaces of a new guest, so that they stay the same over its starts."""

from collections.abc import Iterable

from xentui_driver.definitions.parameters.stable_mac import stable_mac
from xentui_driver.definitions.xl_config.vif import parse_vif, written_vif
from xentui_driver.model.dataclass import replace


def with_macs(specifications: Iterable[str], uuid: str) -> tuple[str, ...]:
    """The same interfaces, each with a mac; one that is stated stays. Raises InvalidInput.

    A mac is derived from the guest's UUID and the interface's position, so that a preview shows what will be saved.
    """
    return tuple(_with_mac(specification, uuid, number) for number, specification in enumerate(specifications))


def _with_mac(specification: str, uuid: str, number: int) -> str:
    vif = parse_vif(specification)
    return specification if vif.mac else written_vif(replace(vif, mac=stable_mac(uuid, number)))
