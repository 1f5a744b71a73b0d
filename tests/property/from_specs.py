"""Plain values of a spec, drawn from its own fields: types, limits, patterns, what is optional."""

import types
import typing
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from hostile_names import ASCII_NAMES, TEXTS, prose
from luck import Luck
from patterns import matching
from pydantic import BaseModel
from pydantic.fields import FieldInfo

__all__ = ["LEFT_OUT", "Hook", "Walk"]

_TOKEN = r"^[A-Za-z][A-Za-z0-9_]*$"
_DATE = r"^\d{4}-\d{2}-\d{2}$"
_BIG = 2**31


class _LeftOut:
    """Says that a key is not written."""


LEFT_OUT = _LeftOut()
Hook = Callable[[dict[str, Any]], Any]
"""From what is drawn of a model so far to the value of one more key."""


class Walk:
    """Draws values of models; `hooks` give the keys that refer to something else.

    A hook stands under the model and the key, or under the key alone.
    """

    def __init__(self, luck: Luck, hooks: Mapping[tuple[type, str], Hook] | None = None) -> None:
        """`hooks` are asked before anything is drawn."""
        self.luck = luck
        self._hooks = dict(hooks or {})

    def model(self, kind: type[BaseModel], /, **given: Any) -> dict[str, Any]:
        """A value of a model; a given value is taken, `LEFT_OUT` leaves the key out."""
        made: dict[str, Any] = {}
        for name, field in kind.model_fields.items():
            key = field.alias or name
            value = given[key] if key in given else self._field(kind, key, field, made)
            if not isinstance(value, _LeftOut):
                made[key] = value
        return made

    def _field(self, kind: type, key: str, field: FieldInfo, made: dict[str, Any]) -> Any:
        hook = self._hooks.get((kind, key))
        if hook is not None:
            return hook(made)
        if not field.is_required() and not self.luck.chance(45):
            return LEFT_OUT
        return self.value(field.annotation, tuple(field.metadata))

    def value(self, kind: Any, limits: tuple[Any, ...] = ()) -> Any:
        """A value of an annotation."""
        origin = get_origin(kind)
        if origin is Annotated:
            inner, *more = get_args(kind)
            return self.value(inner, (*_flat(more), *limits))
        if origin is Literal:
            return self.luck.one(get_args(kind))
        if origin in (Union, types.UnionType):
            options = [one for one in get_args(kind) if one is not type(None)]
            return self.value(self.luck.one(options), limits)
        if origin is tuple:
            return self._tuple(get_args(kind), limits)
        if origin in (dict, Mapping, typing.Mapping):
            return self._mapping(get_args(kind), limits)
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            return self.model(kind)
        return self._scalar(kind, limits)

    def _tuple(self, inner: tuple[Any, ...], limits: tuple[Any, ...]) -> list[Any]:
        if len(inner) == 2 and inner[1] is Ellipsis:
            least, most = _sizes(limits)
            return self.luck.list_of(lambda: self.value(inner[0]), least, min(most, least + 3))
        return [self.value(one) for one in inner]

    def _mapping(self, inner: tuple[Any, ...], limits: tuple[Any, ...]) -> dict[Any, Any]:
        least, most = _sizes(limits)
        count = self.luck.whole(least, min(most, least + 3))
        return {self.value(inner[0]): self.value(inner[1]) for _ in range(count)}

    def _scalar(self, kind: Any, limits: tuple[Any, ...]) -> Any:
        if kind is bool:
            return self.luck.chance(50)
        if kind is int:
            return self.whole(limits)
        if kind is float:
            return self.number(limits)
        if kind is str:
            return self.text(limits)
        return self.luck.one(["x", 1, True, 1.5])

    def whole(self, limits: tuple[Any, ...]) -> int:
        """A whole number within limits, often an end of them."""
        low, high = _bounds(limits, 1)
        bottom = int(-_BIG if low is None else low)
        top = int(bottom + _BIG if high is None else high)
        near = [one for one in (0, 1, 2, 7, 100, 1000) if bottom <= one <= top]
        return self.luck.one([bottom, top, min(bottom + 1, top), *near])

    def number(self, limits: tuple[Any, ...]) -> float | int:
        """A number within limits, often an end of them or a whole one."""
        low, high = _bounds(limits, 1e-6)
        bottom = -1e6 if low is None else low
        top = 1e6 if high is None else high
        near = [one for one in (0, 1, 0.5, 0.25, 2.5, 10, 100) if bottom <= one <= top]
        return self.luck.one([bottom, top, *near])

    def text(self, limits: tuple[Any, ...]) -> str:
        """A text: a hostile name, hostile prose, or whatever the pattern wants."""
        pattern = next((p for one in limits if (p := getattr(one, "pattern", None))), None)
        least, most = _sizes(limits, 200)
        if pattern == _TOKEN:
            return self.luck.one(ASCII_NAMES)[:most]
        if pattern == _DATE:
            return self.luck.one(["2026-01-31", "2024-02-29", "1970-01-01", "9999-12-31"])
        if pattern is not None:
            return matching(pattern, self.luck, most)[: most if most < 200 else None]
        if most < 60:
            fitting = [one for one in TEXTS if least <= len(one) <= most]
            return self.luck.one([*fitting, "a", "Ä" * max(1, most)])
        return "" if least == 0 and self.luck.chance(20) else prose(self.luck)


def _flat(limits: Any) -> tuple[Any, ...]:
    """The limits inside of `Field(...)` and beside it."""
    found: list[Any] = []
    for one in limits:
        found += one.metadata if isinstance(one, FieldInfo) else [one]
    return tuple(found)


def _bounds(limits: tuple[Any, ...], step: float) -> tuple[float | None, float | None]:
    low: float | None = None
    high: float | None = None
    for one in limits:
        low = getattr(one, "ge", low)
        high = getattr(one, "le", high)
        if hasattr(one, "gt"):
            low = one.gt + step
        if hasattr(one, "lt"):
            high = one.lt - step
    return low, high


def _sizes(limits: tuple[Any, ...], most: int = 3) -> tuple[int, int]:
    least = next((one.min_length for one in limits if hasattr(one, "min_length")), 0)
    top = next((one.max_length for one in limits if hasattr(one, "max_length")), None)
    return least, most if top is None else min(top, most) if most > 3 else top
