"""The bodies of a protocol's methods, from the same layers that run one by one."""

from collections.abc import Sequence

from qpf.diagnostics.diagnostic import Place
from qpf.language.reversible.emit import applying, reverting
from qpf.language.reversible.fusing import can_fuse, fused
from qpf.language.unparse import quoted
from qpf.model.code import CodeLine
from qpf.sections.protocols.steps import SIZE, Step

__all__ = ["receiving", "sending", "sending_row"]


def sending(steps: Sequence[Step], place: Place) -> list[CodeLine]:
    """All layers applied, straight through; each part of the packet is built at the end."""
    rows = [(step.layer, step.local, step.fused) for step in steps]
    if not can_fuse(rows):
        return sending_row(steps, place, is_traced=False)
    whole = fused(rows, place)
    parts = []
    for part in ("header", "route", "meta"):
        entries = [f"{quoted(name)}: {text}" for own, name, text in whole.entries if own == part]
        parts.append(f"sent.{part} = {{{', '.join(entries)}}}")
    lines = [
        "sent = blank()",
        "sent.id = packet.id",
        "sent.data = data",
        *parts,
        *(f"if {flag}:\n    sent.{part}[{name}] = True" for flag, part, name in whole.flags),
        "if packet.header or packet.route or packet.meta:",
        "    merge(self.names, packet, sent)",
        "return sent",
    ]
    opening = ["data = packet.data", *([f"{SIZE} = len(data)"] if SIZE in whole.used else [])]
    ending = [one for line in lines for one in line.split("\n")]
    return [
        *(CodeLine(line, place) for line in opening),
        *whole.lines,
        *(CodeLine(line, place) for line in ending),
    ]


def sending_row(steps: Sequence[Step], place: Place, *, is_traced: bool) -> list[CodeLine]:
    """All layers applied one after the other; what stands in their way is put aside first."""
    body: list[CodeLine] = []
    used: set[str] = set()
    for number, step in enumerate(steps, 1):
        writer = applying(step.layer, step.form)
        used |= writer.used
        body += [CodeLine(f"# {step.layer.name}", place), *writer.lines]
        if is_traced:
            body.append(CodeLine(f"mark_{number} = timer()", place))
    lines = [
        "header, route, meta = packet.header.copy(), packet.route.copy(), packet.meta.copy()",
        "if header or route or meta:",
        "    put_aside(self.names, header, route, meta)",
        "data = packet.data",
        *([f"{SIZE} = len(data)"] if SIZE in used else []),
        *(["mark_0 = timer()"] if is_traced else []),
    ]
    made = "Packet(packet.id, data, header, route, meta)"
    marks = ", ".join(f"mark_{number}" for number in range(len(steps) + 1))
    last = [f"return self.traced({made}, ({marks}))"] if is_traced else [f"return {made}"]
    opening, ending = ([CodeLine(line, place) for line in part] for part in (lines, last))
    return [*opening, *body, *ending]


def receiving(steps: Sequence[Step], place: Place) -> list[CodeLine]:
    """All layers taken back, in reverse; then what was put aside is given back."""
    lines = [
        "header, route, meta = packet.header.copy(), packet.route.copy(), packet.meta.copy()",
        "record = take_record(self.names, meta)",
        "data = packet.data",
    ]
    written = [CodeLine(line, place) for line in lines]
    for step in reversed(steps):
        written.append(CodeLine(f"# {step.layer.name}", place))
        written += reverting(step.layer, step.form).lines
    lines = [
        "if record is not None:",
        "    put_back(record, header, route, meta)",
        "return Packet(packet.id, data, header, route, meta)",
    ]
    return [*written, *(CodeLine(line, place) for line in lines)]
