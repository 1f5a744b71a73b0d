"""Signatures read from source: the real catalogue, and small modules with odd annotations."""

import ast
import sys
from pathlib import Path

import pytest
from language_workbench import SOURCES, catalogue

from qpf.diagnostics.explain import page_for
from qpf.diagnostics.registry import fact_with
from qpf.language.catalogue import Catalogue, CatalogueRoot, read_catalogue


def read(folder: Path, text: str) -> Catalogue:
    """A catalogue of one module."""
    (folder / "shares.py").write_text(text)
    return read_catalogue([CatalogueRoot(folder, "sample.extensions", "glue/sample/extensions")])


def test_every_function_of_the_real_catalogue_can_be_used() -> None:
    """The language has all the types the catalogue speaks in."""
    unreadable = {name: one.unreadable for name, one in catalogue().functions.items()}
    assert [name for name, reason in unreadable.items() if reason] == []
    assert len(unreadable) > 40


def test_signature_matches_the_function() -> None:
    """Names, order and defaults are those of Python."""
    sys.path.insert(0, str(SOURCES))
    try:
        from inspect import Parameter, signature

        from qpf_core.catalogue import vectors
    finally:
        sys.path.remove(str(SOURCES))
    real = signature(vectors.cosine_rank).parameters
    known = catalogue().functions["vectors.cosine_rank"]
    assert [one.name for one in known.parameters] == list(real)
    assert [one.required for one in known.parameters] == [
        one.default is Parameter.empty for one in real.values()
    ]
    assert str(known.returns) == "list[Score]"


MODULE = '''
"""Shares."""
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Protocol, TypeVar

T = TypeVar("T")
Vector = list[float]

class Side(StrEnum):
    """A side."""
    LEFT = "left"

@dataclass(frozen=True)
class Share:
    """A share."""
    of: str
    part: float = 0.0

class Named(Protocol):
    """Has a name."""
    @property
    def name(self) -> str:
        """Its name."""

async def fetch(vector: Vector, *, side: Side = Side.LEFT, note: "str | None" = None) -> Share:
    """Fetch."""

def first(items: Sequence[T]) -> T:
    """First."""

def odd(part: Fraction) -> float:
    """Odd."""

def several(*parts: float) -> float:
    """Several."""

def _hidden(x: int) -> int:
    """Hidden."""
'''


def test_module_is_read_from_source(tmp_path: Path) -> None:
    """Aliases, quoted and optional annotations, enumerations, protocols, variables."""
    found = read(tmp_path, MODULE)
    fetch = found.functions["shares.fetch"]
    assert fetch.is_async and fetch.module == "sample.extensions.shares"
    assert [(p.name, str(p.type), p.required) for p in fetch.parameters] == [
        ("vector", "list[float]", True),
        ("side", "Side", False),
        ("note", "str?", False),
    ]
    assert str(found.functions["shares.first"].returns) == "T"
    assert "Fraction" in found.functions["shares.odd"].unreadable
    assert "by name" in found.functions["shares.several"].unreadable
    assert "shares._hidden" not in found.functions
    share = found.types.visible["shares.Share"]
    assert [(f.name, f.required) for f in share.fields] == [("of", True), ("part", False)]
    assert found.types.visible["Side"].members[0].value == "left"


def test_unparsable_module_offers_nothing(tmp_path: Path) -> None:
    """Its own gates report it."""
    assert read(tmp_path, "def broken(:").functions == {}


@pytest.mark.parametrize(("part", "is_readable"), [("fails", False), ("passes", True)])
def test_page_of_unreadable_functions(tmp_path: Path, part: str, is_readable: bool) -> None:
    """The examples of the page do what it says."""
    fact = fact_with("QPF536")
    assert fact is not None
    page = page_for(fact)
    assert page is not None
    body = getattr(page, part)[0].body
    ast.parse(body)
    signature = read(tmp_path, body).functions["shares.share"]
    assert (signature.unreadable == "") is is_readable
