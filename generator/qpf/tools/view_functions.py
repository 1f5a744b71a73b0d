"""Finds view functions by the names a pack gives, once each."""

from collections.abc import Callable, Iterable
from importlib import import_module
from types import ModuleType
from typing import Any, TypeAlias

from qpf.model.plan import StaticPick, View

__all__ = ["SelectFunction", "ViewFunction", "ViewFunctions"]

ViewFunction: TypeAlias = Callable[[Any, Any], Iterable[View]]
"""From a node (agent or collection) and the graph to the views of one artifact."""

SelectFunction: TypeAlias = Callable[[Any, Any], Iterable[StaticPick]]
"""From a collection node and the graph to the static files that are wanted."""


class ViewFunctions:
    """Modules are imported when first asked for; a missing name is None."""

    __slots__ = ("_modules",)

    def __init__(self) -> None:
        """Start with nothing imported."""
        self._modules: dict[str, ModuleType | None] = {}

    def find(self, module: str, name: str) -> ViewFunction | None:
        """The view function `name` of a module, or None."""
        return self._callable(module, name)

    def find_select(self, module: str, name: str) -> SelectFunction | None:
        """The select function `name` of a module, or None."""
        return self._callable(module, name)

    def _callable(self, module: str, name: str) -> Callable[[Any, Any], Any] | None:
        if module not in self._modules:
            self._modules[module] = _imported(module)
        found = getattr(self._modules[module], name, None)
        return found if callable(found) else None


def _imported(module: str) -> ModuleType | None:
    if not all(part.isidentifier() for part in module.split(".")):
        return None
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        # A view module that exists but lacks a dependency is a defect to be seen, not a typo.
        if error.name is not None and module.startswith(error.name):
            return None
        raise
