"""Who has a name on a host: every domain and every definition that is known of it."""

from collections.abc import Iterable, Iterator

from xentui_driver.model.instance import Instance


def taken_names(instances: Iterable[Instance]) -> frozenset[str]:
    """The names that no other guest can be given."""
    return frozenset(name for instance in instances for name, _ in _names_of(instance))


def holder_of(name: str, instances: Iterable[Instance], renamed: Instance) -> str:
    """Who else than the guest that is renamed has that name, in words; empty where nobody has."""
    own = {words for _, words in _names_of(renamed, with_rivals=False)}
    held = (each for instance in instances for each in _names_of(instance))
    return next((words for held_name, words in held if held_name == name and words not in own), "")


def _names_of(instance: Instance, *, with_rivals: bool = True) -> Iterator[tuple[str, str]]:
    """Its names, each with who has it."""
    if instance.domain is not None:
        yield instance.domain.name, f"the guest with id {instance.domid}"
    chosen = (instance.definition,) if instance.definition is not None else ()
    for definition in (*chosen, *instance.rivals) if with_rivals else chosen:
        yield definition.name, f"the definition {definition.path}"
