"""From an answer back to the result of the operation that it was made of."""

from qpf_core.plain import JsonObject, JsonValue
from qpf_organism.rpc.declaration import RpcMethod


def result_of(values: JsonObject, method: RpcMethod) -> JsonValue:
    """Return the result as far as the fields of the answer carry it; constants are left out."""
    carried = [field for field in method.response if field.constant is None]
    whole = next((field for field in carried if not field.source), None)
    if whole is not None:
        return values.get(whole.name)
    return {field.source: values.get(field.name) for field in carried}
