"""`${name}` in values: typed when it is the whole value, text inside a longer one."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from qpf.diagnostics.catalogue import composition
from qpf.diagnostics.diagnostic import Diagnostics, Place
from qpf.model.document import Origins, Plain, child
from qpf.model.extraction_map import ParameterSpec, Scalar
from qpf.model.spec import ParameterUse
from qpf.sections.wording import described

__all__ = ["Argument", "Substitution", "arguments_of"]

_USE = re.compile(r"\$\{([^{}]*)\}")
_KINDS: dict[str, tuple[type, ...]] = {
    "str": (str,),
    "int": (int,),
    "float": (int, float),
    "bool": (bool,),
}


@dataclass(frozen=True, slots=True)
class Argument:
    """The value of a parameter for one agent, and where it was written."""

    value: Scalar
    place: Place


def arguments_of(
    parameters: Mapping[str, ParameterSpec],
    given: Mapping[str, Scalar],
    map_origins: Origins,
    given_at: str,
    found: Diagnostics,
) -> dict[str, Argument]:
    """The arguments of one agent: what its instance gives, else the defaults; types are checked."""
    arguments: dict[str, Argument] = {}
    for name, spec in parameters.items():
        if spec.default is not None:
            place = map_origins.at(f"/parameters/{name}/default")
            arguments[name] = Argument(spec.default, place)
    for name, value in given.items():
        pointer = child(given_at, name)
        if name not in parameters:
            found.add(
                composition.unknown_parameter(map_origins.key(pointer), name, tuple(parameters))
            )
        else:
            arguments[name] = Argument(value, map_origins.at(pointer))
    for name, argument in arguments.items():
        expected = parameters[name].type
        is_bool = isinstance(argument.value, bool)
        if not isinstance(argument.value, _KINDS[expected]) or is_bool != (expected == "bool"):
            found.add(
                composition.parameter_of_wrong_type(
                    argument.place, name, expected, described(argument.value)
                )
            )
    return arguments


@dataclass(slots=True, kw_only=True)
class Substitution:
    """One pass over an agent's tree; collects which parameters were used where, and new origins."""

    agent: str
    arguments: Mapping[str, Argument]
    declared: tuple[str, ...]
    found: Diagnostics
    origins: Origins = field(default_factory=lambda: Origins({}))
    used: set[str] = field(default_factory=set)
    moved: dict[str, Place] = field(default_factory=dict)
    uses: dict[str, tuple[ParameterUse, ...]] = field(default_factory=dict)

    def run(self, value: dict[str, Plain], origins: Origins) -> tuple[dict[str, Plain], Origins]:
        """The tree with every parameter replaced, and its origins."""
        self.origins = origins
        replaced = {key: self._value(item, child("", key)) for key, item in value.items()}
        return replaced, self.origins.merged(Origins(self.moved))

    def _value(self, value: Plain, pointer: str) -> Plain:
        if isinstance(value, dict):
            return {key: self._value(item, child(pointer, key)) for key, item in value.items()}
        if isinstance(value, list):
            return [self._value(item, child(pointer, i)) for i, item in enumerate(value)]
        if isinstance(value, str) and "${" in value:
            return self._text(value, pointer)
        return value

    def _text(self, text: str, pointer: str) -> Plain:
        whole = _USE.fullmatch(text)
        if whole is not None:
            argument = self._argument(whole[1], pointer, 0)
            if argument is None:
                return text
            self.moved[pointer] = argument.place
            return argument.value
        self.moved[pointer] = self.origins.at(pointer)

        def replace(match: re.Match[str]) -> str:
            argument = self._argument(match[1], pointer, match.start())
            return match[0] if argument is None else _spelled(argument.value)

        return _USE.sub(replace, text)

    def _argument(self, name: str, pointer: str, start: int) -> Argument | None:
        place = self.origins.within(pointer, start + len("${"), max(len(name), 1))
        if name not in self.declared:
            self.found.add(composition.unknown_parameter(place, name, self.declared))
            return None
        self.used.add(name)
        argument = self.arguments.get(name)
        if argument is None:
            self.found.add(composition.parameter_without_value(place, name, self.agent))
            return None
        use = ParameterUse(
            name=name, value=argument.value, given=argument.place, leaf=self.origins.at(pointer)
        )
        self.uses[pointer] = (*self.uses.get(pointer, ()), use)
        return argument


def _spelled(value: Scalar) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
