"""The versions of the tools whose work shows in a manifest."""

from functools import cache
from importlib.metadata import PackageNotFoundError, version

from qpf.tools.missing import MissingTool

__all__ = ["tool_versions"]

_TOOLS = ("black", "coverage", "isort", "jinja2", "mypy", "pydantic", "pylint", "pytest", "ruff")


@cache
def tool_versions() -> dict[str, str]:
    """Name and installed version of each tool; `MissingTool` when one is not installed."""
    found = {}
    for name in _TOOLS:
        try:
            found[name] = version(name)
        except PackageNotFoundError as error:
            raise MissingTool(name) from error
    return found
