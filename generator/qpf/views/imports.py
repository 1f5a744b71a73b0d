"""The import block of an emitted module: each import once, in the order isort gives them.

Input: the imports the parts of a file asked for. Output: one `Code`, sections separated by an
empty line. Tidying sorts again; the order here keeps that from being a change.
"""

import sys
from collections.abc import Iterable
from itertools import groupby

from qpf.model.code import CodeLine, Import, natural
from qpf.views.encode_python import Code, DottedName, Identifier

__all__ = ["import_block"]

_WIDTH = 100


def import_block(imports: Iterable[Import], first_party: Iterable[str] = ()) -> Code:
    """Sort and merge imports; `first_party` names the top-level packages of the workspace."""
    own = frozenset(name.partition(".")[0] for name in first_party)
    wanted = sorted(set(imports), key=lambda i: _import_key(i, own))
    sections = []
    for _, section in groupby(wanted, key=lambda i: _section(i.module, own)):
        sections.append("\n".join(_section_lines(tuple(section))))
    return Code([CodeLine(line) for line in "\n\n".join(sections).split("\n")])


def _import_key(item: Import, own: frozenset[str]) -> tuple[object, ...]:
    name = item.name or ""
    style = 0 if name.isupper() and len(name) > 1 else 1 if name[:1].isupper() else 2
    return (
        _section(item.module, own),
        item.name is not None,
        natural(item.module),
        item.module,
        style,
        natural(name),
        name,
        item.alias or "",
    )


def _section(module: str, own: frozenset[str]) -> int:
    top = module.partition(".")[0]
    if top == "__future__":
        return 0
    if not top:
        return 4
    if top in own:
        return 3
    return 1 if top in sys.stdlib_module_names else 2


def _section_lines(section: tuple[Import, ...]) -> list[str]:
    lines = [
        f"import {DottedName(i.module)}" + (f" as {Identifier(i.alias)}" if i.alias else "")
        for i in section
        if i.name is None
    ]
    named = (i for i in section if i.name is not None)
    for module, group in groupby(named, key=lambda i: i.module):
        lines += _from_lines(module, [_named(item) for item in group])
    return lines


def _named(item: Import) -> str:
    name = Identifier(item.name or "")
    return f"{name} as {Identifier(item.alias)}" if item.alias else str(name)


def _from_lines(module: str, names: list[str]) -> list[str]:
    dots = module[: len(module) - len(module.lstrip("."))]
    path = dots + (DottedName(module[len(dots) :]) if module != dots else "")
    line = f"from {path} import {', '.join(names)}"
    if len(line) <= _WIDTH:
        return [line]
    return [f"from {path} import (", *(f"    {name}," for name in names), ")"]
