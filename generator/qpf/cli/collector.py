"""A collector that gives each finding the severity the workspace chose for its code."""

from collections.abc import Mapping
from dataclasses import replace

from qpf.diagnostics.diagnostic import Diagnostic, Diagnostics, Severity

__all__ = ["Collector"]


class Collector(Diagnostics):
    """Findings under the severities of `[tool.qpf.severity]`, from the moment they are added."""

    __slots__ = ("severities",)

    def __init__(self) -> None:
        """Start empty, with the factory's own severities."""
        super().__init__()
        self.severities: Mapping[str, Severity] = {}

    def add(self, diagnostic: Diagnostic) -> None:
        """Keep one finding under the chosen severity."""
        chosen = self.severities.get(diagnostic.code)
        super().add(diagnostic if chosen is None else replace(diagnostic, severity=chosen))
