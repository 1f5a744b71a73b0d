"""The import block is what isort would have written."""

from functools import partial

import isort

from qpf.model.code import Import
from qpf.views.imports import import_block

sorted_by_isort = partial(isort.code, profile="black", line_length=100, combine_as_imports=True)

ASKED = [
    Import("os"),
    Import("typing", "Any"),
    Import("typing", "Any"),
    Import("collections.abc", "Mapping"),
    Import("collections.abc", "Callable"),
    Import("numpy", alias="np"),
    Import("qpf_core.bus", "Bus"),
    Import("qpf_core.bus", "MAX_SIZE"),
    Import("qpf_core.bus", "open_bus"),
    Import("qpf_core.bus", "Message", "BusMessage"),
    Import("l9.core", "tensoraios"),
    Import(".models", "Score"),
]


def test_imports_are_merged_and_ordered_like_isort() -> None:
    block = f"{import_block(ASKED, ['l9', 'qpf_core'])}\n"
    wanted = sorted_by_isort(block, known_first_party=["l9", "qpf_core"])
    assert block == wanted
    assert block.count("Any") == 1


def test_a_long_import_is_broken_over_lines() -> None:
    names = [Import("qpf_core.bus", f"a_rather_long_name_{n}") for n in range(8)]
    block = f"{import_block(names, ['qpf_core'])}\n"
    assert block == sorted_by_isort(block, known_first_party=["qpf_core"])
    assert block.startswith("from qpf_core.bus import (\n")


def test_order_of_asking_does_not_matter() -> None:
    assert import_block(ASKED) == import_block(reversed(ASKED))
    assert import_block([]) == ""
