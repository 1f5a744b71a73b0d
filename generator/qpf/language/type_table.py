"""The named types a schema can use: its own, and those of the catalogue and the extensions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from qpf.diagnostics.diagnostic import Place
from qpf.language.identifiers import class_identifier
from qpf.language.types import Kind, TypeRef
from qpf.language.words import read_as

__all__ = ["DeclaredType", "FieldType", "Member", "TypeTable"]


RESERVED = frozenset(
    [
        "APIRouter",
        "AgentDeclaration",
        "AgentRuntime",
        "AgentService",
        "Annotated",
        "Any",
        "AutonomyProfile",
        "BaseModel",
        "Callable",
        "ClassVar",
        "ConfigDict",
        "Context",
        "DomainError",
        "Field",
        "Final",
        "InputError",
        "Iterator",
        "JsonRoute",
        "JsonValue",
        "LearningLoop",
        "LearningPolicy",
        "Literal",
        "Mapping",
        "MappingProxyType",
        "OperationDeclaration",
        "Path",
        "Platform",
        "PreparedAnswers",
        "Protocol",
        "Query",
        "RequirementFailed",
        "Self",
        "Sequence",
        "Transport",
    ]
)
"""Class names that emitted modules import; a schema type of that name gets an alias there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldType:
    """A field of a record: `name` in schemas, `identifier` in Python."""

    name: str
    identifier: str
    type: TypeRef
    required: bool = True
    default: object = None
    summary: str = ""
    unit: str = ""
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """A member of an enumeration: its value in schemas and JSON, its name in Python."""

    value: str
    identifier: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredType:
    """A record, enumeration or protocol."""

    ref: TypeRef
    fields: tuple[FieldType, ...] = ()
    members: tuple[Member, ...] = ()
    summary: str = ""
    place: Place | None = None

    def field(self, name: str) -> FieldType | None:
        """The field a schema calls `name`, or None."""
        return next((one for one in self.fields if one.name == name), None)

    def field_read_as(self, name: str) -> FieldType | None:
        """The field that Python takes `name` for, or None; one called exactly so comes first."""
        folded = (one for one in self.fields if read_as(one.name) == name)
        return self.field(name) or next(folded, None)

    def member_read_as(self, name: str) -> Member | None:
        """The member whose value Python takes `name` for, or None."""
        return next((one for one in self.members if read_as(one.value) == name), None)

    def member(self, value: str) -> Member | None:
        """The member with a value, or None."""
        return next((one for one in self.members if one.value == value), None)


@dataclass(frozen=True, slots=True)
class TypeTable:
    """Named types: `visible` by the names a schema may write, `known` by module and name."""

    visible: Mapping[str, DeclaredType] = field(default_factory=dict)
    known: Mapping[tuple[str, str], DeclaredType] = field(default_factory=dict)
    aliases: Mapping[tuple[str, str], str] = field(default_factory=dict)

    @classmethod
    def of(cls, types: Iterable[DeclaredType]) -> "TypeTable":
        """A table of types visible by their own names."""
        listed = tuple(types)
        return cls(
            {one.ref.name: one for one in listed},
            {(one.ref.module, one.ref.name): one for one in listed},
        )

    def plus(self, other: "TypeTable") -> "TypeTable":
        """Both tables; where both show a name, `other` wins."""
        return TypeTable({**self.visible, **other.visible}, {**self.known, **other.known})

    def at_home(self, home: str) -> "TypeTable":
        """The table as code of the package or module `home` sees it: equal names get aliases."""
        modules: dict[str, set[str]] = {}
        for owner, name in self.known:
            modules.setdefault(name, set()).add(owner)
        aliases = {
            (owner, name): _prefix(owner) + name
            for owner, name in self.known
            if name in RESERVED
            or (len(modules[name]) > 1 and not f"{owner}.".startswith(f"{home}."))
        }
        return TypeTable(self.visible, self.known, aliases)

    def python_name(self, ref: TypeRef) -> str:
        """The class name of a named type in emitted code."""
        return self.aliases.get((ref.module, ref.name), ref.name)

    def of_ref(self, ref: TypeRef) -> DeclaredType | None:
        """The declaration behind a reference, or None for a type without a name."""
        return self.known.get((ref.module, ref.name))

    def enum(self, name: str) -> DeclaredType | None:
        """The enumeration a schema calls `name`, or None."""
        found = self.visible.get(name)
        return found if found is not None and found.ref.kind is Kind.ENUM else None


def _prefix(module: str) -> str:
    """What tells equal names apart: the agent of a models module, else the last part."""
    parts = [part for part in module.split(".") if part != "models"]
    return class_identifier(parts[-1]) if parts else ""
