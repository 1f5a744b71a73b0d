"""Whatever a schema says, an emitted module keeps its shape and gives the value back."""

import ast
import io
import pickle
import tokenize

import pytest
from hostile import ATTACKS, CALM, KEPT, PLAIN, TEXTS
from hypothesis import given

from qpf.diagnostics.diagnostic import Place
from qpf.model.code import CodeLine
from qpf.views.encode import (
    Code,
    CommentText,
    DocNames,
    DocText,
    DottedName,
    Encoded,
    EncodeError,
    Identifier,
    Literal,
    Number,
)

PLACE = Place("schemas/demo/greeter.yaml", 3, 5)


def _shape(source: str) -> list[str]:
    return [type(node).__name__ for node in ast.walk(ast.parse(source))]


@CALM
@given(PLAIN)
def test_a_literal_evaluates_to_the_value(value: object) -> None:
    assert ast.literal_eval(str(Literal(value))) == value


@pytest.mark.parametrize("text", ATTACKS)
def test_a_literal_of_an_attack_is_one_constant(text: str) -> None:
    assert _shape(f"x = {Literal(text)}") == ["Module", "Assign", "Name", "Constant", "Store"]


@pytest.mark.parametrize("value", [(1, "a"), (1,), (), b"q\"'", b"\x00", {"k": (None, True)}])
def test_tuples_bytes_and_nested_values_have_literals(value: object) -> None:
    assert ast.literal_eval(str(Literal(value))) == value


@pytest.mark.parametrize("value", [float("nan"), float("inf"), {1, 2}, object(), Literal("x")])
def test_a_value_without_a_literal_is_refused(value: object) -> None:
    with pytest.raises(EncodeError):
        Literal(value)


@CALM
@given(KEPT)
def test_no_line_of_a_literal_is_longer_than_a_source_line(text: str) -> None:
    lines = str(Literal(text * 5)).split("\n")
    assert len(lines) == 1 or all(len(line) <= 720 for line in lines)
    assert ast.literal_eval(str(Literal(text * 5))) == text * 5


@CALM
@given(TEXTS)
def test_a_docstring_never_changes_the_shape(text: str) -> None:
    source = f'class A:\n    """{DocText(text)}"""\n\n    x = 1\n'
    plain = 'class A:\n    """text"""\n\n    x = 1\n'
    assert _shape(source) == _shape(plain)
    assert all(len(line) <= 100 for line in source.split("\n"))


@CALM
@given(TEXTS)
def test_a_comment_stays_a_comment(text: str) -> None:
    source = f"# {CommentText(text)}\nx = 1\n"
    tokens = tokenize.tokenize(io.BytesIO(source.encode()).readline)
    kinds = {t.type for t in tokens} - {tokenize.COMMENT, tokenize.NL}
    wanted = {tokenize.ENCODING, tokenize.NAME, tokenize.OP, tokenize.NUMBER}
    assert kinds == wanted | {tokenize.NEWLINE, tokenize.ENDMARKER}
    assert _shape(source) == _shape("x = 1\n")


@pytest.mark.parametrize("text", ATTACKS)
def test_no_tool_is_instructed_by_a_comment(text: str) -> None:
    said = f"# {CommentText(text)}"
    for order in ("type:", "noqa\n", "# noqa", "fmt:", "isort:", "coding:", "coding=", "mypy:"):
        assert order not in said + "\n"
    assert "pragma: no" not in said
    assert "# pragma no" not in said


def test_text_of_several_lines_is_indented_like_its_quotes() -> None:
    doc = DocText("First.\n\n\nSecond   line.\n\n", PLACE, indent=8)
    assert doc == "First.\n\n        Second line."
    assert doc.origin == PLACE


@pytest.mark.parametrize("name", ["class", "1a", "a b", "", "naïve", "a.b", "x\n"])
def test_what_is_no_identifier_is_refused(name: str) -> None:
    with pytest.raises(EncodeError):
        Identifier(name)


def test_names_and_numbers_print_as_they_are() -> None:
    assert DottedName("qpf_core.bus", PLACE) == "qpf_core.bus"
    assert Number(1.5, PLACE) == "1.5"
    with pytest.raises(EncodeError):
        Number(True)
    with pytest.raises(EncodeError):
        DottedName("a..b")


def test_code_keeps_the_place_of_each_line() -> None:
    second = Place("schemas/demo/greeter.yaml", 9)
    code = Code([CodeLine("if x:"), CodeLine(""), CodeLine("    y()", second)], PLACE).indented(2)
    assert code == "  if x:\n\n      y()"
    assert [place for _, place in code.pieces] == [PLACE, PLACE, second]
    assert "".join(text for text, _ in code.pieces) == code


def test_each_name_of_a_list_keeps_its_place_over_a_wrap() -> None:
    names = [(f"Agent{number} of many", Place("s.yaml", number)) for number in range(1, 12)]
    doc = DocNames(names, PLACE, indent=0)
    assert "\n" in doc and doc.endswith("Agent11 of many.")
    assert "".join(text for text, _ in doc.pieces) == doc
    assert [place for _, place in doc.pieces] == [place for _, place in names for _ in range(3)]
    assert pickle.loads(pickle.dumps(doc)).pieces == doc.pieces
    assert DocNames([], PLACE).pieces == ((".", PLACE),)


def test_encoded_values_survive_pickling_without_being_encoded_again() -> None:
    for value in (Literal('a"b', PLACE), Code.from_text("a\nb", PLACE), DocText("x\\", PLACE)):
        copy = pickle.loads(pickle.dumps(value))
        assert (type(copy), str(copy), copy.origin) == (type(value), str(value), value.origin)


def test_the_base_cannot_be_made_from_text() -> None:
    with pytest.raises(TypeError):
        Encoded("x")
