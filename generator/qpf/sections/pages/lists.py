"""Cards from a list that the schema of an agent holds anyway: one truth, told once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from qpf.diagnostics.catalogue import pages
from qpf.diagnostics.diagnostic import Diagnostics, Place
from qpf.model.document import child
from qpf.model.spec import AgentSpec
from qpf.sections.pages.block_spec import CardsSpec, FormSpec
from qpf.sections.pages.part_spec import (
    CardsOfSpec,
    CardSpec,
    FactSpec,
    FormFieldSpec,
    OptionsOfSpec,
)
from qpf.sections.pages.spec import PagesSpec
from qpf.sections.section import Meant

__all__ = ["PlacedCard", "cards_of", "check_lists", "peer_named", "titles_of"]


@dataclass(frozen=True, slots=True)
class PlacedCard:
    """A card and the place of the entry it tells of."""

    card: CardSpec
    place: Place


def check_lists(own: Meant, found: Diagnostics) -> None:
    """Every list that a block takes from a schema is there, and its entries have titles."""
    for pointer, wanted in _wanted(own.agent.section("pages", PagesSpec)):
        peer = peer_named(wanted.agent, own.agent, own.peers)
        if peer is None:
            names = tuple(one.partition("/")[2] for one in own.peers)
            place = own.agent.at(f"{pointer}/agent")
            found.add(pages.no_such_list(place, wanted.agent, wanted.source, wanted.agent, names))
        elif peer.value and not titles_of(wanted, peer):
            has_list = bool(_entries(wanted, peer))
            place = own.agent.at(f"{pointer}/title" if has_list else f"{pointer}/source")
            lists = tuple(f"/{name}" for name, one in peer.value.items() if isinstance(one, list))
            word = "" if has_list else wanted.source
            found.add(pages.no_such_list(place, wanted.agent, wanted.source, word, lists))
        elif peer.value and isinstance(wanted, CardsOfSpec):
            for key, source in _unknown_words(wanted, peer):
                place = own.agent.at(f"{pointer}/{key}")
                found.add(pages.idle_value(place, source, f"no entry of `{wanted.source}` has it"))
    for pointer, field in _fields(own.agent.section("pages", PagesSpec)):
        titles = _choosable(field, own)
        if titles and field.value not in ("", *titles):
            place = own.agent.at(f"{pointer}/value")
            found.add(pages.idle_value(place, "value", "it is no option"))


def _unknown_words(wanted: CardsOfSpec, peer: AgentSpec) -> Iterator[tuple[str, str]]:
    """Where cards look for words that no entry has, and after what."""
    entries = _entries(wanted, peer)
    sources = {f"facts/{number}/source": one.source for number, one in enumerate(wanted.facts)}
    for key, source in {"key": wanted.key, "text": wanted.text, **sources}.items():
        if source and not any(_words(_found(entry, source)) for entry in entries):
            yield key, source


def _choosable(field: FormFieldSpec, own: Meant) -> tuple[str, ...]:
    """What can be chosen from the list of another schema, or nothing when there is none."""
    if field.options_of is None:
        return ()
    peer = peer_named(field.options_of.agent, own.agent, own.peers)
    return titles_of(field.options_of, peer) if peer is not None else ()


def _wanted(spec: PagesSpec) -> Iterator[tuple[str, CardsOfSpec | OptionsOfSpec]]:
    for number, page in enumerate(spec.pages):
        for place, block in enumerate(page.blocks):
            base = f"/pages/{number}/blocks/{place}"
            if isinstance(block, CardsSpec) and block.of is not None:
                yield f"{base}/of", block.of
    for pointer, field in _fields(spec):
        if field.options_of is not None:
            yield f"{pointer}/options_of", field.options_of


def _fields(spec: PagesSpec) -> Iterator[tuple[str, FormFieldSpec]]:
    """Every field of a form."""
    for number, page in enumerate(spec.pages):
        for place, block in enumerate(page.blocks):
            for row, one in enumerate(block.fields if isinstance(block, FormSpec) else ()):
                yield f"/pages/{number}/blocks/{place}/fields/{row}", one


def peer_named(name: str, agent: AgentSpec, peers: Mapping[str, AgentSpec]) -> AgentSpec | None:
    """The agent of the same collection with a name."""
    return peers.get(f"{agent.collection}/{name}")


def titles_of(wanted: CardsOfSpec | OptionsOfSpec, peer: AgentSpec) -> tuple[str, ...]:
    """The titles of all entries; none when there is no list, or when an entry has no title."""
    titles = [_found(entry, wanted.title) for entry in _entries(wanted, peer)]
    named = tuple(title for title in titles if isinstance(title, str) and title)
    return named if len(named) == len(titles) else ()


def cards_of(wanted: CardsOfSpec, peer: AgentSpec) -> Iterator[PlacedCard]:
    """One card for each entry."""
    entries = _entries(wanted, peer)
    for number, (title, entry) in enumerate(zip(titles_of(wanted, peer), entries, strict=False)):
        yield PlacedCard(
            CardSpec(
                title=title,
                text=_words(_found(entry, wanted.text)) if wanted.text else "",
                key=_words(_found(entry, wanted.key)) if wanted.key else title,
                facts=tuple(_facts(wanted, entry)),
            ),
            peer.at(child(wanted.source, number)),
        )


def _entries(wanted: CardsOfSpec | OptionsOfSpec, peer: AgentSpec) -> tuple[Any, ...]:
    entries = _found(dict(peer.value), wanted.source)
    return tuple(entries) if isinstance(entries, list | tuple) else ()


def _facts(wanted: CardsOfSpec, entry: object) -> Iterator[FactSpec]:
    for fact in wanted.facts:
        text = _words(_found(entry, fact.source))
        if text:
            yield FactSpec(label=fact.label, text=text)


def _found(value: object, pointer: str) -> object:
    for part in pointer.split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        if isinstance(value, Mapping):
            value = value.get(key)
        elif isinstance(value, list | tuple) and key.isdecimal() and int(key) < len(value):
            value = value[int(key)]
        else:
            return None
    return value


def _words(value: object) -> str:
    """A value in words: the keys of a mapping, the entries of a list one after another."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return ", ".join(str(key) for key in value)
    if isinstance(value, list | tuple):
        return ", ".join(filter(None, map(_words, value)))
    return str(value).strip()
