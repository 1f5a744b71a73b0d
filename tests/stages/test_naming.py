"""Every text has a name, and in one scope no two texts share one."""

import keyword

import pytest
from hostile import ATTACKS, CALM, TEXTS
from hypothesis import given, strategies as st

from qpf.views.naming import (
    ClassName,
    ConstantName,
    DistributionName,
    FunctionName,
    ModuleName,
    ModulePath,
    Namer,
)

KINDS = [ClassName, ConstantName, FunctionName, ModuleName]


@CALM
@given(TEXTS)
def test_every_text_has_a_name_in_every_style(text: str) -> None:
    for kind in KINDS:
        name = str(kind(text))
        assert name.isidentifier()
        assert name.isascii()
        assert not keyword.iskeyword(name)
        assert len(name) <= 66


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("tensor_aios", "TensorAios"),
        ("TensorAIOS", "TensorAIOS"),
        ("low-confidence", "LowConfidence"),
        ("3d model", "N3dModel"),
        ("value error", "ValueError_"),
        ("Müller", "Muller"),
        ("+++", "Unnamed"),
    ],
)
def test_class_names(text: str, wanted: str) -> None:
    assert ClassName(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("TensorAIOS", "tensor_aios"),
        ("HTTPServer2Go", "http_server2_go"),
        ("class", "class_"),
        ("List", "list_"),
        ("self", "self_"),
        ("λ", "u3bb"),
        ("p95 < 5%", "p95_5"),
    ],
)
def test_function_names(text: str, wanted: str) -> None:
    assert FunctionName(text) == wanted


def test_constants_distributions_and_paths() -> None:
    assert ConstantName("maxRetries") == "MAX_RETRIES"
    assert DistributionName("L9 Agents") == "l9-agents"
    assert ModulePath("l9.core.TensorAIOS") == "l9.core.TensorAIOS"
    assert ModulePath("l9.class.x-y") == "l9.class_.x_y"
    assert ModulePath("l9.core").folder == "l9/core"


@CALM
@given(st.lists(TEXTS, unique=True, max_size=30))
def test_a_scope_never_gives_a_name_twice(texts: list[str]) -> None:
    namer = Namer(taken=("unnamed",))
    names = [str(namer.name(FunctionName, text)) for text in texts]
    assert len({name.lower() for name in names} | {"unnamed"}) == len(texts) + 1
    assert names == [str(namer.name(FunctionName, text)) for text in texts]


@pytest.mark.parametrize("attack", ATTACKS)
def test_two_hundred_characters_are_shortened_but_stay_apart(attack: str) -> None:
    long = "a" * 200 + attack
    assert ModuleName(long + "x") != ModuleName(long + "y")
