"""Facts about operations and modules that others bind to."""

from qpf.diagnostics.diagnostic import Place
from qpf.diagnostics.fact import Finding, fact
from qpf.diagnostics.suggest import did_you_mean, listed

__all__ = [
    "module_taken",
    "operation_without_module",
    "unbound_module",
    "unknown_library_module",
    "unknown_operation",
    "unreachable_operation",
]


@fact("QPF334", "unknown-operation", area="references")
def unknown_operation(place: Place, what: str, name: str, known: tuple[str, ...]) -> Finding:
    """Something is bound to an operation that the agent does not declare"""
    return Finding(
        place,
        f"{what} is bound to operation `{name}`, which is not declared",
        help=did_you_mean(name, known)
        or (f"operations: {listed(known)}" if known else "declare it under `operations`"),
    )


@fact("QPF335", "unreachable-operation", area="references")
def unreachable_operation(place: Place, name: str) -> Finding:
    """Nothing reaches an operation"""
    return Finding(
        place,
        f"operation `{name}` is reached by no endpoint, packet, event, mode, step or wiring",
        help="bind it to one of them, or remove it",
    )


@fact("QPF336", "operation-without-module", area="references")
def operation_without_module(
    place: Place, name: str, module: str, known: tuple[str, ...]
) -> Finding:
    """An operation lives in a module that is not generated"""
    return Finding(
        place,
        f"operation `{name}` belongs to module `{module}`, which is not in `generatefiles`",
        help=did_you_mean(module, known) or f"add `{module}.py` there",
    )


@fact("QPF337", "unknown-library-module", area="references")
def unknown_library_module(place: Place, name: str, known: tuple[str, ...]) -> Finding:
    """A library module does not exist"""
    return Finding(
        place,
        f"`{name}` is not a module of the library",
        help=did_you_mean(name, known) or f"modules: {listed(known, 40)}",
    )


@fact("QPF355", "unbound-module", area="references")
def unbound_module(place: Place, file: str) -> Finding:
    """A generated module is an honest hole although all files are required"""
    return Finding(
        place,
        f"nothing is bound to `{file}`, and `generateallrequired` is `true`",
        help="bind an operation to it (`module`), name it as a `client_module`, or remove it",
    )


@fact("QPF338", "module-taken", area="references")
def module_taken(place: Place, stem: str, role: str, operation: str) -> Finding:
    """An operation lives in a module that has another role"""
    return Finding(
        place,
        f"operation `{operation}` belongs to module `{stem}`, which is the `{role}` of the agent",
        help="give it a module of its own in `generatefiles`",
    )
