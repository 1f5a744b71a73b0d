"""Operations for callers that have plain JSON values instead of Python objects."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from inspect import Parameter, signature
from types import MappingProxyType
from typing import Any, get_type_hints

from qpf_core.agent.declaration import AgentDeclaration
from qpf_core.agent.scope import CallScope, current_scope, entered
from qpf_core.errors import InputError
from qpf_core.partners import Invoke
from qpf_core.plain import JsonObject, JsonValue, from_plain, to_plain

Method = Callable[..., Awaitable[object]]

_AS_WRITTEN: Mapping[str, str] = MappingProxyType({})


def invocations(controller: object, declaration: AgentDeclaration) -> Mapping[str, Invoke]:
    """Return the operations of an agent by name, each one the controller's method of that name."""
    return MappingProxyType(
        {
            operation.name: invocable(getattr(controller, operation.name))
            for operation in declaration.operations
        }
    )


def invocable(method: Method, spelled: Mapping[str, str] = _AS_WRITTEN) -> Invoke:
    """Return `method` as something that takes and gives plain values, typed by its annotations.

    `spelled` leads from the name of an argument to that of its parameter, where they differ because
    Python does not allow the name.
    """
    hints = get_type_hints(method)
    parameters = signature(method).parameters

    async def invoke(arguments: JsonObject, *, correlation_id: str, deadline_s: float) -> JsonValue:
        typed = _typed(
            {spelled.get(name, name): value for name, value in arguments.items()}, parameters, hints
        )
        with entered(_scope(correlation_id, deadline_s)):
            return to_plain(await method(**typed))

    return invoke


def _typed(
    arguments: JsonObject, parameters: Mapping[str, Parameter], hints: Mapping[str, Any]
) -> dict[str, Any]:
    for name in arguments:
        if name not in parameters:
            raise InputError(name, "is not an argument of the operation")
    for name, parameter in parameters.items():
        if name not in arguments and parameter.default is Parameter.empty:
            raise InputError(name, "is missing")
    return {name: _read(name, hints[name], value) for name, value in arguments.items()}


def _read(name: str, kind: Any, value: JsonValue) -> object:
    try:
        return from_plain(kind, value)
    except InputError as error:
        path = name if error.field == "value" else f"{name}.{error.field}"
        raise InputError(path, error.reason) from error


def _scope(correlation_id: str, deadline_s: float) -> CallScope:
    """Return the scope of the call that runs, with what the caller says about this one."""
    outer = current_scope() or CallScope(correlation_id=correlation_id)
    wanted = asyncio.get_running_loop().time() + deadline_s
    deadline = wanted if outer.deadline_at is None else min(wanted, outer.deadline_at)
    return replace(outer, correlation_id=correlation_id, deadline_at=deadline)
