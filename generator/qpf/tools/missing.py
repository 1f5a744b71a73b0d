"""The error of a tool that is not installed."""

__all__ = ["MissingTool"]


class MissingTool(Exception):
    """The tool with this name cannot be found; never a reason to skip its work."""
