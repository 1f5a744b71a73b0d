"""Each leaf of a collection, changed alone: which effect it has at last."""

import gc
import multiprocessing
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from leaf_bench import Bench
from leaf_mutations import Kin, kin_of, others_of, suggested
from leaf_sites import BEHAVIOUR, Site, patched, sites_of
from leaf_units import Effect, Finding
from plain_nodes import Scalar

from qpf.model.document import Document
from qpf.tools.shipped import KITS, SHIPPED

__all__ = ["PROSE_KEYS", "Verdict", "audited", "collections_of", "judged"]

PROSE_KEYS = frozenset({"summary", "title", "description", "purpose", "reason", "law", "unit"})
"""Keys whose texts are for readers or operators: words in code are what they ask for."""

_MOST_TRIES, _MOST_REFUSALS = 10, 5
_BATCH = 12


@dataclass(frozen=True, slots=True)
class Verdict:
    """A leaf, the effect of the decisive other value, and what shows it.

    `accepted` other values were let through; a diagnostic means that all were refused, or that one
    brought or ended a warning.
    """

    site: Site
    effect: Effect
    path: str
    other: Scalar
    codes: tuple[str, ...]
    accepted: int
    tries: int


def collections_of(documents: Iterable[Document]) -> tuple[str, ...]:
    """The names of all collections, sorted."""
    return tuple(sorted({one.collection for one in documents}))


def audited(
    documents: Sequence[Document],
    collection: str,
    cache: Path,
    *,
    glue: Path | None,
    jobs: int,
    chosen: Iterable[int] | None = None,
) -> Iterator[Verdict]:
    """Judge the leaves of a collection, or those whose numbers are `chosen`, in their order."""
    kin = kin_of(sites_of(documents))
    own = _alone(documents, collection)
    sites = [site for site in sites_of(own) if site.collection == collection]
    picked = sites if chosen is None else [sites[number] for number in chosen]
    found: dict[Site, Verdict] = {}
    for name in dict.fromkeys(map(_strategy, picked)):
        bench = Bench(_observing(own, collection, name), collection, cache, glue)
        alike = [site for site in picked if _strategy(site) == name]
        found.update((one.site, one) for one in _each(bench, kin, alike, jobs))
    yield from (found[site] for site in picked)


def _strategy(site: Site) -> str:
    """The strategy that a value belongs to: it shows where that strategy is observed."""
    is_within = site.kind == "map" and site.steps[0] == "strategies" and len(site.steps) > 2
    return str(site.steps[1]) if is_within else ""


def _observing(documents: Sequence[Document], collection: str, name: str) -> tuple[Document, ...]:
    """The documents with another default strategy, if one is asked for."""
    for site in sites_of(documents) if name else ():
        if site.collection == collection and site.pointer == "/strategies/default":
            return patched(documents, site, name)
    return tuple(documents)


def _alone(documents: Sequence[Document], collection: str) -> tuple[Document, ...]:
    """The documents of a collection and of the libraries that it stands on."""
    names = {collection, *SHIPPED}
    for one in documents:
        if one.collection == collection and one.kind == "map":
            about = one.value.get("distribution")
            stands_on = about.get("stands_on", []) if isinstance(about, dict) else []
            names |= {str(name) for name in stands_on} if isinstance(stands_on, list) else set()
    if collection in KITS:
        names.add(collection)
    return tuple(one for one in documents if one.collection in names)


_TASKS: list[tuple[Bench, Kin, Sequence[Site]]] = []
"""What forked processes work on: they inherit it, nothing is sent to them."""


def _each(bench: Bench, kin: Kin, sites: Sequence[Site], jobs: int) -> Iterator[Verdict]:
    if jobs < 2:
        yield from (judged(bench, kin, site) for site in sites)
        return
    _TASKS[:] = [(bench, kin, sites)]
    gc.collect()
    gc.freeze()
    with multiprocessing.get_context("fork").Pool(jobs) as pool:
        starts = range(0, len(sites), _BATCH)
        for verdicts in pool.imap(_batch, starts):
            yield from verdicts


def _batch(start: int) -> list[Verdict]:
    bench, kin, sites = _TASKS[0]
    return [judged(bench, kin, site) for site in sites[start : start + _BATCH]]


def judged(bench: Bench, kin: Kin, site: Site) -> Verdict:
    """Try other values at a site until one has the effect that its section asks for."""
    stop = _stop(site)
    best: tuple[Finding, Scalar] | None = None
    refused: tuple[Finding, Scalar] | None = None
    ahead = list(others_of(site, kin))
    tried: list[Scalar] = []
    accepted = 0
    while ahead and len(tried) < (_MOST_TRIES if accepted else _MOST_REFUSALS):
        other = ahead.pop(0)
        tried.append(other)
        finding = bench.effect(patched(bench.documents, site, other), site, stop=stop)
        if finding.is_refused:
            if refused is None:
                refused = finding, other
            named = suggested(site, other, finding.refusals)
            ahead[1:1] = [word for word in named if word not in tried and word not in ahead]
            continue
        accepted += 1
        if best is None or finding.effect < best[0].effect:
            best = finding, other
        if _is_enough(site, best[0].effect):
            break
    decisive = best or refused
    assert decisive is not None
    finding, other = decisive
    codes = tuple(sorted({one.code for one in finding.refusals}))
    return Verdict(site, finding.effect, finding.path, other, codes, accepted, len(tried))


def _stop(site: Site) -> Effect:
    if "examples" in site.steps:
        return Effect.TESTS
    return Effect.PROSE if site.key in PROSE_KEYS else Effect.CODE


def _is_enough(site: Site, effect: Effect) -> bool:
    if site.section in BEHAVIOUR and site.key not in PROSE_KEYS:
        return effect <= Effect.TESTS
    return effect <= Effect.PROSE
