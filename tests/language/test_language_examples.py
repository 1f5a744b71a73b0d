"""Examples: memory in its long forms, answers and errors of what is called, effects."""

from dataclasses import replace

import pytest
from language_workbench import base_scope, compiled, first, operation

from qpf.language.derive import derive_tests
from qpf.language.scope import OperationScope
from qpf.language.signatures import PartnerOperation, Signature
from qpf.language.types import STR

RECALL = "- {recall: {layer: workingmemory, key: \"'a'\"}, type: float, else: 0, as: held}\n"


def partnered() -> OperationScope:
    """A scope with one partner, `other.name_of`."""
    signature = Signature(
        name="other.name_of",
        function="name_of",
        module="other.ops",
        parameters=(),
        returns=STR,
        is_async=True,
    )
    partner = PartnerOperation(
        agent="demo/other",
        signature=signature,
        client_class="OtherClient",
        client_module="sample_agent.other_client",
    )
    return replace(base_scope(), partners={"other.name_of": partner})


def with_example(example: str, steps: str, inputs: str = "{}", output: str = "float") -> str:
    """An operation with one example, a flow mapping."""
    return operation(steps, inputs, output) + f"    examples:\n      - {example}\n"


def lines_of(text: str, scope: OperationScope | None = None, name: str = "op") -> list[str]:
    """The body of the one example test of an operation."""
    outcome = compiled(text, scope)
    assert [one for one in outcome.found if one.code != "QPF540"] == []
    chosen = next(one for one in outcome.operations if one.name == name)
    test = next(one for one in derive_tests(chosen, outcome.scope) if "example" in one.name)
    start = next(n for n, line in enumerate(test.lines) if line.text.strip().startswith('"""'))
    return [line.text.strip() for line in test.lines[start + 1 :]]


def memory(held: str) -> str:
    """An operation that reads memory, with what the example prepares."""
    steps = RECALL + "- return: held"
    return with_example(f"{{memory: {held}, expect: 0}}", steps)


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        (
            "{episodicmemory: {seen: [{value: 1, index: {subject: s}, embedding: [1, 0.5]}]}}",
            ['episodic.append("seen", 1, index={"subject": "s"}, embedding=[1, 0.5])'],
        ),
        ("{episodicmemory: {seen: [{value: {x: 1}}]}}", ['episodic.append("seen", {"x": 1})']),
        (
            "{episodicmemory: {seen: [{value: 1, unit: m}]}}",
            ['episodic.append("seen", {"value": 1, "unit": "m"})'],
        ),
        (
            "{semanticmemory: {a: thing, b: {kind: thing, fields: {size: 2}}}}",
            ['semantic.add_node("a", "thing")', 'semantic.add_node("b", "thing", {"size": 2})'],
        ),
        (
            "{semanticmemory: {nodes: {a: thing, b: thing}, edges: ["
            "{source: a, edge: near, target: b}, "
            "{source: b, edge: near, target: a, fields: {m: 1}}]}}",
            [
                'semantic.add_node("a", "thing")',
                'semantic.add_node("b", "thing")',
                'semantic.add_edge("a", "near", "b")',
                'semantic.add_edge("b", "near", "a", {"m": 1})',
            ],
        ),
        ("{semanticmemory: {nodes: thing}}", ['semantic.add_node("nodes", "thing")']),
        (
            "{causalmemory: {links: [{effect: e, factors: [a], weight: 0.5, evidence: why}, "
            "{effect: e, factors: [b]}]}}",
            [
                'causal.link("e", ["a"], weight=0.5, evidence="why")',
                'causal.link("e", ["b"])',
            ],
        ),
        ("{causalmemory: {links: [a, b]}}", ['causal.link("links", ["a", "b"])']),
    ],
)
def test_memory_has_long_forms(held: str, expected: list[str]) -> None:
    """Keys to find an episode by, relations of the graph, several links of one effect."""
    prepared = [line for line in lines_of(memory(held)) if ".memory." in line]
    assert prepared == [f"await ctx.memory.{one}" for one in expected]


@pytest.mark.parametrize(
    ("held", "code", "said"),
    [
        ("{episodicmemory: {seen: [{value: 1, index: {sbject: s}}]}}", "QPF530", "sbject"),
        ("{episodicmemory: {seen: [{value: 1, index: {subject: 1}}]}}", "QPF541", "`str`"),
        ("{episodicmemory: {seen: [{value: 1, index: s}]}}", "QPF541", "dict[str, str]"),
        ("{episodicmemory: {seen: [{value: 1, embedding: [a]}]}}", "QPF541", "`float`"),
        ("{episodicmemory: {seen: 1}}", "QPF541", "list[json]"),
        ("{semanticmemory: {a: 1}}", "QPF541", "the kind of the node"),
        ("{semanticmemory: {a: {kind: thing, feilds: {}}}}", "QPF541", "a key"),
        ("{semanticmemory: {a: {fields: {}}}}", "QPF541", "`kind`"),
        ("{semanticmemory: {edges: [{source: a, target: b}]}}", "QPF541", "`edge`"),
        ("{semanticmemory: {edges: [1]}}", "QPF541", "`source`, `edge` and `target`"),
        ("{semanticmemory: {edges: [{source: 1, edge: e, target: b}]}}", "QPF541", "`str`"),
        ("{causalmemory: {e: a}}", "QPF541", "list[str]"),
        ("{causalmemory: {links: [{effect: e}]}}", "QPF541", "`factors`"),
        ("{causalmemory: {links: [{effect: e, factors: [a], weight: w}]}}", "QPF541", "`float`"),
    ],
)
def test_memory_of_the_wrong_shape_is_refused(held: str, code: str, said: str) -> None:
    """Before a test fails at it."""
    found = first(compiled(memory(held)), code)
    assert said in found.message
    assert found.place.line > 0


CALLS = """
operations:
  - name: op
    output: str
    steps:
      - {call: middle, as: name}
      - return: name
    examples:
      - EXAMPLE
  - name: middle
    output: str
    steps:
      - {call: asking, with: {n: "1"}, as: name}
      - return: name
  - name: asking
    input: {n: int}
    output: str
    errors: {too_small: It is too small}
    steps:
      - {require: n > 0, error: too_small}
      - {ask: other.name_of, as: name}
      - return: name
"""


def test_answers_reach_what_is_called() -> None:
    """An `ask` of a called operation is answered by the example of its caller."""
    text = CALLS.replace("EXAMPLE", "{partners: {other.name_of: [a]}, expect: a}")
    assert lines_of(text, partnered()) == [
        'partner_answers({"other.name_of": ["a"]})',
        'assert await op(ctx) == "a"',
    ]


def test_an_answer_that_is_surely_asked_for_must_be_given() -> None:
    """Also when a called operation asks."""
    found = first(compiled(CALLS.replace("EXAMPLE", "{expect: a}"), partnered()), "QPF542")
    assert found.message == "the example gives no answer of `other.name_of`"


def test_errors_of_what_is_called_may_be_expected() -> None:
    """Transitively; a name nobody declares is refused with those that can happen."""
    lines = lines_of(CALLS.replace("EXAMPLE", "{expect_error: too_small}"), partnered())
    assert lines[-1] == 'assert refused.value.name == "too_small"'
    found = first(
        compiled(CALLS.replace("EXAMPLE", "{expect_error: to_small}"), partnered()), "QPF530"
    )
    assert "too_small" in found.help
