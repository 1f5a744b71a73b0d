"""Facts about putting agents together: parameters, instances, strategies, the extraction order."""

from qpf.diagnostics.diagnostic import Note, Place, Severity
from qpf.diagnostics.fact import Finding, fact
from qpf.diagnostics.fix import Drop, Fix, Replace
from qpf.diagnostics.suggest import did_you_mean, listed

__all__ = [
    "collection_mismatch",
    "duplicate_agent_id",
    "idle_default",
    "newer_dialect",
    "order_gap",
    "override_changes_nothing",
    "override_without_target",
    "parameter_of_wrong_type",
    "parameter_without_value",
    "schema_not_extracted",
    "schema_not_found",
    "too_many_agents",
    "unknown_agent",
    "unknown_default_section",
    "unknown_parameter",
    "unknown_strategy",
    "unused_parameter",
]


@fact("QPF301", "unknown-agent", area="references")
def unknown_agent(place: Place, name: str, known: tuple[str, ...]) -> Finding:
    """A name stands for no agent"""
    return Finding(
        place,
        f"`{name}` is not an agent of the workspace",
        help=did_you_mean(name, known) or f"agents: {listed(known)}",
    )


@fact("QPF302", "schema-not-found", area="references")
def schema_not_found(place: Place, name: str, folder: str, known: tuple[str, ...]) -> Finding:
    """The map names a schema file that does not exist"""
    if name.endswith(".yaml"):
        known = tuple(f"{one}.yaml" for one in known)
    return Finding(
        place,
        f"`{name}` is not a schema in `{folder}`",
        help=did_you_mean(name, known) or f"schemas there: {listed(known)}",
    )


@fact("QPF303", "schema-not-extracted", area="references")
def schema_not_extracted(place: Place, agent: str, map_path: str) -> Finding:
    """A schema stands in no position of the extraction order"""
    return Finding(
        place,
        f"`{agent}` is not in `extraction_sequence.order` of `{map_path}`",
        help="give it a position there, or move the schema away",
    )


@fact("QPF304", "order-gap", area="references")
def order_gap(place: Place, expected: int, got: str, is_rising: bool = False) -> Finding:
    """Positions of the extraction order leave one out"""
    number = Fix(f"number it `{expected}`", (Replace(place, got, f"{expected}"),))
    return Finding(
        place,
        f"position `{got}` stands where `{expected}` is expected",
        help="number from 1",
        fix=number if is_rising else None,
    )


@fact("QPF310", "too-many-agents", area="references")
def too_many_agents(place: Place, count: int, most: int) -> Finding:
    """A collection has more agents than allowed"""
    return Finding(
        place,
        f"the collection has {count} agents, at most {most} are allowed",
        help="split it into two collections",
    )


@fact("QPF311", "unknown-parameter", area="references")
def unknown_parameter(place: Place, name: str, known: tuple[str, ...]) -> Finding:
    """A parameter is used or given that the map does not declare"""
    return Finding(
        place,
        f"`{name}` is not a parameter of the extractor map",
        help=did_you_mean(name, known)
        or (f"parameters: {listed(known)}" if known else "declare it under `parameters`"),
    )


@fact("QPF312", "parameter-without-value", area="references")
def parameter_without_value(place: Place, name: str, agent: str) -> Finding:
    """A schema uses a parameter that has no value"""
    return Finding(
        place,
        f"parameter `{name}` has no value for `{agent}`",
        help="give it a `default`, or a value in the instance's `parameters`",
    )


@fact("QPF313", "parameter-of-wrong-type", area="references")
def parameter_of_wrong_type(place: Place, name: str, expected: str, value: str) -> Finding:
    """A parameter's value has another type than declared"""
    return Finding(place, f"parameter `{name}` is {value}, expected `{expected}`")


@fact("QPF314", "unused-parameter", area="references", severity=Severity.WARNING)
def unused_parameter(place: Place, name: str) -> Finding:
    """A parameter is declared that no schema uses"""
    return Finding(
        place,
        f"parameter `{name}` changes nothing: no schema uses it",
        help=f"write `${{{name}}}` where its value belongs, or remove it",
        fix=Fix("remove the parameter", (Drop(place),), is_safe=False),
    )


@fact("QPF365", "idle-default", area="references", severity=Severity.WARNING)
def idle_default(place: Place, name: str) -> Finding:
    """A default is given that every schema replaces"""
    return Finding(
        place,
        f"the default `{name}` changes nothing: every schema says otherwise",
        help="remove it here, or leave it out of the schemas that may take it",
    )


@fact("QPF366", "newer-dialect", area="references", severity=Severity.WARNING)
def newer_dialect(place: Place, version: str, known: str) -> Finding:
    """A map or glue file is written for a dialect that this factory does not know"""
    return Finding(
        place,
        f"`version` is `{version}`, this factory reads dialect `{known}`",
        help=f"write `{known}`, or use a newer factory",
    )


@fact("QPF315", "unknown-strategy", area="references")
def unknown_strategy(place: Place, name: str, known: tuple[str, ...]) -> Finding:
    """A strategy is named that no map declares"""
    return Finding(
        place,
        f"`{name}` is not a strategy",
        help=did_you_mean(name, known)
        or (f"strategies: {listed(known)}" if known else "declare it under `strategies`"),
    )


@fact("QPF316", "override-without-target", area="references")
def override_without_target(place: Place, pointer: str, agent: str, reason: str) -> Finding:
    """A strategy overrides a value that does not exist"""
    return Finding(
        place,
        f"the override `{pointer}` has no target in `{agent}`: {reason}",
        help="write a JSON pointer from the schema's root, such as `/deployment/replicas`",
    )


@fact("QPF317", "override-changes-nothing", area="references", severity=Severity.WARNING)
def override_changes_nothing(place: Place, pointer: str, agent: str) -> Finding:
    """A strategy overrides a value with the same value"""
    return Finding(
        place,
        f"the override `{pointer}` of `{agent}` changes nothing",
        help="remove it",
        fix=Fix("remove the override", (Drop(place),), is_safe=False),
    )


@fact("QPF318", "duplicate-agent-id", area="references")
def duplicate_agent_id(place: Place, agent: str, first: Place) -> Finding:
    """Two agents have the same id or name"""
    return Finding(
        place,
        f"`{agent}` already names another agent",
        help="ids and names are unique in a workspace's collection",
        notes=(Note("the other one", first),),
    )


@fact("QPF319", "unknown-default-section", area="references")
def unknown_default_section(place: Place, name: str, known: tuple[str, ...]) -> Finding:
    """The map gives defaults for a section that does not exist"""
    return Finding(
        place,
        f"`{name}` is not a section",
        help=did_you_mean(name, known) or f"sections: {listed(known, 20)}",
    )


@fact("QPF321", "collection-mismatch", area="references")
def collection_mismatch(place: Place, name: str, expected: str) -> Finding:
    """A map's collection is not that of its file"""
    return Finding(
        place,
        f"`collection` is `{name}`, the file's name says `{expected}`",
        help="name the map, the schema folder and the collection alike",
        fix=Fix(f"write `{expected}`", (Replace(place, name, expected),), is_safe=False),
    )
