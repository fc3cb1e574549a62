"""Packages that offer names of their modules and load a module when one of its names is used first (PEP 562)."""

from collections.abc import Callable, Mapping
from importlib import import_module


def lazy_names(package: str, modules: Mapping[str, str]) -> Callable[[str], object]:
    """The `__getattr__` of a package: `modules` has for each name the module that it is in, or is."""

    def __getattr__(name: str) -> object:
        where = modules.get(name)
        if where is None:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        module = import_module(f"{package}.{where}")
        return module if name == where else getattr(module, name)

    return __getattr__
