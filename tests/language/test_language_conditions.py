"""`when` on `use` and `call`: the function runs only when the condition holds."""

from pathlib import Path

import anyio
import pytest
from language_emitted import imported
from language_fakes import FakeContext
from language_workbench import codes, compiled, first, operation

USING = """
operations:
  - name: op
    input: {words: "list[str]", n: int}
    output: int
    steps:
      - use: text.count
        with: {text: "words[0]", word: "'a'"}
        when: len(words) > 0
        as: found
        else: -1
      - call: twice
        with: {n: n}
        when: n > 3
        as: doubled
        else: null
      - call: told
        when: n > 5
      - return: found + (doubled if doubled is not None else 0)
  - name: twice
    input: {n: int}
    output: int
    steps: [{return: n * 2}]
  - name: told
    steps: [{publish: inference_called}]
"""


def test_a_guarded_step_reads_as_an_if() -> None:
    """The other value stands in `else`, as a person would write it."""
    outcome = compiled(USING)
    assert [one for one in outcome.found if one.severity == "error"] == []
    body = [line.text.removeprefix("    ") for line in outcome.operations[0].lines[-12:]]
    assert body == [
        "if len(words) > 0:",
        '    found = text.count(text=words[0], word="a")',
        "else:",
        "    found = -1",
        "doubled: int | None",
        "if n > 3:",
        "    doubled = twice(n=n)",
        "else:",
        "    doubled = None",
        "if n > 5:",
        "    await told(ctx)",
        "return found + (doubled if doubled is not None else 0)",
    ]


@pytest.mark.parametrize(
    ("words", "n", "expected", "told"),
    [([], 1, -1, []), (["a b a"], 4, 10, []), (["x"], 6, 12, ["publish"])],
)
def test_a_guarded_step_runs_when_its_condition_holds(
    words: list[str], n: int, expected: int, told: list[str], tmp_path: Path
) -> None:
    """Otherwise its other value counts, and nothing happens."""
    with imported(compiled(USING), tmp_path) as module:
        ctx = FakeContext()

        async def call() -> object:
            return await module.op(ctx, words=words, n=n)

        assert anyio.run(call) == expected
        assert list(ctx.names) == told


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        (
            "- {use: text.count, with: {text: s, word: s}, when: n > 1, as: y}\n- return: y + n",
            "QPF531",
        ),
        (
            "- {use: text.count, with: {text: s, word: s}, as: y, else: 1}\n- return: y + n",
            "QPF531",
        ),
        (
            "- {use: text.count, with: {text: s, word: s}, when: n > 1, as: y, else: s}\n"
            "- return: y + n",
            "QPF506",
        ),
        ("- {use: text.count, with: {text: s, word: s}, when: n > 1}\n- return: n", "QPF531"),
        (
            "- {use: text.count, with: {text: s, word: s}, when: m > 1, as: y, else: 1}\n"
            "- return: y + n",
            "QPF501",
        ),
    ],
)
def test_a_guard_needs_another_value(steps: str, expected: str) -> None:
    """Only a step whose result nobody takes can be left out."""
    assert codes(steps, "{s: str, n: int}") == [expected]


def test_the_message_says_what_lacks() -> None:
    """Both keys of the pair are named."""
    text = operation(
        "- {use: text.count, with: {text: s, word: s}, when: 1 > 0, as: y}\n" "- return: y",
        "{s: str}",
    )
    assert "`else`" in first(compiled(text), "QPF531").message
