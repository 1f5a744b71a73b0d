"""Specs as values of the runtime: `PageSpec` becomes `Page(...)`, each field with its place."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from qpf.diagnostics.diagnostic import Place
from qpf.model.code import CodeLine, Import
from qpf.model.document import child
from qpf.model.spec import AgentSpec
from qpf.sections.pages.block_spec import CardsSpec
from qpf.sections.pages.lists import PlacedCard, cards_of, peer_named, titles_of
from qpf.sections.pages.part_spec import FormFieldSpec
from qpf.sections.pages.spec import PageSpec
from qpf.sections.spec_base import SectionModel
from qpf.views.encode import Literal

__all__ = ["RUNTIME", "Values"]

RUNTIME = "qpf_core.service.pages"
_SHORT = 72
"""A call of at most so many characters stands on one line."""
_WIDE = 56
"""Longest part of a text on one line: calls are nested deeply."""


@dataclass(slots=True)
class Values:
    """Writes the specs of one agent; `used` are the names that the written text refers to."""

    agent: AgentSpec
    peers: Mapping[str, AgentSpec]
    feeds: Mapping[str, str]
    used: set[str] = field(default_factory=set)

    @property
    def imports(self) -> Iterator[Import]:
        """What the text written so far needs."""
        return (Import(RUNTIME, name) for name in sorted(self.used))

    def written(self, spec: SectionModel, pointer: str) -> Iterator[CodeLine]:
        """A call of the runtime's class of the same name; what is as by default is left out."""
        name = type(spec).__name__.removesuffix("Spec")
        self.used.add(name)
        place = self.agent.at(pointer)
        fields = [
            line
            for key in type(spec).model_fields
            if key in spec.model_fields_set - _unsaid(spec)
            for line in self._field(spec, key, f"{pointer}/{key}")
        ]
        yield from _call(name, fields, place)

    def _field(self, spec: SectionModel, key: str, pointer: str) -> Iterator[CodeLine]:
        """A keyword; a feed is known by its path to the runtime, and cards are listed."""
        if isinstance(spec, PageSpec) and key == "live":
            path = self.feeds.get(spec.live or "", "")
            yield CodeLine(f"live={Literal(path)},", self.agent.at(pointer))
        elif isinstance(spec, CardsSpec) and spec.of is not None and key == "of":
            peer = peer_named(spec.of.agent, self.agent, self.peers)
            cards = tuple(cards_of(spec.of, peer)) if peer else ()
            lines = [line for card in cards for line in self._card(card)]
            yield from _tuple("cards", lines, self.agent.at(pointer))
        elif (
            isinstance(spec, FormFieldSpec) and spec.options_of is not None and key == "options_of"
        ):
            peer = peer_named(spec.options_of.agent, self.agent, self.peers)
            titles = titles_of(spec.options_of, peer) if peer else ()
            yield from _keyword("options", titles, self.agent.at(pointer))
        else:
            yield from self._plain(key, getattr(spec, key), pointer)

    def _card(self, placed: PlacedCard) -> Iterator[CodeLine]:
        self.used.add("Card")
        yield CodeLine("Card(", placed.place)
        for key in ("title", "text", "key"):
            yield from _keyword(key, getattr(placed.card, key), placed.place)
        yield from self._facts(placed)
        yield CodeLine("),")

    def _facts(self, placed: PlacedCard) -> Iterator[CodeLine]:
        if placed.card.facts:
            self.used.add("Fact")
            yield CodeLine("facts=(", placed.place)
            for fact in placed.card.facts:
                lines = [
                    *_keyword("label", fact.label, placed.place),
                    *_keyword("text", fact.text, placed.place),
                ]
                yield from _call("Fact", lines, placed.place)
            yield CodeLine("),")

    def _plain(self, key: str, value: object, pointer: str) -> Iterator[CodeLine]:
        if isinstance(value, SectionModel):
            inner = list(self.written(value, pointer))
            yield CodeLine(f"{key}={inner[0].text}", inner[0].place)
            yield from inner[1:]
        elif isinstance(value, tuple) and value and isinstance(value[0], SectionModel):
            lines = [
                line
                for number, one in enumerate(value)
                for line in self.written(one, child(pointer, number))
            ]
            yield from _tuple(key, lines, self.agent.at(pointer))
        else:
            yield from _keyword(key, value, self.agent.at(pointer))


def _unsaid(spec: SectionModel) -> frozenset[str]:
    """Keys without a keyword: a list is told by its entries or by another schema, once."""
    if isinstance(spec, CardsSpec):
        return frozenset({"kind", "of" if spec.of is None else "cards"})
    if isinstance(spec, FormFieldSpec):
        return frozenset({"options_of" if spec.options_of is None else "options"})
    return frozenset({"kind"})


def _call(name: str, fields: list[CodeLine], place: Place) -> Iterator[CodeLine]:
    """A call, on one line if it is short and simple."""
    short = " ".join(line.text for line in fields).removesuffix(",")
    if len(short) < _SHORT and "(" not in short:
        yield CodeLine(f"{name}({short}),", place)
        return
    yield CodeLine(f"{name}(", place)
    yield from fields
    yield CodeLine("),")


def _tuple(key: str, lines: list[CodeLine], place: Place) -> Iterator[CodeLine]:
    """A keyword with a tuple of what was written."""
    yield CodeLine(f"{key}=(", place)
    yield from lines
    yield CodeLine("),")


def _keyword(key: str, value: object, place: Place) -> Iterator[CodeLine]:
    """A keyword with a plain value, on as many lines as it needs."""
    lines = list(_lines(value))
    lines[0] = f"{key}={lines[0]}"
    lines[-1] += ","
    return (CodeLine(line, place) for line in lines)


def _lines(value: object) -> Iterator[str]:
    """A plain value; a text of more than `_WIDE` characters is cut between words."""
    if isinstance(value, str) and len(value) > _WIDE:
        yield "("
        yield from (str(Literal(part)) for part in _parts(value))
        yield ")"
    elif isinstance(value, tuple) and any(isinstance(one, str) for one in value):
        yield "("
        for one in value:
            *inner, last = _lines(one)
            yield from (*inner, f"{last},")
        yield ")"
    else:
        yield from Literal(value).split("\n")


def _parts(text: str) -> Iterator[str]:
    part = ""
    for word in re.findall(r"\S*\s*", text):
        for piece in (word[at : at + _WIDE] for at in range(0, len(word), _WIDE)):
            if part and len(part) + len(piece) > _WIDE:
                yield part
                part = ""
            part += piece
    yield part
