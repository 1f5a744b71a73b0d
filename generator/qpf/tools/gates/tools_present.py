"""Every tool of a level must be there, also when its result is in the cache."""

from importlib.util import find_spec

from qpf.model.request import GateLevel
from qpf.tools.missing import MissingTool

__all__ = ["require_tools"]

_FAST = ("black", "isort")
_FULL = (*_FAST, "mypy", "pylint", "pytest", "coverage", "hypothesis", "anyio")


def require_tools(level: GateLevel) -> None:
    """Raise `MissingTool` with the name of the first tool that cannot be imported."""
    for name in _FULL if level is GateLevel.FULL else _FAST:
        if find_spec(name) is None:
            raise MissingTool(name)
