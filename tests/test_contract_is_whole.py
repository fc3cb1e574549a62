"""Every operation of the driver is in the contract that the simulator and real Xen both keep."""

import ast
from pathlib import Path

from xentui_driver.definitions.store import DefinitionStore
from xentui_driver.host.hypervisor import Hypervisor

CONTRACT = Path(__file__).parent / "contract"


def operations(of: type) -> set[str]:
    return {name for name, value in vars(of).items() if callable(value) and not name.startswith("_")}


def called() -> set[str]:
    trees = (ast.parse(path.read_text()) for path in CONTRACT.glob("*.py"))
    nodes = (node for tree in trees for node in ast.walk(tree))
    return {node.attr for node in nodes if isinstance(node, ast.Attribute)}


def test_every_operation_of_the_hypervisor_is_in_the_contract() -> None:
    assert operations(Hypervisor) - called() == set()


def test_every_operation_on_definitions_is_in_the_contract() -> None:
    assert operations(DefinitionStore) - called() == set()
