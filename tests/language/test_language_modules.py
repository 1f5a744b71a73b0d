"""Modules of one agent: they never import each other in a circle, and import only what they use."""

from language_workbench import compiled, first

CIRCLE = """
operations:
  - name: one
    module: first
    input: {n: int}
    output: int
    steps:
      - {call: two, with: {n: n}, as: m}
      - return: m
  - name: two
    module: second
    input: {n: int}
    output: int
    steps:
      - {call: three, with: {n: n}, as: m}
      - return: m
  - name: three
    module: third
    input: {n: int}
    output: int
    steps:
      - each: i
        in: "[n]"
        steps: [{call: four, with: {n: i}, as: m}]
        emit: m
        as: all
      - return: sum(all)
  - name: four
    module: first
    input: {n: int}
    output: int
    steps:
      - return: n
"""


def test_modules_in_a_circle_are_reported_with_all_calls() -> None:
    """The path names every module; each call that makes the circle has its place."""
    outcome = compiled(CIRCLE)
    assert [code for code in outcome.codes if code != "QPF540"] == ["QPF537"]
    found = first(outcome, "QPF537")
    assert "first -> second -> third -> first" in found.message
    lines = CIRCLE.splitlines()
    assert "call: two" in lines[found.place.line - 1]
    places = [note.place for note in found.notes]
    assert [lines[one.line - 1].strip() for one in places if one is not None] == [
        "- {call: three, with: {n: n}, as: m}",
        "steps: [{call: four, with: {n: i}, as: m}]",
    ]
    assert [note.message for note in found.notes] == [
        "`two` of second calls `three` of third here",
        "`three` of third calls `four` of first here",
    ]


def test_each_circle_of_modules_is_reported_once() -> None:
    """Two circles that share a module are two findings."""
    more = CIRCLE + (
        "  - name: five\n    module: second\n    input: {n: int}\n    output: int\n"
        "    steps: [{call: four, with: {n: n}, as: m}, {return: m}]\n"
    )
    messages = [one.message for one in compiled(more).found if one.code == "QPF537"]
    assert len(messages) == 2
    assert "first -> second -> first" in messages[0]
    assert "first -> second -> third -> first" in messages[1]


def test_operations_in_a_circle_are_not_reported_twice() -> None:
    """A circle of calls is one fault, also when it crosses modules."""
    text = CIRCLE.replace("call: four", "call: one")
    assert [code for code in compiled(text).codes if code != "QPF540"] == ["QPF535"]


FAMILY = """
operations:
  - name: plain
    input: {text: str}
    output: int
    steps:
      - let: {drift: len(text)}
      - return: drift
  - name: counting
    input: {anomaly: str}
    output: int
    steps:
      - {use: stats.mean, with: {values: "[1.0]"}, as: middle}
      - return: len(anomaly) + int(middle)
"""


def test_a_variable_named_like_a_family_imports_nothing() -> None:
    """Names of the schema stay as they are while no operation uses the family."""
    outcome = compiled(FAMILY)
    imported = {one.name for operation in outcome.operations for one in operation.imports}
    assert imported == {"stats"}
    assert "def plain(*, text: str)" in outcome.source
    assert "drift = len(text)" in outcome.source
    assert "anomaly: str" in outcome.source


def test_a_variable_does_not_shadow_a_family_that_is_used() -> None:
    """Anywhere in the agent: modules hold several operations."""
    use = "{use: text.count, with: {text: anomaly, word: \"'a'\"}, as: middle}"
    mean = '{use: stats.mean, with: {values: "[1.0]"}, as: middle}'
    outcome = compiled(FAMILY.replace(mean, use))
    plain, counting = outcome.operations
    assert [one.identifier for one in plain.parameters] == ["text_"]
    assert not plain.imports
    assert {one.name for one in counting.imports} == {"text"}


def test_a_variable_does_not_shadow_a_family_with_another_name() -> None:
    """An operation called like the family keeps its name; the family gets one that is reserved."""
    outcome = compiled("""
operations:
  - name: text
    input: {text_functions: str}
    output: int
    steps:
      - {use: text.count, with: {text: text_functions, word: "'a'"}, as: found}
      - return: found
""")
    (one,) = outcome.operations
    assert [parameter.identifier for parameter in one.parameters] == ["text_functions_"]
    assert "text_functions.count(text=text_functions_, word=" in outcome.source
