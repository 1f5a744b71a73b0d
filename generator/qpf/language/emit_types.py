"""Declared types as Python: frozen keyword-only dataclasses and string enumerations."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from qpf.language.docstrings import docstring, sentence
from qpf.language.literals import literal
from qpf.language.type_table import DeclaredType, FieldType, TypeTable
from qpf.language.types import Kind, Naming
from qpf.language.unparse import source
from qpf.model.code import CodeLine, Import

__all__ = ["EmittedType", "emit_type", "emit_types"]

_INDENT = "    "
_CHOICES = (Kind.OPTIONAL, Kind.JSON, Kind.UNKNOWN)
"""Types of several kinds of values: a type checker does not infer the parts of a default of them
from where it goes, so that a list of numbers is no list of JSON values.
"""
_MADE = {
    " = field_of(": Import("dataclasses", "field", "field_of"),
    " = field_of(default_factory=returning[": Import("functools", "partial", "returning"),
}
"""What a field needs of which the definition begins so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EmittedType:
    """The source of one class and the imports it needs."""

    name: str
    lines: tuple[CodeLine, ...]
    imports: frozenset[Import]


def emit_types(own: TypeTable, table: TypeTable) -> tuple[EmittedType, ...]:
    """The classes of the schema's own types in author order; `table` holds all known types."""
    defined: set[str] = set()
    emitted = []
    # enumerations first: defaults of records are evaluated while their class is made
    for declared in sorted(own.visible.values(), key=lambda one: one.ref.kind is not Kind.ENUM):
        emitted.append(emit_type(declared, table, defined))
        defined.add(declared.ref.name)
    return tuple(emitted)


def emit_type(declared: DeclaredType, table: TypeTable, defined: Iterable[str] = ()) -> EmittedType:
    """One class; annotations that name own types outside `defined` are quoted."""
    if declared.ref.kind is Kind.ENUM:
        return _enum(declared)
    later = {
        one.ref.name for one in table.known.values() if one.ref.module == declared.ref.module
    } - set(defined)
    home = _at_home(declared.ref.module, table)
    naming = home.python_name
    lines = [CodeLine("@dataclass(frozen=True, slots=True, kw_only=True)", declared.place)]
    lines += _head(declared, "", [_described(field) for field in declared.fields])
    imports = {Import("dataclasses", "dataclass")}
    for field in declared.fields:
        annotation = _annotation(field, naming, later)
        given = _given(field, annotation, home)
        lines.append(CodeLine(f"{_INDENT}{field.identifier}: {annotation}{given}", field.place))
        imports |= _imports(field, naming, declared.ref.module, annotation)
        imports |= {one for start, one in _MADE.items() if given.startswith(start)}
    return EmittedType(name=declared.ref.name, lines=tuple(lines), imports=frozenset(imports))


def _at_home(module: str, table: TypeTable) -> TypeTable:
    """The table as the models module sees it: its own classes have their plain names there."""
    aliases = {key: name for key, name in table.aliases.items() if key[0] != module}
    return TypeTable(table.visible, table.known, aliases)


def _head(declared: DeclaredType, base: str, entries: list[str]) -> list[CodeLine]:
    summary = sentence(declared.summary, f"A {declared.ref.name}")
    text = docstring(summary, (("Fields", [one for one in entries if one]),), _INDENT)
    lines = [f"class {declared.ref.name}{base}:", *text, ""]
    return [CodeLine(line, declared.place) for line in lines]


def _enum(declared: DeclaredType) -> EmittedType:
    lines = _head(declared, "(StrEnum)", [])
    for member in declared.members:
        value = source(ast.Constant(member.value))
        lines.append(CodeLine(f"{_INDENT}{member.identifier} = {value}", declared.place))
    imports = frozenset({Import("enum", "StrEnum")})
    return EmittedType(name=declared.ref.name, lines=tuple(lines), imports=imports)


def _described(field: FieldType) -> str:
    parts = [field.summary.rstrip("."), f"in {field.unit}" if field.unit else ""]
    text = ", ".join(part for part in parts if part)
    return f"{field.identifier}: {text}." if text else ""


def _annotation(field: FieldType, naming: Naming, later: set[str]) -> str:
    tree = field.type.annotation(naming)
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id == "bytes":
            node.id = "PlainBytes"
    text = source(tree)
    return f'"{text}"' if names & later else text


def _given(field: FieldType, annotation: str, table: TypeTable) -> str:
    """What stands behind the annotation: a default, and the name in the plain form."""
    default = "" if field.required else _default(field, annotation, table)
    if field.name == field.identifier:
        is_plain = not default.startswith("default_factory=")
        default = default.removeprefix("default=") if is_plain else f"field_of({default})"
        return default and f" = {default}"
    metadata = f"metadata={{'alias': {source(ast.Constant(field.name))}}}"
    return f" = field_of({', '.join(part for part in (default, metadata) if part)})"


def _default(field: FieldType, annotation: str, table: TypeTable) -> str:
    value = source(literal(field.default, field.type, table))
    if not isinstance(field.default, list | tuple | dict):
        return f"default={value}"
    if not field.default:
        return f"default_factory={'dict' if value == '{}' else 'list'}"
    made = f"lambda: {value}"
    if field.type.kind in _CHOICES:
        made = f"returning[{annotation}]({made})"
    return f"default_factory={made}"


def _imports(field: FieldType, naming: Naming, module: str, annotation: str) -> set[Import]:
    found = {one for one in field.type.imports(naming) if one.module != module}
    if "PlainBytes" in annotation:
        found.add(Import("qpf_core.plain", "PlainBytes"))
    return found
