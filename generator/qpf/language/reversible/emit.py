"""Writes the statements of a layer, forth and back, in any of its forms."""

import ast
from collections.abc import Sequence

from qpf.language.reversible.fold import truth
from qpf.language.reversible.model import Append, Block, CompiledLayer, Compress, Put
from qpf.language.reversible.verifying import Verifier, assign, refusal
from qpf.language.reversible.writer import Form, Writer
from qpf.language.unparse import quoted, source
from qpf.model.code import CodeLine

__all__ = ["applying", "before", "reverting", "stop", "taken_names"]

_READERS = {"bool": "flag", "int": "whole", "float": "number", "str": "text"}


def applying(layer: CompiledLayer, form: Form) -> Writer:
    """The statements that apply a layer: guards, fields, then what changes the data."""
    writer = Writer(form)
    for effect in layer.effects:
        if isinstance(effect, Block):
            stop(layer, effect, writer)
    for effect in layer.effects:
        if isinstance(effect, Put):
            _put(effect, writer)
    for effect in layer.effects:
        if isinstance(effect, Append):
            writer.add(f"{form.local('data')} += {effect.end!r}", effect.place)
        elif isinstance(effect, Compress):
            _compress(effect, writer)
    writer.lines = [*before(layer, writer), *writer.lines]
    return writer


def reverting(layer: CompiledLayer, form: Form) -> Writer:
    """The statements that take a layer back: the data, then the fields with their checks."""
    writer = Writer(form)
    for effect in reversed(layer.effects):
        if isinstance(effect, Append):
            data, name = form.local("data"), quoted(layer.name)
            writer.add(f"{data} = without_end({data}, {effect.end!r}, {name})", effect.place)
        elif isinstance(effect, Compress):
            _inflate(layer, effect, writer)
    puts = [one for one in reversed(layer.effects) if isinstance(one, Put)]
    late = _take(layer, puts, writer)
    checks = Writer(form, depth=writer.depth)
    verifier = Verifier(layer, checks)
    for put, subject in late:
        if put.when is None:
            verifier.write(put, subject)
        else:
            with checks.under(f"if {subject} is not None:", put.place):
                verifier.write(put, subject)
    writer.lines += [*before(layer, checks), *checks.lines]
    writer.used |= checks.used
    return writer


def stop(layer: CompiledLayer, effect: Block, writer: Writer) -> None:
    """Write the guard that stops a packet, unless the protocol only marks it."""
    action = writer.form.parameters[effect.parameter]
    if isinstance(action, ast.Constant) and action.value == "mark":
        return
    test = effect.when
    if not isinstance(action, ast.Constant):
        name = ast.Name(effect.parameter)
        asked = ast.Compare(name, [ast.NotEq()], [ast.Constant("mark")])
        test = ast.BoolOp(ast.And(), [asked, test])
    arguments = f"{quoted(layer.name)}, {source(action)}, {quoted(effect.reason)}"
    with writer.under(f"if {writer.text(test)}:", effect.place):
        writer.add(f"raise Blocked({arguments})", effect.place)


def _put(effect: Put, writer: Writer) -> None:
    target = f"{writer.form.parts[effect.part]}[{quoted(effect.name)}]"
    when = writer.folded(effect.when) if effect.when is not None else ast.Constant(True)
    if truth(when) is True:
        assign(writer, target, effect.value, effect.place)
    elif truth(when) is None:
        with writer.under(f"if {writer.text(when)}:", effect.place):
            assign(writer, target, effect.value, effect.place)


def _compress(effect: Compress, writer: Writer) -> None:
    when = writer.folded(effect.when) if effect.when is not None else ast.Constant(True)
    if truth(when) is False:
        return
    if truth(when) is True:
        _deflate(effect, writer)
    else:
        with writer.under(f"if {writer.text(when)}:", effect.place):
            _deflate(effect, writer)


def _deflate(effect: Compress, writer: Writer) -> None:
    data = writer.form.local("data")
    call = f"deflated({data}, {writer.text(effect.level)}, {effect.limit})"
    writer.add(f"packed = {call}", effect.place)
    with writer.under("if packed is not None:", effect.place):
        writer.add(f"{data} = packed", effect.place)
        target = f"{writer.form.parts[effect.part]}[{quoted(effect.name)}]"
        writer.add(f"{target} = True", effect.place)


def _inflate(layer: CompiledLayer, effect: Compress, writer: Writer) -> None:
    part, name = writer.form.parts[effect.part], quoted(effect.name)
    data = writer.form.local("data")
    with writer.under(f"if {name} in {part}:", effect.place):
        with writer.under(f"if {part}.pop({name}) is not True:", effect.place):
            writer.add(refusal(layer.name, effect.path), effect.place)
        call = f"inflated({data}, {effect.limit}, {quoted(layer.name)})"
        writer.add(f"{data} = {call}", effect.place)


def _take(layer: CompiledLayer, puts: Sequence[Put], writer: Writer) -> list[tuple[Put, str]]:
    """Take every field; checks that need no data are written, the others are returned."""
    verifier = Verifier(layer, writer)
    late, locals_ = [], taken_names(puts)
    for put in puts:
        part, name = writer.form.parts[put.part], quoted(put.name)
        if put.when is not None and truth(writer.folded(put.when)) is False:
            continue
        local = locals_[put.path]
        if verifier.is_late(put.value):
            writer.add(f"{local} = {part}.pop({name}, None)", put.place)
            late.append((put, local))
        elif put.when is not None and truth(writer.folded(put.when)) is None:
            with writer.under(f"if {name} in {part}:", put.place):
                writer.add(f"{local} = {part}.pop({name})", put.place)
                verifier.write(put, local)
        elif verifier.is_simple(put.value):
            verifier.write(put, f"{part}.pop({name}, None)")
        else:
            writer.add(f"{local} = {part}.pop({name}, None)", put.place)
            verifier.write(put, local)
    return late


def taken_names(puts: Sequence[Put]) -> dict[str, str]:
    """What a field is called once it is taken from its part, by its path: each something else."""
    found: dict[str, str] = {}
    for put in puts:
        spelled = f"taken_{put.part}_{put.name.replace('-', '_')}"
        while spelled in found.values() and put.path not in found:
            spelled += "_"
        found.setdefault(put.path, spelled)
    return found


def before(layer: CompiledLayer, writer: Writer) -> list[CodeLine]:
    """The looks and values that what was written uses, in their order."""
    blocks: list[list[CodeLine]] = []
    form = writer.form
    for name, value in reversed(layer.lets):
        if name in writer.used:
            part = Writer(form)
            assign(part, form.local(name), value, layer.place)
            writer.used |= part.used
            blocks.insert(0, part.lines)
    looks = []
    for name, look in layer.spec.reads.items():
        if name in writer.used:
            part_name, _, key = look.source.partition(".")
            default = source(ast.Constant(look.default))
            reader = _READERS[look.type]
            call = f"{reader}({form.parts[part_name]}, {quoted(key)}, {default})"
            looks.append(CodeLine(f"{form.local(name)} = {call}", layer.place))
    return [*looks, *(line for block in blocks for line in block)]
