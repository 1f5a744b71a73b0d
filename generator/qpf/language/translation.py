"""Lookups in tables of words, and records made from records."""

import ast
from collections.abc import Mapping

from qpf.diagnostics.catalogue.behaviour import (
    bad_operand,
    bad_value,
    type_mismatch,
    unknown_member,
)
from qpf.diagnostics.catalogue.behaviour_steps import incomplete_step
from qpf.language.assign import accepts, joined
from qpf.language.body import call
from qpf.language.checker import Typed, is_plain
from qpf.language.frame import Frame
from qpf.language.literals import literal
from qpf.language.types import Kind, TypeRef
from qpf.language.values import plain_or_value, record

__all__ = ["mapped_record", "table_lookup"]


def table_lookup(
    frame: Frame,
    subject: Typed,
    table: Mapping[str, object],
    default: Mapping[str, object],
    wanted: TypeRef | None,
    shown: str,
) -> Typed | None:
    """A dict display looked up once; without a default, other words are refused before."""
    if subject.type.kind not in (Kind.STR, Kind.ENUM):
        frame.found.add(bad_operand(frame.at("translate"), "translate", [str(subject.type)]))
        return None
    if not _keys_fit(frame, subject, table, bool(default)):
        return None
    entries = {
        word: plain_or_value(frame, item, wanted, f"`{word}`", "table", word)
        for word, item in table.items()
    }
    if default:
        entries[""] = plain_or_value(frame, default["else"], wanted, "`else`", "else")
    kind = _common(frame, entries, wanted)
    if kind is None:
        return None
    last = entries.pop("") if default else None
    keys: list[ast.expr | None] = [literal(word, subject.type, frame.scope.types) for word in table]
    words = ast.Dict(keys, [one.node for one in entries.values() if one is not None])
    if last is not None:
        return Typed(call(ast.Attribute(words, "get"), subject.node, last.node), kind)
    _refuse_others(frame, subject, table, shown)
    return Typed(ast.Subscript(words, subject.node), kind)


def _refuse_others(frame: Frame, subject: Typed, table: Mapping[str, object], shown: str) -> None:
    if subject.type.kind is Kind.ENUM:
        return
    choices = ast.Tuple([ast.Constant(word) for word in table])
    guard = call("require_one_of", ast.Constant(shown), subject.node, choices)
    frame.body.evaluate(guard, frame.at("table"))
    frame.may_refuse = True


def _keys_fit(frame: Frame, subject: Typed, table: Mapping[str, object], has_default: bool) -> bool:
    if "" in table:
        found = bad_value(frame.key("table", ""), "a key", "a word", "nothing")
        frame.found.add(found)
        return False
    declared = frame.scope.types.of_ref(subject.type)
    if subject.type.kind is not Kind.ENUM or declared is None:
        return True
    members = [member.value for member in declared.members]
    unknown = [word for word in table if word not in members]
    for word in unknown:
        place = frame.key("table", word)
        frame.found.add(unknown_member(place, word, str(subject.type), members))
    missing = [member for member in members if member not in table]
    if missing and not has_default:
        reason = f"leaves out {', '.join(f'`{one}`' for one in missing)} and has no `else`"
        frame.found.add(incomplete_step(frame.at("table"), "translate", reason))
    return not unknown and (has_default or not missing)


def _common(
    frame: Frame, entries: Mapping[str, Typed | None], wanted: TypeRef | None
) -> TypeRef | None:
    kind = wanted
    for word, typed in entries.items():
        if typed is None:
            return None
        common = typed.type if kind is None else joined(kind, typed.type, frame.scope.types)
        if common is None or (wanted and not accepts(wanted, typed.type, frame.scope.types)):
            place = frame.at("table", word) if word else frame.at("else")
            what = f"`{word or 'else'}`"
            frame.found.add(type_mismatch(place, what, str(kind), str(typed.type)))
            return None
        kind = common
    return kind


def mapped_record(
    frame: Frame, subject: Typed, kind: TypeRef | None, fields: Mapping[str, object]
) -> Typed | None:
    """A record; fields that are not given are copied from equal ones of the subject."""
    declared = frame.scope.types.of_ref(kind) if kind is not None else None
    source = frame.scope.types.of_ref(subject.type)
    if kind is None or declared is None or kind.kind is not Kind.RECORD:
        if kind is not None and not kind.is_unknown:
            place = frame.at("into")
            frame.found.add(bad_value(place, "`into`", "a record type", str(kind)))
        return None
    if source is None or not is_plain(subject.node):
        shown = [str(subject.type)]
        hint = "name the record with `let`"
        frame.found.add(bad_operand(frame.at("translate"), "translate", shown, hint))
        return None
    given = record(frame, fields, declared, ("fields",), partial=True)
    if not isinstance(given, Typed) or not isinstance(given.node, ast.Call):
        return None
    nodes = {one.arg: one.value for one in given.node.keywords}
    for field in declared.fields:
        twin = source.field(field.name)
        fits = twin is not None and accepts(field.type, twin.type, frame.scope.types)
        if field.identifier not in nodes and twin is not None and fits:
            nodes[field.identifier] = ast.Attribute(subject.node, twin.identifier)
        elif field.identifier not in nodes and field.required:
            reason = f"gives no `{field.name}` of type `{field.type}`"
            frame.found.add(incomplete_step(frame.at("into"), "translate", reason))
            return None
    names = [field.identifier for field in declared.fields if field.identifier in nodes]
    ordered = [ast.keyword(name, nodes[name]) for name in names]
    return Typed(ast.Call(given.node.func, [], ordered), kind)
