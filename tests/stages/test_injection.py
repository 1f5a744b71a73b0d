"""Attacks in every value of a schema change neither the paths nor the shape of the emitted code."""

import ast
from pathlib import Path

from emission import agent, collection, graph, stage
from hostile import ATTACKS

from qpf.diagnostics.diagnostic import Diagnostics
from qpf.model.request import Request
from qpf.tools.filesystem import LocalDisk


def shapes(request: Request, packs: Path, texts: tuple[str, ...]) -> dict[str, list[str]]:
    """The kinds of syntax in each emitted module, by path."""
    agents = [
        agent("demo", f"a{n}", (text, {text: [text]}), f"Says {text} so.")
        for n, text in enumerate(texts)
    ]
    staged = stage(request, packs, graph(collection("demo", *agents)), Diagnostics(), LocalDisk())
    return {
        file.path: [type(node).__name__ for node in ast.walk(ast.parse(file.text))]
        for file in staged.files
        if file.path.endswith(".py")
    }


def test_no_attack_changes_the_shape_of_a_module(packs: Path, request_here: Request) -> None:
    attacked = shapes(request_here, packs, ATTACKS)
    assert attacked == shapes(request_here, packs, ("plain",) * len(ATTACKS))
    assert len(attacked) == len(ATTACKS) + 1


def test_the_attacked_values_are_kept(packs: Path, request_here: Request) -> None:
    agents = [agent("demo", f"a{n}", (text,)) for n, text in enumerate(ATTACKS)]
    of = graph(collection("demo", *agents))
    staged = stage(request_here, packs, of, Diagnostics(), LocalDisk())
    for number, text in enumerate(ATTACKS):
        file = staged.file(f"demo-agents/src/demo/a{number}.py")
        assert file is not None
        names: dict[str, object] = {}
        exec(compile(file.text, "emitted", "exec"), names)
        assert vars(names[f"A{number}"])["VALUE"] == text
