"""How decoding tells that a field holds what encoding writes there."""

import ast
from enum import Enum

from qpf.diagnostics.diagnostic import Place
from qpf.language.reversible.fold import names_in, truth
from qpf.language.reversible.model import Choice, CompiledLayer, Leaf, Put, Value
from qpf.language.reversible.trees import bound_value, leaves, names_of_value, tests_of
from qpf.language.reversible.writer import Writer
from qpf.language.types import Kind, TypeRef

__all__ = ["Verifier", "refusal"]


class _Check(Enum):
    """FIXED and EXACT compare, EXACT once the data is what it was; TYPED looks at the type."""

    FIXED = 1
    EXACT = 2
    TYPED = 3


def refusal(layer: str, what: str) -> str:
    """The statement that refuses a packet."""
    return f"raise NotEncoded({_quoted(layer)}, {_quoted(what)})"


def _quoted(text: str) -> str:
    return f'"{text}"'  # names of layers and fields have no quotes


class Verifier:
    """Writes the checks of one layer."""

    def __init__(self, layer: CompiledLayer, writer: Writer) -> None:
        self._layer, self._writer = layer, writer
        self._free = {"id", "data", "payload", *layer.spec.reads, *layer.spec.let}

    def is_late(self, value: Value) -> bool:
        """Whether the check needs the data as it came to the layer."""
        folded = self._narrowed(value)
        if isinstance(folded, Choice) and not self._by_parameters(folded):
            return self._of_choice(folded) is _Check.EXACT
        if isinstance(folded, Choice):
            return any(self.is_late(one) for one in _branches(folded))
        return self._of_leaf(folded) is _Check.EXACT

    def is_simple(self, value: Value) -> bool:
        """Whether one comparison is the whole check."""
        folded = self._narrowed(value)
        return isinstance(folded, Leaf) or (
            not self._by_parameters(folded) and self._of_choice(folded) is not _Check.EXACT
        )

    def write(self, put: Put, subject: str) -> None:
        """Write the check of what was taken from a field."""
        self._write(self._narrowed(put.value), subject, put)

    def _write(self, value: Value, subject: str, put: Put) -> None:
        writer, place = self._writer, put.place
        if isinstance(value, Leaf):
            self._compare(value, subject, put)
        elif self._by_parameters(value):
            self._cases(value, subject, put)
        elif self._of_choice(value) is _Check.FIXED:
            texts = dict.fromkeys(writer.text(leaf.node) for leaf in leaves(value))
            with writer.under(f"if {subject} not in ({', '.join(texts)},):", place):
                writer.add(refusal(self._layer.name, put.path), place)
        elif self._of_choice(value) is _Check.TYPED:
            self._type(subject, value.type, put)
        else:
            expected = f"expected_{put.name.replace('-', '_')}"
            assign(writer, expected, value, place)
            with writer.under(f"if {subject} != {expected}:", place):
                writer.add(refusal(self._layer.name, put.path), place)

    def _cases(self, value: Choice, subject: str, put: Put) -> None:
        writer, place = self._writer, put.place
        if len({self._told(one, subject, put) for one in _branches(value)}) == 1:
            self._write(value.otherwise, subject, put)
            return
        word = "if"
        for test, one in value.cases:
            with writer.under(f"{word} {writer.text(test)}:", place):
                self._write(one, subject, put)
            word = "elif"
        with writer.under("else:", place):
            self._write(value.otherwise, subject, put)

    def _told(self, value: Value, subject: str, put: Put) -> tuple[str, ...]:
        """The check of one branch as text."""
        aside = Writer(self._writer.form)
        Verifier(self._layer, aside)._write(value, subject, put)
        return tuple(line.text for line in aside.lines)

    def _compare(self, leaf: Leaf, subject: str, put: Put) -> None:
        if self._of_leaf(leaf) is _Check.TYPED:
            self._type(subject, leaf.type, put)
            return
        expected = self._writer.operand(leaf.node)
        differs = "is not" if expected in ("True", "False") else "!="
        with self._writer.under(f"if {subject} {differs} {expected}:", put.place):
            self._writer.add(refusal(self._layer.name, put.path), put.place)

    def _type(self, subject: str, kind: TypeRef, put: Put) -> None:
        test = f"isinstance({subject}, {kind.kind.value})"
        if kind.kind is Kind.FLOAT:
            test = f"is_number({subject})"
        with self._writer.under(f"if not {test}:", put.place):
            self._writer.add(refusal(self._layer.name, put.path), put.place)

    def _narrowed(self, value: Value) -> Value:
        """The value without cases that parameters decide; names stay those of the schema."""
        known = self._writer.form.parameters.items()
        constants = {name: node for name, node in known if isinstance(node, ast.Constant)}
        return bound_value(value, constants)

    def _by_parameters(self, value: Choice) -> bool:
        tests = [test for test, _ in value.cases]
        return all(truth(one) is None and not names_in(one) & self._free for one in tests)

    def _of_leaf(self, leaf: Leaf) -> _Check:
        names = names_in(leaf.node)
        if names & self._layer.from_environment:
            return _Check.TYPED  # the receiver may live in another environment
        if not names & self._free and not isinstance(leaf.node, ast.Call):
            return _Check.FIXED
        unsure = names & ({"payload"} | self._layer.from_environment)
        if leaf.type.kind is Kind.FLOAT or unsure or self._through_lets(names):
            return _Check.TYPED
        return _Check.EXACT

    def _of_choice(self, value: Choice) -> _Check:
        checks = {self._of_leaf(leaf) for leaf in leaves(value)}
        if checks == {_Check.FIXED}:
            return _Check.FIXED
        tests = frozenset[str]().union(*(names_in(test) for test in tests_of(value)))
        unsure = tests & ({"payload"} | self._layer.from_environment)
        if _Check.TYPED in checks or unsure or self._through_lets(tests):
            return _Check.TYPED
        return _Check.EXACT

    def _through_lets(self, names: frozenset[str]) -> bool:
        """Whether names lead to values that cannot be computed again."""
        unsure = {"payload"} | self._layer.from_environment
        for name, value in reversed(self._layer.lets):
            if name in names:
                names |= names_of_value(value)
                if value.type.kind is Kind.FLOAT:
                    return True
        return bool(names & unsure)


def _branches(value: Choice) -> tuple[Value, ...]:
    return (*(one for _, one in value.cases), value.otherwise)


def assign(writer: Writer, target: str, value: Value, place: Place) -> None:
    """Write the assignment of a value, with an `if` for each case that is not decided."""
    folded = bound_value(value, writer.form.parameters)
    _assign(writer, target, folded, place)


def _assign(writer: Writer, target: str, value: Value, place: Place) -> None:
    if isinstance(value, Leaf):
        writer.add(f"{target} = {writer.text(value.node)}", place)
        return
    word = "if"
    for test, one in value.cases:
        with writer.under(f"{word} {writer.text(test)}:", place):
            _assign(writer, target, one, place)
        word = "elif"
    with writer.under("else:", place):
        _assign(writer, target, value.otherwise, place)
