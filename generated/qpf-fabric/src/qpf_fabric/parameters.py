"""Parameters of layers: declared with a type and a default, given as text or as plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qpf_core.errors import InputError
from qpf_fabric.values import is_number

_WORDS = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
_LARGEST = 2**63

Value = bool | int | float | str


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterInfo:
    """A parameter: `type` is bool, int, float or str, `environment` the variable that sets it."""

    name: str
    type: str
    default: Value
    summary: str = ""
    unit: str = ""
    environment: str | None = None
    choices: tuple[Value, ...] = ()
    least: float | None = None
    most: float | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the facts as a JSON object."""
        return {
            "name": self.name,
            "type": self.type,
            "default": self.default,
            "summary": self.summary,
            "unit": self.unit,
            "environment": self.environment,
            "choices": list(self.choices),
            "range": [self.least, self.most],
        }

    def checked(self, value: object, where: str) -> Value:
        """Return a value of the declared type; `InputError` when it does not fit."""
        fits = _fitting(self.type, value)
        if fits is None:
            raise InputError(where, f"must be of type {self.type}")
        if self.choices and fits not in self.choices:
            listed = ", ".join(str(one) for one in self.choices)
            raise InputError(where, f"must be one of {listed}")
        if isinstance(fits, int | float) and not isinstance(fits, bool):
            if self.least is not None and fits < self.least:
                raise InputError(where, f"must be at least {self.least:g}")
            if self.most is not None and fits > self.most:
                raise InputError(where, f"must be at most {self.most:g}")
        return fits

    def from_text(self, text: str, where: str) -> Value:
        """Return the value that text stands for; `InputError` when it stands for none."""
        try:
            value: object = _WORDS.get(text.strip().lower()) if self.type == "bool" else text
            if self.type == "int":
                value = int(text)
            elif self.type == "float":
                value = float(text)
        except ValueError:
            value = None
        return self.checked(value, where)


def arguments_of(
    layer: str,
    declared: Sequence[ParameterInfo],
    given: Mapping[str, object],
    environ: Mapping[str, str],
) -> dict[str, Any]:
    """Return a value for every parameter: given, of the environment, or its default."""
    known = {one.name for one in declared}
    for name in given:
        if name not in known:
            listed = ", ".join(sorted(known)) or "it has none"
            raise InputError(f"layers.{layer}", f"has an unknown parameter; known: {listed}")
    values: dict[str, Any] = {}
    for one in declared:
        if one.name in given:
            values[one.name] = one.checked(given[one.name], f"layers.{layer}.{one.name}")
        elif one.environment is not None and one.environment in environ:
            values[one.name] = one.from_text(environ[one.environment], one.environment)
        else:
            values[one.name] = one.default
    return values


def _fitting(kind: str, value: object) -> Value | None:
    if kind == "bool":
        return value if isinstance(value, bool) else None
    if kind == "str":
        return value if isinstance(value, str) else None
    if not is_number(value) or not abs(value) < _LARGEST:
        return None
    if kind == "float":
        return float(value)
    return value if isinstance(value, int) else None
