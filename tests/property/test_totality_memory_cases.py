"""Operations that remember: derived tests promise nothing that the memory refuses."""

from pathlib import Path
from typing import Any

import pytest
from counterexamples import emitted_files, golden

from qpf.language.foretell_memory import LONGEST, LONGEST_FACTOR, LONGEST_INDEX

MEMORY = Path(__file__).parents[2] / "templates/core/static/src/qpf_core/memory"
LONG = "x" * 201
CLERK = "schemas/demo/clerk.yaml"


def derived(remembered: dict[str, Any], folder: Path) -> str:
    """The tests of an operation that remembers something and returns a chosen text."""
    drawn = golden("every_step")
    endpoint = {"name": "mark", "path": "/clerk/mark", "method": "POST", "timeout_ms": 400}
    drawn.documents[CLERK]["deployment"]["endpoints"].append(endpoint)
    drawn.documents[CLERK]["operations"].append(
        {
            "name": "mark",
            "module": "pricing",
            "summary": "Marks what is large.",
            "input": {"size": "float"},
            "output": "str",
            "steps": [
                {
                    "choose": "said",
                    "rules": [{"when": "size > 2", "value": f'"{LONG}"'}],
                    "else_value": f'"{LONG}" + "y"',
                },
                {"remember": remembered},
                {"return": "said"},
            ],
        }
    )
    return emitted_files(drawn, folder)["tests/clerk/test_pricing.py"]


@pytest.mark.parametrize(
    ("remembered", "is_promised"),
    [
        ({"layer": "workingmemory", "key": '"k" + said', "value": "size"}, True),
        ({"layer": "workingmemory", "key": "said + said", "value": "size"}, False),
        ({"layer": "longtermpersistence", "name": "said + said", "value": {"n": 1}}, False),
        ({"layer": "episodicmemory", "value": 1, "index": {"guest": "said"}}, True),
        ({"layer": "episodicmemory", "value": 1, "index": {"guest": "said + said"}}, False),
        ({"layer": "semanticmemory", "node": '"n"', "kind": "guest"}, True),
        ({"layer": "semanticmemory", "node": '"" + ""', "kind": "guest"}, False),
        ({"layer": "semanticmemory", "node": "said", "kind": "guest"}, False),
        ({"layer": "causalmemory", "effect": '"e"', "factors": '["a", "b"]'}, True),
        ({"layer": "causalmemory", "effect": "said", "factors": '["a"]'}, False),
        ({"layer": "causalmemory", "effect": '"e"', "factors": '["a", said]'}, False),
        ({"layer": "causalmemory", "effect": '"e"', "factors": '["a", "a"]'}, False),
    ],
)
def test_what_the_memory_refuses_is_not_promised(
    remembered: dict[str, Any], is_promised: bool, tmp_path: Path
) -> None:
    """Derived tests believed that a text of any length is kept."""
    assert ("test_mark_boundary_1" in derived(remembered, tmp_path)) is is_promised


@pytest.mark.parametrize(
    ("guard", "longest"),
    [
        ('"key", key, 1', LONGEST["key"]),
        ('"id", id, 1', LONGEST["node"]),
        ('"effect", effect, 1', LONGEST["effect"]),
        ('f"index.{key}", item, 0', LONGEST_INDEX),
        ("field, factor, 1", LONGEST_FACTOR),
    ],
)
def test_lengths_are_those_of_the_memory(guard: str, longest: int) -> None:
    text = "".join(path.read_text("utf-8") for path in sorted(MEMORY.glob("*.py")))
    assert f"require_length({guard}, {longest})" in text
    assert f"_LONGEST = {LONGEST['name']}" in text
