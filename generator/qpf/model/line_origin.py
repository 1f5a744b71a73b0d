"""Where one emitted line came from."""

from dataclasses import dataclass

from qpf.diagnostics.diagnostic import Place

__all__ = ["LineOrigin"]


@dataclass(frozen=True, slots=True)
class LineOrigin:
    """Where an emitted line came from: a template line, and the schema places printed in it."""

    template: str
    line: int
    places: tuple[Place, ...] = ()
