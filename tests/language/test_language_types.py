"""Types: texts, declarations, emitted classes, what fits where."""

import sys
from importlib import import_module
from pathlib import Path

import pytest
from language_emitted import derived_tests, imported
from language_workbench import catalogue, compiled, first

from qpf.diagnostics.diagnostic import Diagnostics, Place
from qpf.language.assign import accepts, joined
from qpf.language.identifiers import Identifiers, class_identifier, identifier
from qpf.language.type_table import TypeTable
from qpf.language.type_text import parse_type
from qpf.language.types import (
    BOOL,
    FLOAT,
    INT,
    NONE,
    STR,
    Kind,
    TypeRef,
    list_of,
    optional,
)
from qpf.language.unparse import source


def read(text: str) -> tuple[TypeRef, Diagnostics]:
    """Parse with the types of the catalogue."""
    found = Diagnostics()
    kind = parse_type(
        text, catalogue().types, lambda s, n: Place("f", 1, s + 1, 1, s + n + 1), found
    )
    return kind, found


@pytest.mark.parametrize(
    ("text", "annotation"),
    [
        ("list[float]", "list[float]"),
        ("dict[str, list[int]]", "dict[str, list[int]]"),
        ("float?", "float | None"),
        ("float | None", "float | None"),
        ("list[Score?]", "list[Score | None]"),
        ("json", "JsonValue"),
        ("results.Edge", "Edge"),
    ],
)
def test_type_text_becomes(text: str, annotation: str) -> None:
    """Types are spelt like Python's."""
    kind, found = read(text)
    assert found.found == ()
    assert source(kind.annotation()) == annotation


@pytest.mark.parametrize(
    ("text", "code", "column", "remedy"),
    [
        ("list[Scoer]", "QPF510", 6, "did you mean `Score`?"),
        ("list[int", "QPF511", 8, ""),
        ("int]", "QPF511", 4, ""),
        ("dict[int, str]", "QPF511", 6, ""),
        ("int | str", "QPF511", 5, ""),
        ("", "QPF511", 1, ""),
    ],
)
def test_type_text_is_refused(text: str, code: str, column: int, remedy: str) -> None:
    """Faults point at the word."""
    _, found = read(text)
    assert [(one.code, one.place.column) for one in found.found] == [(code, column)]
    assert remedy in found.found[0].help


def test_assignment_follows_mypy() -> None:
    """Lists are invariant, sequences are not, protocols are structural."""
    table = catalogue().types
    candidate = table.visible["Score"].ref
    scored = table.visible["Scored"].ref
    assert accepts(FLOAT, INT, table) and not accepts(INT, FLOAT, table)
    assert not accepts(INT, BOOL, table)
    assert not accepts(list_of(FLOAT), list_of(INT), table)
    assert accepts(TypeRef(Kind.SEQUENCE, (FLOAT,)), list_of(INT), table)
    assert accepts(TypeRef(Kind.SEQUENCE, (scored,)), list_of(candidate), table)
    assert not accepts(TypeRef(Kind.SEQUENCE, (scored,)), list_of(STR), table)
    assert accepts(optional(FLOAT), NONE, table) and not accepts(FLOAT, optional(FLOAT), table)
    assert joined(INT, NONE, table) == optional(INT)
    assert joined(INT, STR, table) is None


TYPES = """
types:
  Kind: {summary: A kind, enum: [plain, "very odd", class]}
  Node: {name: str, kind: {type: Kind, default: plain}, children: {type: "list[Node]", default: []}}
  Context:
    class: int
    data: bytes
    note: {type: "str?", default: null, summary: A note, unit: words}
operations:
  - name: count_nodes
    input: {node: Node, context: Context}
    output: int
    steps:
      - return: len(node.children) + context.class + (1 if node.kind == 'very odd' else 0)
    examples:
      - given: {node: {name: a}, context: {class: 2, data: YQ==}}
        expect: 2
"""


def test_declared_types_are_frozen_classes(tmp_path: Path) -> None:
    """Recursion, defaults, odd members, bytes, and a name the operations import themselves.

    Outside, a field has the name that its schema gives it.
    """
    outcome = compiled(TYPES)
    assert outcome.found == ()
    with imported(outcome, tmp_path) as module:
        models = sys.modules["sample_agent.models"]
        assert models.Kind.VERY_ODD == "very odd"
        node = models.Node(name="a", children=[models.Node(name="b")])
        context = models.Context(class_=1, data=b"x")
        assert module.count_nodes(node=node, context=context) == 2
        plain, outside = import_module("qpf_core.plain"), {"class": 1, "data": "eA==", "note": None}
        assert plain.to_plain(context) == outside
        assert plain.from_plain(models.Context, outside) == context
        with pytest.raises(AttributeError):
            node.name = "c"


FIELDS = """
types:
  Part: {size: int}
  Odd:
    class: int
    From: {type: str, default: " = field_of("}
    def: {type: "list[int]", default: []}
    not: {type: "list[Part]", default: [{size: 1}]}
    is: {type: "list[int]?", default: [2]}
operations:
  - name: made
    input: {class: int}
    output: Odd
    steps:
      - return: {class: class + 1}
    examples:
      - given: {class: 2}
        expect: {class: 3}
"""


def test_a_field_of_another_name_in_python_keeps_its_default(tmp_path: Path) -> None:
    """Whatever makes the default; the emitted test of the example says so too."""
    outcome = compiled(FIELDS)
    assert outcome.found == ()
    with imported(outcome, tmp_path) as module:
        assert import_module("qpf_core.plain").to_plain(module.made(class_=2)) == {
            "class": 3,
            "From": " = field_of(",
            "def": [],
            "not": [{"size": 1}],
            "is": [2],
        }
        derived = vars(derived_tests(outcome, tmp_path))
        tests = [one for name, one in derived.items() if name.startswith("test_")]
        assert tests
        for test in tests:
            test()


@pytest.mark.parametrize(
    ("types", "code"),
    [
        ("{A: {enum: [x, x]}}", "QPF521"),
        ("{A: {a: strr}}", "QPF510"),
        ("{A: {a: {type: int, default: x}}}", "QPF516"),
        ("{A: {fields: {}}}", "QPF531"),
        ("{int: {a: str}}", "QPF521"),
        ("{A: {a-b: str}}", "QPF534"),
    ],
)
def test_declaration_is_refused(types: str, code: str) -> None:
    """Faults of declarations are located."""
    text = f"types: {types}\noperations:\n  - {{name: a, output: int, steps: [{{return: 1}}]}}\n"
    assert first(compiled(text), code).place.line == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("class", "class_"),
        ("list", "list_"),
        ("camelCase", "camel_case"),
        ("déjà vu", "deja_vu"),
        ("2nd", "n2nd"),
        ("", "value"),
        ("_", "value"),
        ("a" * 200, "a" * 60),
        ("match", "match_"),
        ("Ωmega", "u3a9mega"),
    ],
)
def test_identifier(text: str, expected: str) -> None:
    """Any text has a Python name."""
    assert identifier(text) == expected
    assert class_identifier(text).isidentifier()


def test_identifiers_are_injective() -> None:
    """Different names never share a Python name."""
    names = Identifiers({"taken"})
    texts = ["taken", "a-b", "a_b", "a b", "A_B", "class", "class_", "Class"]
    given = [names.of(text) for text in texts]
    assert len(set(given)) == len(texts)
    assert [names.of(text) for text in texts] == given


def test_equal_names_of_other_modules_get_aliases() -> None:
    """The agent's own type keeps its name."""
    own = TypeRef(Kind.RECORD, name="Score", module="a.models")
    from qpf.language.type_table import DeclaredType

    table = catalogue().types.plus(TypeTable.of([DeclaredType(ref=own)])).at_home("a.models")
    assert table.python_name(own) == "Score"
    other = TypeRef(Kind.RECORD, name="Score", module="qpf_core.catalogue.results")
    assert table.python_name(other) == "ResultsScore"
