"""A context for emitted operations that records what they do."""

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any

Call = tuple[str, tuple[Any, ...], dict[str, Any]]


class Recorder:
    """Records awaited calls under a prefix and answers from a table."""

    def __init__(self, prefix: str, calls: list[Call], answers: Mapping[str, Any]) -> None:
        self._prefix, self._calls, self._answers = prefix, calls, answers

    def __getattr__(self, name: str) -> Any:
        async def call(*args: Any, **kwargs: Any) -> Any:
            full = f"{self._prefix}{name}"
            self._calls.append((full, args, kwargs))
            return self._answers.get(full)

        return call


class FakeContext(Recorder):
    """Stands for `qpf_core.agent.Context`; `answers` maps calls to what they give."""

    def __init__(self, answers: Mapping[str, Any] | None = None) -> None:
        self.calls: list[Call] = []
        given = answers or {}
        super().__init__("", self.calls, given)
        layers = ("working", "episodic", "semantic", "causal", "archive")
        self.memory = SimpleNamespace(
            **{name: Recorder(f"{name}.", self.calls, given) for name in layers}
        )
        self._given = given

    def partner(self, kind: type) -> Any:
        """A partner that answers from the table."""
        return Recorder(f"{kind.__name__}.", self.calls, self._given)

    @property
    def names(self) -> Sequence[str]:
        """The calls in order, by name."""
        return [name for name, _, _ in self.calls]
