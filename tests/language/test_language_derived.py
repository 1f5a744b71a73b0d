"""Derived tests of operations without examples, with memory, with partners; odd limits."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from language_emitted import write_package
from language_workbench import SOURCES, base_scope, codes, compiled, operation

from qpf.language.compiled import TestKind
from qpf.language.derive import derive_tests
from qpf.language.scope import OperationScope
from qpf.language.signatures import PartnerOperation, Signature
from qpf.language.types import STR

WITHOUT_EXAMPLES = """
types:
  Colour: {enum: [red, green]}
  Leaf:
    size: float
    note: {type: "str?", default: null}
    tags: {type: "dict[str, int]", default: {}}
  Tree: {leaves: "list[Leaf]", colour: Colour, flag: bool, data: bytes}
operations:
  - name: weigh
    input:
      tree: Tree
      factor: {type: float, range: [0.5, 2]}
      open: {type: int, range: [null, -1]}
      kind: {type: str, one_of: [a, b]}
      number: {type: int, one_of: [1, 2]}
      code: {type: str, pattern: "[a-z]+"}
      word: {type: str, min_length: 2, max_length: 4}
      parts: {type: "list[float]", min_items: 2, max_items: 3}
      vector: {type: "list[list[float]]", finite: true}
      extra: {type: "dict[str, float]?", default: null}
      payload: {type: json, default: null}
    output: json
    steps:
      - let:
          sizes: pluck(tree.leaves, size)
          total: sum(sizes) + sum(parts) * factor + abs(open) + number
          words: sorted(split(lower(strip(kind + ' ' + code)), ' ')) + [word]
          text: join(words, '-')
          low: clip(min(total, 9), 0, 5) + floor(total) + ceil(total) + round(total, 2)
          root: sqrt(max(total, 0)) + exp(0) + log(max(total, 1))
          grade: 1 if starts_with(text, 'a') or ends_with(text, 'b') else 2
          depth: len(vector) + (len(extra) if extra is not None else 0)
          same: all([tree.flag, any([tree.flag])]) and contains(text, 'a')
      - choose: shade
        rules:
          - {when: tree.colour == 'red' and factor > 1.5, emit: warm}
          - {when: "open < -5 or factor <= 0.75", emit: cold}
        else: plain
      - return: {total: low, root: root, grade: grade, depth: depth, same: same, shade: shade,
                 text: text, payload: payload, bits: (number & 3) << 1 | 1}
  - name: pick
    input:
      xs: "list[int]"
      n: {type: int, default: 3}
      limits: {type: "dict[str, float]", default: {a: 1}}
    output: float
    steps:
      - let:
          head: xs[0] if len(xs) > 0 else n
          rest: xs[1:3]
          share: get(limits, 'a', 0) / max(n, 1)
      - each: x
        in: rest
        limit: 2
        when: x > head
        emit: x // 2 - x % 2
        as: halves
      - translate: str(n)
        table: {"3": 1.5, "4": 2.5}
        else: 0
        type: float
        as: bonus
      - band: level
        of: n
        bands: [{below: -1, value: share}, {below: 4, value: bonus}]
        else_value: head * 1.0
      - return: level + sum(halves) + max(head, n) + (mean(xs) if len(xs) > 2 else 0)
      """


def _run(folder: Path) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", "/dev/null"]
    return subprocess.run(
        [*command, "--rootdir", str(folder), str(folder / "test_operations.py")],
        cwd=folder,
        env={"PYTHONPATH": f"{folder}:{SOURCES}", "PYTHONDONTWRITEBYTECODE": "1", "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )


def test_tests_are_derived_without_examples(tmp_path: Path) -> None:
    """Samples obey the limits, boundaries are evaluated, properties hold."""
    outcome = compiled(WITHOUT_EXAMPLES)
    assert [one for one in outcome.found if one.severity == "error"] == []
    write_package(outcome, tmp_path)
    derived = [test for one in outcome.operations for test in derive_tests(one, outcome.scope)]
    kinds = [test.kind for test in derived]
    assert kinds.count(TestKind.NEGATIVE) >= 10
    assert kinds.count(TestKind.BOUNDARY) >= 6
    assert kinds.count(TestKind.PROPERTY) == 2
    assert len({test.name for test in derived}) == len(derived)
    ran = _run(tmp_path)
    assert ran.returncode == 0, ran.stdout[-3000:]


def asking() -> OperationScope:
    """A scope with an operation of a partner."""
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


def test_what_a_partner_is_not_prepared_to_answer_is_not_tried() -> None:
    """A boundary test asked a partner for whom no example says what it answers."""
    steps = "- {ask: other.name_of, as: name}\n- {return: 'n > 5 and name == \"a\"'}"
    outcome = compiled(operation(steps, "{n: int}", "bool"), asking())
    assert [one.code for one in outcome.found] == ["QPF540"]
    tests = derive_tests(outcome.operations[0], outcome.scope)
    assert [one for one in tests if one.kind is TestKind.BOUNDARY] == []


def test_example_prepares_memory_and_partners() -> None:
    """What an example says must be there is written before the call."""
    steps = (
        "- {ask: other.name_of, as: name}\n"
        "- {recall: {layer: workingmemory, key: name}, type: float, else: 0, as: held}\n"
        "- {return: held > 1}"
    )
    text = operation(steps, "{}", "bool") + (
        "    examples:\n"
        "      - given: {}\n"
        "        partners: {other.name_of: [a]}\n"
        "        memory:\n"
        "          workingmemory: {a: -2.5}\n"
        "          episodicmemory: {seen: [{x: 1}, null]}\n"
        "          semanticmemory: {node: thing}\n"
        "          causalmemory: {effect: [a, b]}\n"
        "          longtermpersistence: {file: [1]}\n"
        "        expect: false\n"
    )
    outcome = compiled(text, asking())
    assert outcome.found == ()
    (test,) = derive_tests(outcome.operations[0], outcome.scope)
    assert [line.text.strip() for line in test.lines[3:]] == [
        'partner_answers({"other.name_of": ["a"]})',
        'await ctx.memory.working.put("a", -2.5)',
        'await ctx.memory.episodic.append("seen", {"x": 1})',
        'await ctx.memory.episodic.append("seen", None)',
        'await ctx.memory.semantic.add_node("node", "thing")',
        'await ctx.memory.causal.link("effect", ["a", "b"])',
        'await ctx.memory.archive.store("file", canonical_json([1]))',
        "assert await op(ctx) is False",
        'assert partner_answers.asked == alike({"other.name_of": [{}]})',
    ]


@pytest.mark.parametrize(
    ("expression", "code"),
    [
        ("len(n)", "QPF508"),
        ("abs(s)", "QPF508"),
        ("max(s, n)", "QPF508"),
        ("max(s)", "QPF508"),
        ("mean(s)", "QPF508"),
        ("mean(split(s))", "QPF508"),
        ("max(sorted(xs))", "QPF504"),
        ("clip(s, 1, 2)", "QPF508"),
        ("sum(s)", "QPF508"),
        ("len(sorted(n))", "QPF508"),
        ("len(join(xs, ','))", "QPF508"),
        ("len(split(s, s))", "QPF504"),
        ("get(xs, 'a', 1)", "QPF508"),
        ("get({'a': 1}, 'a', 'b')", "QPF508"),
        ("len(pluck(xs, a))", "QPF508"),
        ("len(pluck(xs))", "QPF509"),
        ("len(pluck(xs, 1))", "QPF504"),
        ("floor(s)", "QPF506"),
        ("round(1.5, digits=2)", "QPF504"),
        ("1 if any(xs) else 0", "QPF508"),
        ("1 if contains(n, 1) else 0", "QPF508"),
        ("1 if n else 0", "QPF506"),
        ("1 if n > 1 else 'a'", "QPF506"),
        ("1 if n > 1 and s else 0", "QPF508"),
        ("1 if n is s else 0", "QPF507"),
        ("1 if n in s else 0", "QPF507"),
        ("len([1, 'a'])", "QPF506"),
        ("len({1: 2})", "QPF506"),
        ("len({'a': 1, **{}})", "QPF504"),
        ("xs[n]", "QPF504"),
        ("sorted(xs)[0]", "QPF504"),
        ("n[0]", "QPF508"),
        ("len(n[1:])", "QPF508"),
        ("len(xs[::2])", "QPF504"),
        ("len(xs['a':])", "QPF506"),
        ("-s", "QPF508"),
        ("~1.5", "QPF508"),
        ("n @ n", "QPF504"),
        ("s ** 2", "QPF508"),
        ("1.5 & n", "QPF508"),
        ("b'x'", "QPF504"),
        ("1e999", "QPF505"),
        ("nul", "QPF501"),
    ],
)
def test_function_is_refused(expression: str, code: str) -> None:
    """Every function and operator has its own types."""
    inputs = "{n: int, s: str, xs: 'list[int]'}"
    steps = (
        f"- let: {{k: 'n + len(s) + len(xs)'}}\n- let:\n    r: \"{expression}\"\n- return: r + k"
    )
    assert code in codes(steps, inputs)


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ("- {use: text.count, as: y}\n- return: y", "QPF527"),
        ("- {use: text.count, with: {text: \"'a'\", word: \"'b'\"}}\n- return: 1", "QPF531"),
        ("- {call: nobody, as: y}\n- return: y", "QPF526"),
        ("- {call: op, as: y}\n- return: y", "QPF535"),
        ("- {ask: a.b, as: y}\n- return: y", "QPF526"),
        ("- {translate: \"'a'\", as: y}\n- return: y", "QPF531"),
        ("- {translate: \"'a'\", table: {a: 1, b: x, c: [1]}, as: y}\n- return: 1", "QPF506"),
        ("- {translate: \"'a'\", into: Score, as: y}\n- return: 1", "QPF508"),
        ("- {translate: \"'a'\", into: int, as: y}\n- return: 1", "QPF516"),
        ("- {collect: y, rules: [{when: x, emit: 1}]}\n- return: 1", "QPF501"),
        ("- {choose: y, rules: [{when: x > 1, emit: 1}], else: 1}\n- return: y", "QPF501"),
        ("- {band: y, of: \"'a'\", bands: [{below: 1, emit: 1}], else: 2}\n- return: y", "QPF508"),
        ('- {band: y, of: "1", bands: [{below: 1}], else: 2}\n- return: y', "QPF531"),
        ('- {each: i, in: "[1]", emit: i}\n- return: 1', "QPF531"),
        ("- {recall: {layer: workingmemory}, as: y}\n- return: 1", "QPF531"),
        ("- {recall: {layer: worknmemory, key: \"'a'\"}, as: y}\n- return: 1", "QPF530"),
        (
            "- {recall: {layer: workingmemory, key: \"'a'\"}, type: int?, as: y}\n- return: 1",
            "QPF516",
        ),
        ("- {recall: {layer: workingmemory, key: \"'a'\"}, else: 1, as: y}\n- return: 1", "QPF531"),
        ("- {recall: {layer: episodicmemory}, else: 1, as: y}\n- return: 1", "QPF531"),
        ("- {recall: {layer: semanticmemory, nodes: k}, type: int, as: y}\n- return: 1", "QPF516"),
        ("- {measure: {model_confidense: 1}}\n- return: 1", "QPF530"),
        ("- {send: insigt, to: a, payload: 1}\n- return: 1", "QPF530"),
        ("- {return: {a: 1}}", "QPF516"),
        ("- {return: [1]}", "QPF516"),
        ("- {return: null}", "QPF506"),
    ],
)
def test_odd_step_is_refused(steps: str, expected: str) -> None:
    """Keys that do not belong together, wrong kinds, unknown names."""
    assert expected in codes(steps)


@pytest.mark.parametrize(
    ("constant", "expected"),
    [
        ("{k: {value: [1, 2], type: 'list[int]'}}", []),
        ("{k: [1, 2]}", ["QPF516"]),
        ("{k: {value: a, type: 'list[int]'}}", ["QPF516"]),
        ("{k: {value: [1], type: 'lst[int]'}}", ["QPF510"]),
    ],
)
def test_constant_needs_a_type_when_it_is_no_scalar(constant: str, expected: list[str]) -> None:
    """Lists and dicts say what they hold."""
    assert codes("- return: len(k)", "{}", constants=constant) == expected
