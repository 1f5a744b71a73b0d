"""A collector that gives each finding the severity the workspace chose for its code."""

from qpf.diagnostics.diagnostic import Diagnostic, Diagnostics
from qpf.tools.workspace import Settings, adjusted

__all__ = ["Collector"]


class Collector(Diagnostics):
    """Findings under the severities of `[tool.qpf.severity]`, from the moment they are added."""

    __slots__ = ("settings",)

    def __init__(self, settings: Settings | None = None) -> None:
        """Start empty, with the factory's own severities unless settings say others."""
        super().__init__()
        self.settings = settings or Settings()

    def add(self, diagnostic: Diagnostic) -> None:
        """Keep one finding under the chosen severity."""
        super().add(adjusted(diagnostic, self.settings))
