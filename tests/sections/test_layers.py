"""Layers: what is folded, inlined and refused before anything is emitted."""

import ast

import pytest
from pydantic import ValidationError

from qpf.diagnostics.diagnostic import Diagnostics
from qpf.language.reversible.compile import compile_layers
from qpf.language.reversible.example_spec import BytesSpec
from qpf.language.reversible.fold import bound
from qpf.language.reversible.inlining import inlined
from qpf.language.reversible.spec import LayerSpec
from qpf.language.unparse import source
from qpf.model.document import Origins
from qpf.model.strict import freeze

EXAMPLE = {"given": {"id": 1}, "expect": {"header.x": 1}}


def layer(**parts: object) -> dict[str, object]:
    """A layer as plain values."""
    whole = {"name": "one", "summary": "Writes.", "encode": [{"set": "header.x", "to": "id"}]}
    return {**whole, "examples": [EXAMPLE], **parts}


def codes(**parts: object) -> list[str]:
    """What is found in a layer."""
    found = Diagnostics()
    spec = LayerSpec.model_validate(freeze(layer(**parts)))
    compile_layers([spec], Origins({}), found)
    return [one.code for one in found.found]


def parameter(**facts: object) -> dict[str, object]:
    """A parameter called `n`."""
    return {"n": {"type": "int", "default": 1, "summary": "A number.", **facts}}


@pytest.mark.parametrize(
    ("text", "values", "expected"),
    [
        ("mode == 'a' and id > 1", {"mode": "a"}, "id > 1"),
        ("mode == 'a' and id > 1", {"mode": "b"}, "False"),
        ("mode == 'a' or id > 1", {"mode": "a"}, "True"),
        ("mode == 'a' or id > 1", {"mode": "b"}, "id > 1"),
        ("not (n < 3)", {"n": 4}, "True"),
        ("(id if n > 1 else 7) + n", {"n": 2}, "id + 2"),
        ("n <= 2 and n >= 2 and n != 3", {"n": 2}, "True"),
    ],
)
def test_what_parameters_decide_is_left_out(
    text: str, values: dict[str, object], expected: str
) -> None:
    known = {name: ast.Constant(value) for name, value in values.items()}
    assert source(bound(ast.parse(text, mode="eval").body, known)) == expected


def test_a_small_function_is_written_out() -> None:
    call = ast.parse("scan.tail_hex(data=data, length=16)", mode="eval").body
    assert source(inlined(call)) == "data[:-17:-1].hex()"


@pytest.mark.parametrize(
    "text", ["scan.entropy(data=data)", "scan.tail_hex(data=f(data), length=1)", "id + 1"]
)
def test_other_calls_stay(text: str) -> None:
    node = ast.parse(text, mode="eval").body
    assert inlined(node) is node


def test_a_sound_layer_has_no_findings() -> None:
    assert codes() == []


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"parameters": {"id": parameter()["n"]}}, "QPF460"),
        ({"parameters": parameter(), "let": {"n": {"to": "id"}}}, "QPF460"),
        ({"encode": [{"set": "data", "to": "id"}]}, "QPF461"),
        ({"encode": [{"set": "meta.~undo", "to": "id"}]}, "QPF461"),
        ({"reads": {"a": {"from": "x", "type": "int", "default": 0}}}, "QPF461"),
        ({"examples": [{"given": {"id": 1}, "expect": {"header.y": 1}}]}, "QPF461"),
        ({"encode": [{"tag": "header", "entries": {"x": {"to": "id"}}}] * 2}, "QPF462"),
        ({"parameters": parameter(default="a")}, "QPF463"),
        ({"parameters": parameter(range=[2, 9])}, "QPF463"),
        ({"parameters": parameter(range=[2, 1], default=2)}, "QPF463"),
        ({"parameters": parameter(one_of=[1, "a"])}, "QPF463"),
        ({"parameters": parameter(one_of=[1], range=[0, 2])}, "QPF463"),
        ({"parameters": parameter(default=2**64)}, "QPF463"),
        ({"encode": [{"block": "n", "when": "id > 1", "reason": "no"}]}, "QPF463"),
        ({"encode": [{"compress": "data", "mark": "meta.c", "level": 12}]}, "QPF463"),
        ({"encode": [{"set": "header.x"}]}, "QPF468"),
        ({"encode": [{"set": "header.x", "to": "id", "value": 1}]}, "QPF468"),
        ({"encode": [{"set": "header.x", "choose": [{"when": "id > 1", "value": 1}]}]}, "QPF468"),
        ({"encode": [{"append": "data"}]}, "QPF468"),
        ({"encode": [{"append": "data", "text": ""}]}, "QPF468"),
        ({"parameters": parameter()}, "QPF469"),
        ({"let": {"a": {"to": "id"}}}, "QPF469"),
        ({"encode": [{"set": "header.x", "use": "no.such", "with": {}}]}, "QPF530"),
        ({"encode": [{"set": "header.x", "to": "nobody"}]}, "QPF501"),
    ],
)
def test_a_faulty_layer_is_reported(parts: dict[str, object], code: str) -> None:
    assert code in codes(**parts)


def test_two_layers_of_one_name_are_reported() -> None:
    found = Diagnostics()
    spec = LayerSpec.model_validate(freeze(layer()))
    assert len(compile_layers([spec, spec], Origins({}), found)) == 1
    assert [one.code for one in found.found] == ["QPF464"]


def test_half_of_a_surrogate_pair_is_no_text_of_an_example() -> None:
    """It was accepted, and nothing could be rendered."""
    with pytest.raises(ValidationError, match="is no character"):
        BytesSpec(text="\ud800")
    assert BytesSpec(text="é🙂").text == "é🙂"
