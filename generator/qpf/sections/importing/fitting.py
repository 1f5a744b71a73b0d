"""Brings a tree into the shape of a typed model: spellings of keys, kinds of values, words."""

import re
from collections.abc import Mapping, Sequence
from types import NoneType, UnionType
from typing import Annotated, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from qpf.sections.fields import keys_of
from qpf.sections.importing.expected import STANDARD, SYNONYMS
from qpf.sections.importing.loosening import (
    as_entries,
    as_items,
    as_text,
    kinds_as_keys,
    one_named,
)
from qpf.sections.importing.node import Node, folded
from qpf.sections.importing.report import Report
from qpf.sections.importing.scalars import NO, YES, fit_scalar
from qpf.sections.importing.spelling import known_key, respelled

__all__ = ["fit", "fit_model"]


def fit_model(node: Node, model: type[BaseModel], name: str, report: Report) -> None:
    """Fit a mapping to a model: known keys in their order, each with a value of its kind."""
    known = keys_of(model)
    if not isinstance(node.value, dict):
        _widen(node, model, name, report)
    if not isinstance(node.value, dict):
        return
    respelled(node, known, report)
    for key, member in list(node.members.items()):
        if key not in known:
            del node.members[key]
            report.dropped(member, f"`{name}.{key}` has no place in the dialect: {member.shown}")
    fields = {field.alias or one: field for one, field in model.model_fields.items()}
    for key, field in fields.items():
        _fit_field(node, key, field, model, name, report)
    node.value = {key: node.members[key] for key in known if key in node.members}


def _widen(node: Node, model: type[BaseModel], name: str, report: Report) -> None:
    if node.value is None or node.value == []:
        node.value = {}
    elif isinstance(node.value, list):
        as_entries(node, name, lambda word: known_key(word, keys_of(model)), report)
    elif "storagetype" in model.model_fields and node.text:
        node.value = {"storagetype": Node(node.value, node.place)}
        report.changed(node, f"`{name}` becomes a mapping with `storagetype`")
    elif "enabled" in model.model_fields and node.text.lower() in YES | NO:
        node.value = {"enabled": Node(node.value, node.place)}
        report.changed(node, f"`{name}` becomes a mapping with `enabled`")


def _fit_field(
    node: Node, key: str, field: FieldInfo, model: type[BaseModel], name: str, report: Report
) -> None:
    member = node.members.get(key)
    inner = f"{name}.{key}".lstrip(".")
    standard = STANDARD.get((model.__name__, key))
    is_required = field.default is PydanticUndefined and field.default_factory is None
    if member is not None and member.value is None and not _takes(field.annotation, NoneType):
        del node.members[key]
        member = None
    if member is not None and not fit(member, field.annotation, inner, report, field.metadata):
        del node.members[key]
        instead = f"; `{standard}` is set" if is_required and standard is not None else ""
        report.needs(member, f"`{inner}` cannot be {member.shown}{instead}")
        if is_required and standard is not None:
            node.put(key, standard, member)
    elif member is None and is_required and standard is not None:
        made = node.put(key, standard)
        fit(made, field.annotation, inner, report, field.metadata)
        report.changed(node, f"`{inner}` was missing; `{made.shown}` is set")


def _takes(annotation: object, kind: type) -> bool:
    return annotation is kind or kind in get_args(annotation)


def fit(
    node: Node, annotation: object, name: str, report: Report, metadata: Sequence[object] = ()
) -> bool:
    """Fit a value to an annotation; False when it cannot be such a value."""
    origin = get_origin(annotation)
    if origin is Annotated:
        annotation, *inner = get_args(annotation)
        metadata = (*metadata, *inner)
        origin = get_origin(annotation)
    if origin in (Union, UnionType):
        return _fit_union(node, get_args(annotation), metadata, name, report)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        fit_model(node, annotation, name, report)
        return isinstance(node.value, dict)
    if origin is tuple:
        return _fit_list(node, get_args(annotation)[0], name, report)
    if origin is Literal:
        return _fit_word(node, get_args(annotation), name, report)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return _fit_mapping(node, get_args(annotation)[1], name, report)
    return fit_scalar(node, annotation, _pattern(metadata), name, report)


def _fit_union(
    node: Node, members: Sequence[object], metadata: Sequence[object], name: str, report: Report
) -> bool:
    if node.value is None:
        return NoneType in members
    kinds = [member for member in members if member is not NoneType]
    is_mapping = isinstance(node.value, dict)
    for member in kinds:
        bare = get_args(member)[0] if get_origin(member) is Annotated else member
        is_model = isinstance(bare, type) and issubclass(bare, BaseModel)
        if is_model == is_mapping or len(kinds) == 1:
            return fit(node, member, name, report, metadata)
    return False


def _fit_list(node: Node, item: object, name: str, report: Report) -> bool:
    if node.value is None:
        node.value = []
    model = _model_of(item)
    as_items(node, name, model is not None, report)
    kept, seen = [], set()
    for one in node.items:
        is_named = model is None or (_is_union(item) and one_named(one, keys_of(model)))
        if isinstance(one.value, dict) and is_named:
            as_text(one, name, report)
        if one.value is None or one.value == "" or not fit(one, item, name, report):
            if one.value not in (None, ""):
                report.needs(one, f"`{name}` cannot hold {one.shown}; it is left out")
            continue
        key = folded(one.text) if one.text else one.shown
        if key in seen:
            report.changed(one, f"`{one.text or one.shown}` stands twice in `{name}`; kept once")
            continue
        seen.add(key)
        kept.append(one)
    node.value = kept
    return True


def _is_union(annotation: object) -> bool:
    if get_origin(annotation) is Annotated:
        return _is_union(get_args(annotation)[0])
    return get_origin(annotation) in (Union, UnionType)


def _model_of(annotation: object) -> type[BaseModel] | None:
    """The model among the kinds of an annotation, if any."""
    if get_origin(annotation) is Annotated:
        return _model_of(get_args(annotation)[0])
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    members = get_args(annotation) if _is_union(annotation) else ()
    return next((found for one in members if (found := _model_of(one)) is not None), None)


def _fit_mapping(node: Node, item: object, name: str, report: Report) -> bool:
    if item is bool and not isinstance(node.value, dict):
        kinds_as_keys(node, name, report)
    if not isinstance(node.value, dict):
        return False
    for key, member in list(node.members.items()):
        if not fit(member, item, f"{name}.{key}", report):
            del node.members[key]
            report.needs(member, f"`{name}.{key}` cannot be {member.shown}; it is left out")
    return True


def _fit_word(node: Node, choices: Sequence[str], name: str, report: Report) -> bool:
    text = node.text
    if text in choices:
        node.value = text
        return True
    plain = folded(re.sub(r"\(.*", "", text))
    words = {folded(choice): choice for choice in choices}
    found = words.get(plain) or next((c for c in choices if SYNONYMS.get(plain) == c), None)
    if found is None and plain:
        begins = [c for w, c in words.items() if w and (plain.startswith(w) or w.startswith(plain))]
        found = begins[0] if len(begins) == 1 else None
    if found is None:
        return False
    report.changed(node, f"`{name}`: `{text}` is written `{found}`")
    node.value = found
    return True


def _pattern(metadata: Sequence[object]) -> str:
    for one in metadata:
        inner = one.metadata if isinstance(one, FieldInfo) else [one]
        for constraint in inner:
            pattern = getattr(constraint, "pattern", None)
            if isinstance(pattern, str):
                return pattern
    return ""
