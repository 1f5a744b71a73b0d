"""From the `types` section to a table of declared types."""

from collections.abc import Mapping

from qpf.diagnostics.catalogue.behaviour_steps import duplicate_name, incomplete_step
from qpf.diagnostics.diagnostic import Diagnostics
from qpf.language.identifiers import class_identifier, constant_identifier, field_identifier
from qpf.language.literals import literal_fault
from qpf.language.operation_spec import FieldSpec, TypeSpec
from qpf.language.pointers import located
from qpf.language.type_table import DeclaredType, FieldType, Member, TypeTable
from qpf.language.type_text import BUILT_IN, parse_type
from qpf.language.types import Kind, TypeRef
from qpf.language.words import check_word, read_as
from qpf.model.document import Origins, child

__all__ = ["declare_types"]


_TAKEN = {"list", "dict", "JsonValue", "PlainBytes", "StrEnum"}


def declare_types(
    specs: Mapping[str, TypeSpec],
    known: TypeTable,
    module: str,
    origins: Origins,
    found: Diagnostics,
    pointer: str = "/types",
) -> TypeTable:
    """Return the schema's own types, imported from `module`; `known` are other types."""
    builder = _Builder(module, origins, found, pointer)
    heads = {name: builder.head(name, spec) for name, spec in specs.items()}
    table = known.plus(_table(heads))
    full = {name: builder.full(name, specs[name], head, table) for name, head in heads.items()}
    _check_class_names(full, origins, found, pointer)
    complete = known.plus(_table(full))
    for name, declared in full.items():
        builder.check_defaults(name, declared, complete)
    return _table(full)


def _table(types: Mapping[str, DeclaredType]) -> TypeTable:
    known = {(one.ref.module, one.ref.name): one for one in types.values()}
    return TypeTable(dict(types), known)


def _check_class_names(
    types: Mapping[str, DeclaredType], origins: Origins, found: Diagnostics, pointer: str
) -> None:
    first: dict[str, str] = {}
    for name, declared in types.items():
        place = origins.key(child(pointer, name))
        if name in BUILT_IN or name in _TAKEN:
            found.add(duplicate_name(place, "type", name))
        earlier = first.setdefault(declared.ref.name, name)
        if earlier != name:
            found.add(duplicate_name(place, "type", name, origins.key(child(pointer, earlier))))


class _Builder:
    def __init__(self, module: str, origins: Origins, found: Diagnostics, pointer: str) -> None:
        self._module, self._origins, self._found, self._pointer = module, origins, found, pointer

    def head(self, name: str, spec: TypeSpec) -> DeclaredType:
        """The type without its fields, enough for others to refer to it."""
        pointer = child(self._pointer, name)
        place = self._origins.key(pointer)
        check_word(place, "type", name, {}, self._found)
        if bool(spec.enum) == bool(spec.fields):
            reason = "needs either fields or `enum` members"
            self._found.add(incomplete_step(place, name, reason))
        kind = Kind.ENUM if spec.enum else Kind.RECORD
        ref = TypeRef(kind, name=class_identifier(name), module=self._module)
        members = self._members(spec, pointer)
        return DeclaredType(ref=ref, members=members, summary=spec.summary, place=place)

    def _members(self, spec: TypeSpec, pointer: str) -> tuple[Member, ...]:
        members: dict[str, Member] = {}
        for index, value in enumerate(spec.enum):
            identifier = constant_identifier(value)
            if identifier in members:
                place = self._origins.at(f"{pointer}/enum/{index}")
                self._found.add(duplicate_name(place, "member", value))
            members[identifier] = Member(value, identifier)
        return tuple(members.values())

    def full(self, name: str, spec: TypeSpec, head: DeclaredType, table: TypeTable) -> DeclaredType:
        """The type with its fields."""
        pointer = child(self._pointer, name)
        reserved = frozenset(one.ref.name for one in table.visible.values())
        fields: dict[str, FieldType] = {}
        for key, field in spec.fields.items():
            at = located(self._origins, child(f"{pointer}/fields", key), child(pointer, key))
            built = self._field(key, field, at, table, reserved)
            peers = {one.name: one.place for one in fields.values()}
            check_word(self._origins.key(at), "field", key, peers, self._found)
            if built.identifier in fields and read_as(key) == key:
                self._found.add(duplicate_name(self._origins.key(at), "field", key))
            fields[built.identifier] = built
        return DeclaredType(
            ref=head.ref,
            fields=tuple(fields.values()),
            members=head.members,
            summary=head.summary,
            place=head.place,
        )

    def _field(
        self, name: str, spec: FieldSpec, at: str, table: TypeTable, reserved: frozenset[str]
    ) -> FieldType:
        pointer = located(self._origins, f"{at}/type", at)
        kind = parse_type(
            spec.type,
            table,
            lambda start, length: self._origins.within(pointer, start, length),
            self._found,
        )
        required = "default" not in spec.model_fields_set
        return FieldType(
            name=name,
            identifier=field_identifier(name, reserved),
            type=kind,
            required=required,
            default=spec.default,
            summary=spec.summary,
            unit=spec.unit,
            place=self._origins.key(at),
        )

    def check_defaults(self, name: str, declared: DeclaredType, table: TypeTable) -> None:
        """Defaults fit their types; `table` knows the fields of all of them."""
        pointer = child(self._pointer, name)
        for field in declared.fields:
            if not field.required:
                key = child(f"{pointer}/fields", field.name)
                at = f"{located(self._origins, key, child(pointer, field.name))}/default"
                fault = literal_fault(
                    field.default, field.type, table, self._origins, at, field.name
                )
                self._found.extend(fault)
