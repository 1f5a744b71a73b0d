"""Writes all layers of a protocol as one function that builds what it writes at the end.

Fields are values until all layers are through; then each part of the packet is one display. What
the packet held before is merged in afterwards, and only if it held anything.
"""

import ast
from collections.abc import Sequence
from dataclasses import dataclass, field

from qpf.diagnostics.diagnostic import Place
from qpf.language.reversible.emit import before, stop
from qpf.language.reversible.fold import names_in, truth
from qpf.language.reversible.inlining import inlined
from qpf.language.reversible.model import Append, Block, CompiledLayer, Compress, Leaf, Put
from qpf.language.reversible.trees import bound_value
from qpf.language.reversible.verifying import assign
from qpf.language.reversible.writer import Form, Writer
from qpf.language.unparse import quoted
from qpf.model.code import CodeLine

__all__ = ["Fused", "can_fuse", "fused"]

Steps = Sequence[tuple[CompiledLayer, str, Form]]
"""Layers of a protocol, how their locals begin, and how they are spelled."""


@dataclass(slots=True)
class Fused:
    """Statements, then the entries of the three parts, then flags that add an entry."""

    lines: list[CodeLine] = field(default_factory=list)
    entries: list[tuple[str, str, str]] = field(default_factory=list)
    flags: list[tuple[str, str, str]] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    taken: set[str] = field(default_factory=set)
    """Names of locals."""

    def fresh(self, local: str, name: str) -> str:
        """A local for a field; a look, a value or another field may be called like it."""
        spelled = f"{local}_{name.replace('-', '_')}"
        while spelled in self.taken:
            spelled += "_"
        self.taken.add(spelled)
        return spelled


def can_fuse(steps: Steps) -> bool:
    """Whether no field is written under a condition, and none is looked at that is written."""
    written = {path for layer, _, _ in steps for path in layer.writes}
    for layer, _, _ in steps:
        if any(look.source in written for look in layer.spec.reads.values()):
            return False
        for effect in layer.effects:
            if isinstance(effect, Put) and effect.when is not None:
                return False
    return True


def fused(steps: Steps, place: Place) -> Fused:
    """The whole of a protocol."""
    found = Fused(taken={form.local(one) for _, _, form in steps for one in form.others})
    for index, (layer, local, form) in enumerate(steps):
        later = [one for one, _, _ in steps[index + 1 :]]
        changes = any(isinstance(e, Append | Compress) for one in later for e in one.effects)
        at = len(found.lines)
        _layer(layer, local, form, changes, found)
        if len(found.lines) > at:
            found.lines.insert(at, CodeLine(f"# {layer.name}", place))
    return found


def _layer(layer: CompiledLayer, local: str, form: Form, changes: bool, found: Fused) -> None:
    writer = Writer(form)
    own = any(isinstance(one, Append | Compress) for one in layer.effects)
    for effect in layer.effects:
        if isinstance(effect, Block):
            stop(layer, effect, writer)
    for effect in layer.effects:
        if isinstance(effect, Put):
            _put(effect, local, writer, changes or own, found)
    for effect in layer.effects:
        if isinstance(effect, Append):
            writer.add(f"{form.local('data')} += {effect.end!r}", effect.place)
        elif isinstance(effect, Compress):
            _compress(effect, local, writer, found)
    found.lines += [*before(layer, writer), *writer.lines]
    found.used |= writer.used


def _put(effect: Put, local: str, writer: Writer, changes: bool, found: Fused) -> None:
    value = bound_value(effect.value, writer.form.parameters)
    if isinstance(value, Leaf):
        node = inlined(value.node)
        text = writer.text(node)
        if changes and "data" in names_in(node):
            name = found.fresh(local, effect.name)
            writer.add(f"{name} = {text}", effect.place)
            text = name
        found.entries.append((effect.part, effect.name, text))
        return
    name = found.fresh(local, effect.name)
    assign(writer, name, value, effect.place)
    found.entries.append((effect.part, effect.name, name))


def _compress(effect: Compress, local: str, writer: Writer, found: Fused) -> None:
    when = writer.folded(effect.when) if effect.when is not None else ast.Constant(True)
    if truth(when) is False:
        return
    data, flag = writer.form.local("data"), found.fresh(local, effect.name)
    writer.add(f"{flag} = False", effect.place)
    if truth(when) is True:
        _deflate(effect, data, flag, writer)
    else:
        with writer.under(f"if {writer.text(when)}:", effect.place):
            _deflate(effect, data, flag, writer)
    found.flags.append((flag, effect.part, quoted(effect.name)))


def _deflate(effect: Compress, data: str, flag: str, writer: Writer) -> None:
    call = f"deflated({data}, {writer.text(effect.level)}, {effect.limit})"
    writer.add(f"packed = {call}", effect.place)
    with writer.under("if packed is not None:", effect.place):
        writer.add(f"data, {flag} = packed, True", effect.place)
