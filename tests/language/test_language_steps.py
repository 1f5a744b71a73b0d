"""Each step: the lines it becomes, and what it refuses."""

from dataclasses import replace

import pytest
from language_workbench import HERE, base_scope, codes, compiled, first, operation

from qpf.language.signatures import PartnerOperation, Signature, SignatureParameter
from qpf.language.types import FLOAT, STR, list_of


def body(steps: str, inputs: str = "{x: float}", output: str = "", **more: str) -> list[str]:
    """The lines of the function after its docstring, without their first indentation."""
    outcome = compiled(operation(steps, inputs, output, **more))
    assert [code for code in outcome.codes if code != "QPF540"] == []
    lines = [line.text for line in outcome.operations[0].lines]
    start = max(index for index, line in enumerate(lines) if line.endswith('"""')) + 1
    return [line.removeprefix("    ") for line in lines[start:]]


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ("- publish: inference_called", ['await ctx.publish("inference_called")']),
        (
            "- {publish: inference_called, payload: {x: x}, when: x > 1}",
            ["if x > 1.0:", '    await ctx.publish("inference_called", {"x": x})'],
        ),
        (
            "- {send: insight, to: l9/main, payload: x}",
            ['await ctx.send("insight", x, to="l9/main")'],
        ),
        (
            "- measure: {model_confidence: x, criticality: 1}",
            ["await ctx.measure(model_confidence=x, criticality=1.0)"],
        ),
        (
            "- {audit: decisions, action: chosen, detail: {x: x}}",
            ['await ctx.audit("decisions", "chosen", x=x)'],
        ),
        (
            "- {escalate: low_confidence, detail: {class: x}}",
            ['await ctx.escalate("low_confidence", **{"class": x})'],
        ),
        ("- approve: It costs money", ['await ctx.approve("It costs money")']),
        (
            "- remember: {layer: workingmemory, key: \"'k'\", value: x, ttl_s: 60}",
            ['await ctx.memory.working.put("k", x, ttl_s=60.0)'],
        ),
        (
            "- remember: {layer: episodicmemory, kind: seen, value: x, index: {subject: str(x)}}",
            ['await ctx.memory.episodic.append("seen", x, index={"subject": str(x)})'],
        ),
        (
            "- remember: {layer: semanticmemory, node: str(x), kind: number, fields: {x: x}}",
            ['await ctx.memory.semantic.add_node(str(x), "number", {"x": x})'],
        ),
        (
            "- remember: {layer: semanticmemory, source: str(x), edge: to, target: \"'b'\"}",
            ['await ctx.memory.semantic.add_edge(str(x), "to", "b")'],
        ),
        (
            "- remember: {layer: causalmemory, effect: str(x), factors: [\"'a'\"], weight: x}",
            ['await ctx.memory.causal.link(str(x), ["a"], weight=x)'],
        ),
        (
            "- remember: {layer: longtermpersistence, name: str(x), value: x}",
            ["await ctx.memory.archive.store(str(x), canonical_json(x))"],
        ),
    ],
)
def test_effect_becomes(steps: str, expected: list[str]) -> None:
    """Effects are awaited calls of the context."""
    inputs = "{x: float}" if "x: x" in steps or " x" in steps or "(x)" in steps else "{}"
    assert body(steps, inputs) == expected


@pytest.mark.parametrize(
    ("recall", "rest", "expected"),
    [
        (
            "{layer: workingmemory, key: str(x)}",
            "type: float, else: 0, as: seen",
            [
                "stored_seen = await ctx.memory.working.get(str(x))",
                "seen = from_plain(float, stored_seen) if stored_seen is not None else 0.0",
            ],
        ),
        (
            "{layer: episodicmemory, kind: seen, where: {subject: str(x)}, limit: 5}",
            "type: float, as: seen",
            [
                'found_seen = await ctx.memory.episodic.find(kind="seen", '
                'where={"subject": str(x)}, limit=5)',
                "seen: list[float] = ",
            ],
        ),
        (
            "{layer: semanticmemory, neighbours_of: str(x)}",
            "as: seen",
            [
                "found_seen = await ctx.memory.semantic.neighbours(str(x))",
                "seen = [element.id for element in found_seen]",
            ],
        ),
        (
            "{layer: causalmemory, causes_of: str(x), depth: 2}",
            "as: seen",
            [
                "found_seen = await ctx.memory.causal.causes(str(x), depth=2)",
                "seen = [factor for element in found_seen for factor in element.factors]",
            ],
        ),
        (
            "{layer: longtermpersistence, name: str(x)}",
            "type: float, as: seen",
            [
                "stored_seen = await ctx.memory.archive.load(str(x))",
                "seen = from_plain(float, json.loads(stored_seen))",
            ],
        ),
    ],
)
def test_recall_becomes(recall: str, rest: str, expected: list[str]) -> None:
    """What is recalled comes back with its type."""
    steps = f"- {{recall: {recall}, {rest}}}\n- publish: inference_called\n  payload: seen"
    lines = body(steps)
    assert lines[0] == expected[0]
    assert lines[1].startswith(expected[1].split(" = ")[0].split(":")[0])
    assert expected[1].split(" = ")[-1] in lines[1]


def test_ask_calls_the_typed_client() -> None:
    """The partner's signature is checked and its client is imported."""
    signature = Signature(
        name="tensoraios.score",
        function="score",
        module="l9.tensoraios.scorer",
        parameters=(SignatureParameter("query", "query", list_of(FLOAT)),),
        returns=list_of(STR),
        is_async=True,
    )
    partner = PartnerOperation(
        agent="l9/tensoraios",
        signature=signature,
        client_class="TensorAIOSClient",
        client_module="l9.main.tensoraios_client",
    )
    scope = replace(base_scope(), partners={"tensoraios.score": partner})
    steps = "- ask: tensoraios.score\n  with: {query: [x, 1]}\n  as: ids\n- return: ids"
    text = operation(steps, "{x: float}", "list[str]")
    text += (
        "    examples:\n      - {given: {x: 1}, partners: {tensoraios.score: [[a]]}, expect: [a]}\n"
    )
    outcome = compiled(text, scope)
    assert outcome.found == ()
    line = outcome.operations[0].lines[-2].text.strip()
    assert line == "ids = await ctx.partner(TensorAIOSClient).score(query=[x, 1.0])"
    assert outcome.operations[0].effects.partners == ("tensoraios.score",)
    wrong = compiled(text.replace("[[a]]", "[[1]]").replace("[x, 1]", "x"), scope)
    assert {"QPF541", "QPF506"} <= set(wrong.codes)
    assert (
        "QPF542" in compiled(text.replace("partners: {tensoraios.score: [[a]]}, ", ""), scope).codes
    )


@pytest.mark.parametrize(
    ("steps", "inputs", "expected"),
    [
        ("- return: y", "{x: int}", ["QPF501"]),
        ("- let: {y: z}\n- let: {z: x}\n- return: y + z", "{x: int}", ["QPF529"]),
        ("- let: {y: x}\n- let: {y: x}\n- return: y", "{x: int}", ["QPF521"]),
        ("- return: 1\n- return: x", "{x: int}", ["QPF523"]),
        ("- {return: x, when: x > 1}", "{x: int}", ["QPF524"]),
        ("- return: str(x)", "{x: int}", ["QPF506"]),
        ("- return: 1", "{x: int}", ["QPF522"]),
        ("- retrun: x", "{x: int}", ["QPF520"]),
        ("- {let: {y: x}, return: x}", "{x: int}", ["QPF520"]),
        ("- {use: vectors.cosin, with: {}, as: y}\n- return: x", "{x: int}", ["QPF526"]),
        ("- {use: stats.mean, with: {values: x}, as: y}\n- return: x", "{x: int}", ["QPF506"]),
        ("- {use: stats.mean, with: {}, as: y}\n- return: x", "{x: int}", ["QPF527"]),
        (
            "- {use: stats.mean, with: {values: [1], valeus: 1}, as: y}\n- return: x",
            "{x: int}",
            ["QPF528"],
        ),
        ("- publish: inference_caled\n- return: x", "{x: int}", ["QPF530"]),
        ("- {require: x > 1, error: small}\n- return: x", "{x: int}", ["QPF530"]),
        (
            "- {band: y, of: x, bands: [{below: 3, emit: 1}, {below: 3, emit: 2}], else: 3}\n"
            "- return: y",
            "{x: int}",
            ["QPF532"],
        ),
        ("- each: i\n  in: x\n  emit: i\n  as: y\n- return: x", "{x: int}", ["QPF508"]),
        (
            "- each: i\n  in: x\n  steps:\n    - return: i\n- return: 1",
            "{x: list[int]}",
            ["QPF525"],
        ),
        (
            "- each: i\n  in: x\n  steps:\n    - let: {k: i}\n- return: 1",
            "{x: list[int]}",
            ["QPF522"],
        ),
        ("- remember: {layer: workingmemory, value: x}\n- return: x", "{x: int}", ["QPF531"]),
        (
            "- remember: {layer: episodicmemory, value: x, index: {subjekt: str(x)}}\n- return: x",
            "{x: int}",
            ["QPF530"],
        ),
        ("- {translate: x, table: {a: 1}, as: y}\n- return: y", "{x: int}", ["QPF508"]),
        ("- let: {y: []}\n- return: len(y)", "{}", ["QPF516"]),
    ],
)
def test_step_is_refused(steps: str, inputs: str, expected: list[str]) -> None:
    """Each fault gives its code and hides nothing else."""
    assert codes(steps, inputs.replace("list[int]", "'list[int]'")) == expected


def test_refusals_point_into_the_scalar() -> None:
    """The place of a name inside a quoted, nested value is exact."""
    text = operation('- {return: x, when: "x > 1 and yy < 2"}\n- return: x', "{x: int}")
    place = first(compiled(text), "QPF501").place
    line = text.splitlines()[place.line - 1]
    assert line[place.column - 1 : place.end_column - 1] == "yy"


def test_used_before_leads_to_the_definition() -> None:
    """A note names the later step."""
    found = first(compiled(operation("- let: {y: z}\n- let: {z: 1}\n- return: y + z")), "QPF529")
    assert found.notes[0].place is not None and found.notes[0].place.line == found.place.line + 1


def test_enumeration_table_must_be_complete() -> None:
    """A table over an enumeration without `else` names every member."""
    types = "types:\n  Colour: {enum: [red, green]}\n"
    steps = "- translate: c\n  table: {red: 1}\n  as: y\n- return: y"
    outcome = compiled(types + operation(steps, "{c: Colour}"))
    assert "QPF531" in outcome.codes
    assert "`green`" in first(outcome, "QPF531").message
    full = compiled(types + operation(steps.replace("red: 1", "red: 1, green: 2"), "{c: Colour}"))
    assert full.operations[0].lines[-2].text.strip() == ("y = {Colour.RED: 1, Colour.GREEN: 2}[c]")


def test_call_cycle_is_reported_once_with_its_path() -> None:
    """Two operations that call each other never end."""
    text = (
        "operations:\n"
        "  - {name: a, output: int, steps: [{call: b, as: y}, {return: y}]}\n"
        "  - {name: b, output: int, steps: [{call: a, as: y}, {return: y}]}\n"
    )
    outcome = compiled(text)
    assert outcome.codes.count("QPF535") == 1
    assert "a -> b -> a" in first(outcome, "QPF535").message


def test_calling_an_effectful_operation_makes_the_caller_effectful() -> None:
    """The context is handed on."""
    text = (
        "operations:\n"
        "  - {name: a, steps: [{call: b}]}\n"
        "  - {name: b, steps: [{publish: inference_called}]}\n"
    )
    first_operation = compiled(text).operations[0]
    assert first_operation.is_async
    assert first_operation.lines[-1].text.strip() == "await b(ctx)"


def test_duplicate_operation_leads_to_the_first() -> None:
    """Names of operations are unique."""
    one = "  - {name: a, output: int, steps: [{return: 1}]}\n"
    found = first(compiled("operations:\n" + one + one), "QPF521")
    assert found.notes[0].place is not None and found.notes[0].place.line == 2
    assert HERE.file == "agent.yaml"


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        ("{x: {type: int, range: [5, 1]}}", "QPF533"),
        ("{x: {type: str, range: [1, 5]}}", "QPF533"),
        ("{x: {type: int, default: 9, range: [1, 5]}}", "QPF533"),
        ("{x: {type: int, default: no}}", "QPF516"),
        ("{x: {type: str, pattern: '('}}", "QPF533"),
        ("{x: {type: intt}}", "QPF510"),
        ("{x: {type: 'list[int'}}", "QPF511"),
        ("{x-y: {type: int, range: [1, 5]}}", "QPF534"),
    ],
)
def test_input_is_refused(inputs: str, expected: str) -> None:
    """Types and limits are checked where they are written."""
    assert expected in codes("- return: 1", inputs)


@pytest.mark.parametrize(
    ("example", "expected"),
    [
        ("{given: {x: 1}, expect: 1}", []),
        ("{given: {x: one}, expect: 1}", ["QPF541"]),
        ("{given: {x: 1}, expect: one}", ["QPF541"]),
        ("{given: {x: 99}, expect: 99}", ["QPF541"]),
        ("{given: {x: 99}, expect_error: input_invalid}", []),
        ("{given: {x: 1}, expect_error: small}", ["QPF530"]),
        ("{given: {}, expect: 1}", ["QPF542"]),
        ("{given: {x: 1, y: 2}, expect: 1}", ["QPF542"]),
        ("{given: {x: 1}}", ["QPF542"]),
        ("{given: {x: 1}, expect: 1, expect_error: small}", ["QPF542"]),
        ("{given: {x: 1}, expect: 1, memory: {episodic: {}}}", ["QPF530"]),
        ("{given: {x: 1}, expect: 1, partners: {a.b: []}}", ["QPF526"]),
    ],
)
def test_example_is_checked(example: str, expected: list[str]) -> None:
    """An example must be executable."""
    inputs = "{x: {type: int, range: [0, 9]}}"
    assert codes("- return: x", inputs, examples=f"[{example}]") == expected
