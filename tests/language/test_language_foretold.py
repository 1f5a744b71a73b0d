"""What derived tests foretell: effects with their values, and outcomes around thresholds."""

from language_workbench import compiled

from qpf.language.compiled import TestKind
from qpf.language.derive import derive_tests

FORETOLD = """
operations:
  - name: op
    input: {n: {type: int, range: [0, 9]}, word: {type: str, default: a}}
    output: "list[str]"
    steps:
      - {use: text.tokens, with: {text: word}, as: found}
      - {recall: {layer: workingmemory, key: "'a'"}, as: before, type: int, else: 3}
      - {call: keep, with: {n: n + before}, as: kept}
      - {escalate: low_confidence, detail: {n: n}, when: n > 5}
      - {audit: decisions, detail: {tokens: found}, when: "'x' == word"}
      - {publish: inference_called, payload: {tokens: found, kept: kept}}
      - return: found
    examples:
      - {given: {n: 2}, expect: [a]}
      - {given: {n: 12}, expect_error: input_invalid}
  - name: keep
    input: {n: int}
    output: int
    steps:
      - {remember: {layer: workingmemory, key: "'a'", value: n}}
      - {measure: {model_confidence: n / 4}}
      - return: n
"""


def derived_lines(text: str) -> dict[str, list[str]]:
    """The lines of the derived tests of the first operation, by name."""
    outcome = compiled(text)
    others = {one.name: one for one in outcome.operations}
    derived = derive_tests(outcome.operations[0], outcome.scope, others)
    return {one.name: [line.text.strip() for line in one.lines] for one in derived}


def test_effects_are_foretold_with_their_values() -> None:
    """Results of functions come from what is expected; called operations are walked as well."""
    lines = derived_lines(FORETOLD)["test_op_example_1"]
    assert 'assert seen.events == alike({"inference_called": [{"tokens": ["a"], "kept": 5}]})' in (
        lines
    )
    assert "assert seen.entries == alike({})" in lines
    assert 'assert "low_confidence" not in seen.escalations' in lines
    assert 'assert seen.measured["model_confidence"] == alike(1.25)' in lines
    assert 'assert seen.working == alike({"a": 5})' in lines


def test_a_refused_input_has_no_effects() -> None:
    """The guards come first."""
    lines = derived_lines(FORETOLD)["test_op_example_2"]
    assert "assert seen.events == alike({})" in lines
    assert "assert seen.working == alike({})" in lines


def test_conditions_are_tried_on_both_sides() -> None:
    """Also in operations with effects; an input that a function hears of is left as it is."""
    tests = derived_lines(FORETOLD)
    above = next(lines for lines in tests.values() if '"""`n` is above 5."""' in lines)
    assert 'assert seen.escalations["low_confidence"] == alike({"n": 6})' in above
    assert 'assert seen.working == alike({"a": 9})' in above
    assert not any("`word` is" in line for lines in tests.values() for line in lines)


def test_limits_take_what_is_at_them() -> None:
    """One test for all inputs."""
    lines = derived_lines(FORETOLD)["test_op_takes_limits"]
    assert lines.count('with taking("n"):') == 2
    assert "await op(ctx, n=0)" in lines
    assert "await op(ctx, n=9)" in lines


def test_what_is_unknown_is_left_open() -> None:
    """A condition on the result of a function leaves its effects in doubt, not the others."""
    text = FORETOLD.replace("when: n > 5", "when: len(unsaid) > 5").replace(
        "as: found}\n",
        "as: found}\n      - {use: text.tokens, with: {text: word}, as: unsaid}\n",
        1,
    )
    lines = derived_lines(text)["test_op_example_1"]
    assert not any("seen.escalations" in line for line in lines)
    assert 'assert seen.working == alike({"a": 5})' in lines


def test_a_walk_that_is_lost_falls_back_on_what_is_certain() -> None:
    """It is unknown which steps run."""
    text = FORETOLD.replace("      - return: found\n", LOST, 1)
    lines = derived_lines(text)["test_op_example_1"]
    assert 'assert "inference_called" in seen.published' in lines
    assert not any("alike" in line for line in lines)


LOST = """      - {use: text.tokens, with: {text: word}, as: more}
      - {return: more, when: len(more) > 3}
      - return: "['a']"
"""


def test_short_answers_of_partners_are_refused() -> None:
    """Kinds of derived tests stay what they are."""
    outcome = compiled(FORETOLD)
    kinds = {one.kind for one in derive_tests(outcome.operations[0], outcome.scope)}
    assert kinds == {TestKind.EXAMPLE, TestKind.BOUNDARY, TestKind.NEGATIVE}
