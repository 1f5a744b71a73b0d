"""Ports that note how they are called, for tests of organs."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any


class Calls:
    """Stands for the ports of an organ; every call is noted, and answered as a test says."""

    def __init__(self) -> None:
        """Start without calls and without answers."""
        self.made: list[tuple[str, tuple[object, ...]]] = []
        self._answers: dict[str, list[object]] = {}

    @property
    def names(self) -> list[str]:
        """The names of what was called, in order."""
        return [name for name, _ in self.made]

    def begin(self, answers: Mapping[str, Sequence[object]]) -> None:
        """Forget the last beat; ports answer in turn, the last answer again and again."""
        self.made.clear()
        self._answers = {name: list(told) for name, told in answers.items()}

    def of(self, name: str, neutral: object = None) -> Callable[..., Any]:
        """A port; without answers it gives `neutral`."""

        def port(*given: object) -> object:
            self.made.append((name, given))
            waiting = self._answers.get(name) or [neutral]
            return waiting.pop(0) if len(waiting) > 1 else waiting[0]

        return port

    def noting(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """A function that does the same and is noted, without its arguments."""

        def noted(*given: Any, **named: Any) -> Any:
            self.made.append((name, ()))
            return function(*given, **named)

        return noted
