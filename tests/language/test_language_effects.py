"""Effects of examples: what is stated or certain is asserted, through the real runtime."""

import subprocess
import sys
from pathlib import Path

import pytest
from language_emitted import PACKAGE, write_package
from language_workbench import SOURCES, compiled, first, operation

from qpf.language.derive import derive_tests

DOING = """
operations:
  - name: op
    input: {n: {type: int, default: 1}}
    output: int
    steps:
      - publish: inference_called
      - {audit: decisions, when: n > 5}
      - {remember: {layer: episodicmemory, value: n}}
      - {remember: {layer: workingmemory, key: "'a'", value: n}}
      - each: i
        in: "[1, 2]"
        steps: [{audit: decisions, detail: {number: i}}]
      - {call: told, with: {n: n}}
      - {return: n, when: n > 7}
      - {audit: decisions}
      - return: n
    examples:
      - EXAMPLE
  - name: told
    input: {n: int}
    steps:
      - {escalate: low_confidence}
      - {send: insight, to: other, payload: {n: n}}
      - {measure: {model_confidence: "n / 2"}}
"""


def lines_of(example: str, text: str = DOING) -> list[str]:
    """The body of the first example test, after its docstring."""
    outcome = compiled(text.replace("EXAMPLE", example))
    assert [one for one in outcome.found if one.code != "QPF540"] == []
    test = derive_tests(outcome.operations[0], outcome.scope)[0]
    start = next(n for n, line in enumerate(test.lines) if line.text.strip().startswith('"""'))
    return [line.text.strip() for line in test.lines[start + 1 :]]


def test_certain_effects_are_asserted_without_a_word() -> None:
    """No condition, no loop, nothing before that returns; also in called operations."""
    assert lines_of("{given: {}, expect: 1}") == [
        'async with watched(runtime, "other") as seen:',
        "assert await op(ctx) == 1",
        'assert "inference_called" in seen.published',
        'assert "low_confidence" in seen.escalated',
        'assert "insight" in seen.sent',
        'assert seen.remembered["episodic"] >= 1',
        'assert seen.remembered["working"] >= 1',
    ]


def test_a_prepared_layer_may_already_hold_what_is_remembered() -> None:
    """Episodes are always new, a key may keep its value."""
    lines = lines_of("{given: {}, memory: {workingmemory: {a: 1}}, expect: 1}")
    assert 'assert seen.remembered["episodic"] >= 1' in lines
    assert not any("working" in line for line in lines if line.startswith("assert seen"))


def test_stated_effects_are_asserted_exactly() -> None:
    """What is not stated is asserted as far as it is certain."""
    stated = (
        "{given: {}, expect: 1, effects: {published: [inference_called], audited: "
        "[decisions, decisions, decisions], remembered: {episodicmemory: 1, semanticmemory: 0}, "
        "sent: [insight], measured: {model_confidence: 0.5}}}"
    )
    text = DOING.replace(
        "- {remember: {layer: workingmemory", "- {remember: {layer: semanticmemory"
    )
    text = text.replace("key: \"'a'\", value: n", "node: \"'a'\", kind: k")
    assert lines_of(stated, text)[2:] == [
        'assert seen.published == ["inference_called"]',
        'assert "low_confidence" in seen.escalated',
        'assert seen.audited == ["decisions", "decisions", "decisions"]',
        'assert seen.sent == ["insight"]',
        'assert seen.remembered["episodic"] == 1',
        'assert seen.remembered["semantic"] == 0',
        'assert seen.measured["model_confidence"] == pytest.approx(0.5)',
    ]


def test_nothing_is_asserted_of_a_failure_but_what_is_stated() -> None:
    """A step before the failure may or may not have happened."""
    text = DOING.replace("    steps:\n      - publish", FAILING, 1)
    assert "watched" not in "".join(lines_of("{expect_error: bad}", text))
    lines = lines_of("{expect_error: bad, effects: {published: []}}", text)
    assert lines[:3] == [
        'async with watched(runtime, "other") as seen:',
        "with pytest.raises(RequirementFailed) as refused:",
        "await op(ctx)",
    ]
    assert lines[-1] == "assert seen.published == []"


FAILING = """    errors: {bad: It is bad}
    steps:
      - {require: n > 1, error: bad}
      - publish"""


def test_a_pure_operation_is_not_watched() -> None:
    """Nothing to see."""
    text = operation("- return: n", "{n: int}") + "    examples: [{given: {n: 1}, expect: 1}]\n"
    assert lines_of("", text) == ["assert op(n=1) == 1"]


@pytest.mark.parametrize(
    ("stated", "code", "said"),
    [
        ("{published: [inference_caled]}", "QPF530", "event `inference_caled`"),
        ("{escalated: [x]}", "QPF530", "trigger `x`"),
        ("{audited: [x]}", "QPF530", "audit scope `x`"),
        ("{sent: [x]}", "QPF530", "packet type `x`"),
        ("{remembered: {episodic: 1}}", "QPF530", "memory layer `episodic`"),
        ("{measured: {x: 1}}", "QPF530", "metric `x`"),
        ("{remembered: {causalmemory: 1}}", "QPF542", "`causalmemory`, which no step remembers"),
        ("{measured: {criticality: 1}}", "QPF542", "`criticality`, which no step measures"),
    ],
)
def test_stated_effects_are_checked(stated: str, code: str, said: str) -> None:
    """Against the declarations of the agent, and against the steps."""
    text = DOING.replace("EXAMPLE", f"{{expect: 1, effects: {stated}}}")
    found = first(compiled(text), code)
    assert said in found.message
    assert stated.split(":")[0].strip("{") in text.splitlines()[found.place.line - 1]


@pytest.mark.parametrize(
    ("example", "said", "spot"),
    [
        ("{expect: 2}", "give `1`", "expect: 2"),
        ("{given: {n: 9}, expect: 8}", "give `9`", "expect: 8"),
        ("{expect: 1, effects: {published: []}}", "`inference_called` once in `published`", "[]}"),
        ("{expect: 1, effects: {audited: [decisions]}}", "`decisions` 3 times in `audited`", "[d"),
        ("{expect: 1, effects: {sent: [insight, insight]}}", "`insight` once in `sent`", "[insig"),
        ("{expect: 1, effects: {measured: {model_confidence: 1}}}", "as `0.5`", "1}"),
    ],
)
def test_example_that_the_steps_contradict_is_refused(example: str, said: str, spot: str) -> None:
    """Before anything is emitted, at the value that is wrong."""
    text = DOING.replace("EXAMPLE", example)
    fault = first(compiled(text), "QPF543")
    assert said in fault.message
    line = text.splitlines()[fault.place.line - 1]
    assert line[fault.place.column - 1 :].startswith(spot.removeprefix("expect: "))


UNSURE = """
operations:
  - name: op
    input: {xs: "list[float]", n: int}
    output: float
    errors: {few: Too few}
    steps:
      - {use: stats.mean, with: {values: xs}, as: middle}
      - {require: middle > 0, error: few}
      - {publish: inference_called, when: middle > 1}
      - {escalate: low_confidence, when: n > 1}
      - {audit: decisions}
      - return: middle + n
    examples:
      - EXAMPLE
"""


@pytest.mark.parametrize(
    "example",
    [
        "{given: {xs: [3], n: 1}, expect: 99}",
        "{given: {xs: [3], n: 1}, expect: 4, effects: {published: [inference_called]}}",
        "{given: {xs: [3], n: 1}, expect: 4, effects: {published: []}}",
        "{given: {xs: [3], n: 2}, expect: 5, effects: {escalated: [low_confidence]}}",
        "{given: {xs: [-3], n: 2}, expect_error: few}",
    ],
)
def test_what_functions_give_is_left_to_the_tests(example: str) -> None:
    """Nothing is claimed that is not known."""
    assert "QPF543" not in compiled(UNSURE.replace("EXAMPLE", example)).codes


@pytest.mark.parametrize(
    ("effects", "said"),
    [
        ("{audited: []}", "`decisions` once in `audited`"),
        ("{escalated: [low_confidence]}", "do not escalate `low_confidence`"),
    ],
)
def test_what_happens_beside_functions_is_known(effects: str, said: str) -> None:
    """A function gives a value; what the steps do besides is read from the schema."""
    example = f"{{given: {{xs: [3], n: 1}}, expect: 4, effects: {effects}}}"
    assert said in first(compiled(UNSURE.replace("EXAMPLE", example)), "QPF543").message


def test_effects_of_a_pure_operation_are_refused() -> None:
    """It has none, and its test has no runtime."""
    text = operation("- return: n", "{n: int}") + (
        "    examples: [{given: {n: 1}, expect: 1, effects: {published: []}}]\n"
    )
    assert first(compiled(text), "QPF542").message == (
        "the example states effects of an operation that has none"
    )


PYTEST = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", "/dev/null"]
CONFTEST = '''"""Fixtures of an emitted agent."""

import pytest

from qpf_core.agent import AgentDeclaration
from qpf_core.governance import GovernancePolicy, Trigger
from qpf_core.memory import EpisodicMemory, MemoryTopology, WorkingMemory
from qpf_core.testing import call_context, running

AGENT = AgentDeclaration(
    name="sample", module="coreservice", role="", version="1.0.0", operations=(),
    policy=GovernancePolicy(
        agent="sample", triggers=(Trigger("low_confidence"),), audit_scope=("decisions",)
    ),
    memory=MemoryTopology(
        agent="sample", working=WorkingMemory("s:*"), episodic=EpisodicMemory(index=("subject",))
    ),
    packets_out=("insight",), events_out=("inference_called",), metrics=("model_confidence",),
    channels={"eventbus": True, "packetenvelope": True},
)


@pytest.fixture
def anyio_backend():
    return "asyncio"


@pytest.fixture
async def runtime(anyio_backend):
    async with running(AGENT) as agent:
        yield agent


@pytest.fixture
def ctx(runtime):
    return call_context(runtime)
'''
EXACT = (
    "{expect: 1, effects: {published: [inference_called], escalated: [low_confidence], audited: "
    "[decisions, decisions, decisions], remembered: {episodicmemory: 1, workingmemory: 1}, "
    "sent: [insight], measured: {model_confidence: 0.5}}}\n"
    "      - {given: {n: 8}, expect: 8, memory: {workingmemory: {a: 8}, episodicmemory: {op: "
    "[{value: 1, index: {subject: s}, embedding: [1, 0]}]}}, "
    "effects: {remembered: {workingmemory: 0, episodicmemory: 1}}}"
)


@pytest.mark.parametrize(
    ("changed", "to", "failures"),
    [
        ("", "", 0),
        ("published: [inference_called]", "published: []", 1),
        ("workingmemory: 1}", "workingmemory: 2}", 1),
        ("model_confidence: 0.5}}", "model_confidence: 0.6}}", 1),
        ("escalated: [low_confidence]", "escalated: []", 1),
    ],
)
def test_the_real_runtime_tells_what_happened(
    changed: str, to: str, failures: int, tmp_path: Path
) -> None:
    """Examples pass when they are true and fail when they are not."""
    outcome = compiled(DOING.replace("EXAMPLE", EXACT.replace(changed, to)))
    write_package(outcome, tmp_path)
    (tmp_path / "conftest.py").write_text(CONFTEST)
    assert (tmp_path / PACKAGE).is_dir()
    ran = subprocess.run(
        [
            *PYTEST,
            "-k",
            "example",
            "--rootdir",
            str(tmp_path),
            str(tmp_path / "test_operations.py"),
        ],
        cwd=tmp_path,
        env={"PYTHONPATH": f"{tmp_path}:{SOURCES}", "PYTHONDONTWRITEBYTECODE": "1", "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    expected = f"{failures} failed, " if failures else ""
    assert f"{expected}{2 - failures} passed, 9 deselected" in ran.stdout, ran.stdout[-3000:]
