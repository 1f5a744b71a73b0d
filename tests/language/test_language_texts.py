"""Texts of operations in docstrings, comments and literals instruct no tool and end nothing."""

import ast

import pytest

from qpf.language.docstrings import comment, docstring, sentence
from qpf.language.reversible.example_spec import LayerExampleSpec
from qpf.language.unparse import quoted

ORDERS = (
    "# noqa", "# type: ignore", "# flake8: noqa", "# ruff : noqa", "# pragma: no cover",
    "# pylint: disable=all", "isort:skip_file", "# fmt: off", "# mypy: ignore-errors",
)  # fmt: skip
FATAL = ('"""', '\\"""', '\\"', 'x"', "x\\", '""""', '"', '""', "a\rb\x0cc\u2028d", "\u202ex")


@pytest.mark.parametrize("order", ORDERS)
def test_no_tool_is_instructed(order: str) -> None:
    said = comment(order.removeprefix("# ")) + "\n".join(docstring(order, (), "    "))
    assert order not in said
    assert "# 'noqa'" in comment("noqa") and "isort:" not in quoted("isort:skip_file")


@pytest.mark.parametrize("text", [*ORDERS, *FATAL])
def test_a_docstring_is_one_docstring(text: str) -> None:
    sections = (("Args", (text, f"name: {text}")),)
    for lines in (docstring(sentence(text, "x"), (), "    "), docstring(text, sections, "    ")):
        source = "\n".join(["def f() -> None:", *lines, "    return None", ""])
        (function,) = ast.parse(source).body
        assert isinstance(function, ast.FunctionDef) and len(function.body) == 2
        assert ast.get_docstring(function)


@pytest.mark.parametrize("text", [*ORDERS, *FATAL])
def test_a_literal_is_the_text(text: str) -> None:
    assert ast.literal_eval(quoted(text)) == text


@pytest.mark.parametrize(
    "data", [{"hex": "zz"}, {"odd": "00"}, 1, ["x"], {"text": "a", "times": 0}]
)
def test_expected_data_of_a_layer_is_bytes(data: object) -> None:
    with pytest.raises(ValueError, match="`data` is text, or `text` or `hex` with `times`"):
        LayerExampleSpec.model_validate({"given": {"id": 1}, "expect": {"data": data}})
