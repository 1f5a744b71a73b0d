"""Pages as modules: one for each page, and one that puts them together with feeds and card."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from qpf.diagnostics.diagnostic import Place
from qpf.model.code import CodeLine, Import
from qpf.model.graph import AgentNode, CollectionNode, Graph, Role
from qpf.model.spec import AgentSpec
from qpf.sections.communicationstack.spec import CommunicationStackSpec
from qpf.sections.deployment.spec import DeploymentSpec
from qpf.sections.pages.calling import KEYS, STEM
from qpf.sections.pages.spec import FeedSpec, PagesSpec
from qpf.sections.pages.values import RUNTIME, Values
from qpf.views.encode import Code, DocText, Identifier, Literal
from qpf.views.hooks import PartRef
from qpf.views.modules import ModuleView, agent_paths, imports_of
from qpf.views.naming import FunctionName, ModuleName, Namer

__all__ = ["pages", "part_tests", "parts", "sites"]

_SITE_NAMES = ("Feed", "Part", "Platform", "ServiceCard", "Site", "platform", "site_part", "tuple")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageView(ModuleView):
    """One page as a value."""

    page: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteView(ModuleView):
    """All pages, feeds and the card of an agent."""

    title: Literal
    pages: tuple[Identifier, ...]
    feeds: tuple[Code, ...]
    card: Code
    part: Identifier


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteTestView(ModuleView):
    """Tests over pages, feeds and card."""

    has_pages: bool
    has_feeds: bool
    has_card: bool


def pages(agent: AgentNode, graph: Graph) -> Iterator[PageView]:
    """One module for each page."""
    spec = agent.spec.section("pages", PagesSpec)
    for number, (page, stem) in enumerate(zip(spec.pages, _stems(agent), strict=True)):
        pointer = f"/pages/{number}"
        values = _values(agent, graph)
        lines = list(values.written(page, pointer))
        yield PageView(
            path_fields=agent_paths(agent, stem),
            origin=agent.spec.at(pointer),
            docstring=DocText(
                f"The page `{page.path}`.", agent.spec.at(f"{pointer}/path"), indent=0
            ),
            imports=imports_of(graph, values.imports),
            page=Code([*lines[:-1], CodeLine(")")], agent.spec.at(pointer)),
        )


def sites(agent: AgentNode, graph: Graph) -> Iterator[SiteView]:
    """The module that puts pages, feeds and card together."""
    spec, place = agent.spec.section("pages", PagesSpec), _place(agent)
    stems = _stems(agent)
    names = tuple(Identifier(stem.upper(), place) for stem in stems)
    taps = _tap_names(spec, (*_SITE_NAMES, *map(str, names), str(_part_name(agent))))
    wanted = [
        Import("qpf_core.service", "Part"),
        Import("qpf_core.service", "Platform"),
        Import(RUNTIME, "Feed"),
        Import(RUNTIME, "ServiceCard"),
        Import(RUNTIME, "Site"),
        Import(RUNTIME, "site_part"),
        *(
            Import(f"{agent.package}.{stem}", "PAGE", None if name == "PAGE" else str(name))
            for stem, name in zip(stems, names, strict=True)
        ),
        *(_imported(tap, name) for tap, name in taps.items()),
    ]
    title = graph.collection(agent.spec.collection).map.title or agent.name
    yield SiteView(
        path_fields=agent_paths(agent, STEM),
        origin=place,
        docstring=DocText(f"What {agent.name} shows in a browser.", place, indent=0),
        imports=imports_of(graph, wanted),
        title=Literal(title, place),
        pages=names,
        feeds=tuple(_feed(agent, n, feed, taps) for n, feed in enumerate(spec.feeds)),
        card=_card(agent, spec),
        part=_part_name(agent),
    )


def part_tests(agent: AgentNode, graph: Graph) -> Iterator[SiteTestView]:
    """Every page answers a browser, every feed hands on what is published, the card is right."""
    spec, place = agent.spec.section("pages", PagesSpec), _place(agent)
    module = f"{agent.package}.{STEM}"
    package = graph.collection(agent.spec.collection).distribution.package
    wanted = [
        Import("pytest"),
        Import("qpf_core.service", "Platform"),
        Import("fastapi.testclient", "TestClient"),
        Import(f"{package}.app", "build"),
    ]
    wanted += [Import(RUNTIME, "Page"), Import(module, "SITE")] if spec.pages else []
    wanted += [Import(RUNTIME, "Feed"), Import(module, "FEEDS")] if spec.feeds else []
    wanted += [Import(module, "CARD")] if spec.servicecard else []
    yield SiteTestView(
        path_fields=agent_paths(agent, STEM),
        origin=place,
        docstring=DocText(f"What {agent.name} shows is there.", place, indent=0),
        imports=imports_of(graph, wanted),
        has_pages=bool(spec.pages),
        has_feeds=bool(spec.feeds),
        has_card=spec.servicecard is not None,
    )


def parts(collection: CollectionNode, graph: Graph) -> Iterator[PartRef]:
    """The part of each agent that has pages."""
    del graph
    for agent in collection.agents:
        if "pages" in agent.spec.sections and agent.stem_of(Role.API_SERVER):
            module = f"{agent.package}.{STEM}"
            yield PartRef(module=module, name=str(_part_name(agent)), place=_place(agent))


def _place(agent: AgentNode) -> Place:
    return agent.spec.key(f"/{next(key for key in KEYS if key in agent.spec.value)}")


def _part_name(agent: AgentNode) -> Identifier:
    return Identifier(f"{agent.slug}_pages", _place(agent))


def _stems(agent: AgentNode) -> tuple[str, ...]:
    namer = Namer((STEM, *agent.modules))
    spec = agent.spec.section("pages", PagesSpec)
    return tuple(
        str(namer.name(ModuleName, "page home" if page.path == "/" else f"page {page.path}"))
        for page in spec.pages
    )


def _values(agent: AgentNode, graph: Graph) -> Values:
    spec = agent.spec.section("pages", PagesSpec)
    collection = graph.collection(agent.spec.collection)
    peers: dict[str, AgentSpec] = {one.id: one.spec for one in collection.agents}
    return Values(agent.spec, peers, {feed.name: feed.path for feed in spec.feeds})


def _tap_names(spec: PagesSpec, taken: tuple[str, ...]) -> dict[str, Identifier]:
    """What each tap is called in the module: as it is, or by its whole path if that is taken."""
    taps = dict.fromkeys(tap for feed in spec.feeds for tap in feed.taps)
    own = [tap.rpartition(".")[2] for tap in taps]
    namer = Namer((*taken, *own))
    return {
        tap: (
            namer.name(FunctionName, tap)
            if name in taken or own.count(name) > 1
            else Identifier(name)
        )
        for tap, name in zip(taps, own, strict=True)
    }


def _imported(tap: str, name: Identifier) -> Import:
    module, _, own = tap.rpartition(".")
    return Import(module, own, None if name == own else str(name))


def _feed(agent: AgentNode, number: int, feed: FeedSpec, names: Mapping[str, Identifier]) -> Code:
    at = agent.spec.at
    base = f"/feeds/{number}"
    lines = [CodeLine("Feed(", at(base))]
    for key in ("path", "name", "summary", "filters", "every_s"):
        value = getattr(feed, key)
        if value:
            plain = dict(value) if key == "filters" else value
            text = f"{key}={Literal(plain)},"
            lines += [CodeLine(line, at(f"{base}/{key}")) for line in text.split("\n")]
    if feed.taps:
        taps = "".join(f"{names[tap]}, " for tap in feed.taps)
        lines.append(CodeLine(f"taps=({taps}),", at(f"{base}/taps")))
    return Code([*lines, CodeLine("),")], at(base))


def _card(agent: AgentNode, spec: PagesSpec) -> Code:
    if spec.servicecard is None:
        return Code([CodeLine("None")], _place(agent))
    endpoints = agent.spec.section("deployment", DeploymentSpec).endpoints
    events = agent.spec.section("communicationstack", CommunicationStackSpec).events
    at, card = agent.spec.at, spec.servicecard
    fields = {
        "path": (card.path, "/servicecard/path"),
        "category": (card.category, "/servicecard/category"),
        "scopes": (
            tuple(sorted({e.auth_required for e in endpoints if e.auth_required})),
            "/deployment",
        ),
        "events": (tuple(dict.fromkeys((*card.events, *events.publishes))), "/servicecard/events"),
    }
    lines = [
        CodeLine(line, at(pointer))
        for name, (value, pointer) in fields.items()
        for line in f"{name}={Literal(value)},".split("\n")
    ]
    return Code([CodeLine("ServiceCard("), *lines, CodeLine(")")], at("/servicecard"))
