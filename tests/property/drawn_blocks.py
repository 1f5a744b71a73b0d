"""Blocks of a page: every kind, with what feeds it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from drawn_forms import drawn_form, filled_in
from from_specs import LEFT_OUT, Walk
from luck import Luck
from plain_nodes import nodes, pointer_of

from qpf.sections.pages.block_spec import (
    BarsSpec,
    CardsSpec,
    FormSpec,
    HistogramSpec,
    SeriesSpec,
    TableSpec,
    TextSpec,
    TraceSpec,
    ValuesSpec,
)
from qpf.sections.pages.part_spec import (
    CardsOfSpec,
    CardSpec,
    FactOfSpec,
    ItemSpec,
    LinkSpec,
    OptionsOfSpec,
    RecentSpec,
)

__all__ = ["Blocks"]

_POINTERS = ("/a", "", "/a~1b/0", '/quo"te', "/größe", "/", "/a~0", "/" + "n" * 90)
_SHOWN = (ValuesSpec, BarsSpec, HistogramSpec, TableSpec, TraceSpec)
_DEFAULTS = ({}, {}, {"fetch": ""}, {"every_s": 0}, {"fetch": "", "every_s": 0.0})
"""Said without need by a block that shows no answer."""


class Blocks:
    """Draws the blocks of one page."""

    def __init__(
        self,
        luck: Luck,
        paths: Sequence[str],
        routes: Sequence[tuple[str, str]],
        schemas: Mapping[str, Any],
        *,
        live: bool,
    ) -> None:
        """`paths` are pages, `routes` what may be asked; `live` says whether there is a feed."""
        self.luck, self.live = luck, live
        self._paths, self._routes = paths, routes
        self._lists = list(_lists(schemas))
        links = [*paths, "https://example.org/?a=b&c"]
        self._walk = Walk(
            luck,
            {
                (ItemSpec, "source"): lambda _: luck.one(_POINTERS),
                (LinkSpec, "href"): lambda _: luck.one(links),
            },
        )

    def block(self) -> dict[str, Any]:
        """One block of any kind."""
        kind = self.luck.one([TextSpec, CardsSpec, FormSpec, FormSpec, SeriesSpec, *_SHOWN])
        if kind is TextSpec:
            return self._walk.model(TextSpec, **self._unasked())
        if kind is CardsSpec:
            return self._cards()
        if kind is FormSpec:
            form = drawn_form(self.luck, self._paths, self._routes, self._options)
            names = [one["name"] for one in form["fields"]]
            shown = [self._answer(names) for _ in range(self.luck.whole(0, 2))]
            form["result"] = LEFT_OUT if form["opens"] else shown
            return self._walk.model(FormSpec, **{**self._unasked(), **form})
        asked = {} if self.live and self.luck.chance(60) else self._asked()
        return self._walk.model(kind, **{**self._unasked(), **asked, **self._shown(kind)})

    def _unasked(self) -> dict[str, Any]:
        return {"fetch": LEFT_OUT, "every_s": LEFT_OUT, **self.luck.one(_DEFAULTS)}

    def _asked(self) -> dict[str, Any]:
        known = [path for method, path in self._routes if method == "GET"]
        path = filled_in(self.luck, self.luck.one(known), {})
        query = self.luck.one(["", "", "?limit=1", "?a=%20&b"])
        return {"fetch": path + query, "every_s": self.luck.one([LEFT_OUT, 0.5, 5, 3600])}

    def _shown(self, kind: type) -> dict[str, Any]:
        luck = self.luck
        if kind is BarsSpec:
            return luck.one([{"key": "/a", "value": "/b"}, {"key": LEFT_OUT, "value": LEFT_OUT}])
        if kind is HistogramSpec:
            return {"edges": sorted(luck.some([-1, 0, 0.5, 10, 20.25, 1e6], 1, 4))}
        if kind is SeriesSpec and luck.chance(40):
            return {"shows": "items", "lines": [self._walk.model(ItemSpec, source=LEFT_OUT)]}
        if kind is SeriesSpec:
            return {"shows": luck.one(["value", "rate", LEFT_OUT])}
        if kind is TraceSpec:
            apart = luck.one([{"group": LEFT_OUT}, {"group": "/of/0", "source": LEFT_OUT}])
            return {"before": luck.one([LEFT_OUT, ""]), **apart}
        return {}

    def _answer(self, names: Sequence[str]) -> dict[str, Any]:
        """A block that shows the answer to a form with such fields."""
        kind = self.luck.one(_SHOWN)
        more = self._shown(kind)
        if kind is TraceSpec:
            more["before"] = self.luck.one([LEFT_OUT, *names])
        return self._walk.model(kind, **{**self._unasked(), **more})

    def _cards(self) -> dict[str, Any]:
        luck, walk = self.luck, self._walk
        recent = walk.model(RecentSpec) if self.live and luck.chance(50) else LEFT_OUT
        if luck.chance(50):
            cards = [walk.model(CardSpec) for _ in range(luck.whole(1, 2))]
            things = {"cards": cards, "of": luck.one([LEFT_OUT, LEFT_OUT, None])}
        else:
            entries, words = luck.one(self._lists)
            facts = Walk(luck, {(FactOfSpec, "source"): lambda _: luck.one(words)})
            inside = {one: luck.one([LEFT_OUT, *words]) for one in ("key", "text")}
            of = facts.model(CardsOfSpec, **inside, **entries)
            things = {"cards": luck.one([LEFT_OUT, LEFT_OUT, []]), "of": of}
        return walk.model(CardsSpec, recent=recent, **self._unasked(), **things)

    def _options(self) -> dict[str, Any]:
        return self._walk.model(OptionsOfSpec, **self.luck.one(self._lists)[0])


def _lists(schemas: Mapping[str, Any]) -> Iterator[tuple[dict[str, Any], list[str]]]:
    """Lists of schemas whose entries all have a title, each with pointers to words in entries."""
    for agent, schema in schemas.items():
        for steps, node in nodes(schema):
            if isinstance(node, list) and node:
                given = {"agent": agent, "source": pointer_of(steps)}
                if all(isinstance(one, str) and one.strip() for one in node):
                    yield {**given, "title": ""}, [""]
                elif all(isinstance(one, dict) for one in node):
                    words = ["", *(pointer_of((key,)) for key in node[0] if _is_said(node[0][key]))]
                    for key in node[0]:
                        if all(isinstance(one.get(key), str) and one[key] for one in node):
                            yield {**given, "title": pointer_of((key,))}, words


def _is_said(value: Any) -> bool:
    """Whether a value has words: a list has those of its entries."""
    if isinstance(value, list):
        return any(_is_said(one) for one in value)
    return bool(value.strip()) if isinstance(value, str) else value not in (None, {})
