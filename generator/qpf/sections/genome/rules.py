"""Rules of a genome: its own weights and modes, then its organs and what they sense."""

import math
from collections.abc import Iterator, Mapping, Sequence

from qpf.diagnostics.catalogue.genome import bad_health, bad_mode, bad_weights, unknown_organ
from qpf.diagnostics.diagnostic import Diagnostics
from qpf.diagnostics.suggest import did_you_mean
from qpf.language.identifiers import identifier
from qpf.model.document import child
from qpf.model.spec import AgentSpec
from qpf.sections.checks import check_unique
from qpf.sections.flow.rules import check_module
from qpf.sections.flow.spec import FlowSpec, SenseSpec
from qpf.sections.genome.health import SharedSense, agent_named, shared_senses
from qpf.sections.genome.hooks import PART
from qpf.sections.genome.spec import GenomeSpec, ModeSpec, Weights
from qpf.sections.section import Meant, Route

__all__ = ["MODULES", "check", "makes", "means", "routes"]

MODULES = ("arbiter", "genome", "health")
"""The modules that a genome becomes."""

_NEAR = 1e-9


def check(agent: AgentSpec, found: Diagnostics) -> None:
    """Modules are generated, organs are named once, modes divide a range."""
    spec = agent.section("genome", GenomeSpec)
    for stem in makes(agent):
        check_module(agent, agent.key("/genome"), stem, "genome", found)
    check_unique(agent, "/genome/organs", spec.organs, found)
    names = tuple(mode.name for mode in spec.modes)
    check_unique(agent, "/genome/modes", names, found, key="/name")
    _check_bounds(agent, spec.modes, found)
    _check_kinds(agent, spec.modes, found)


def makes(agent: AgentSpec) -> tuple[str, ...]:
    """The modules of the genome, and the one that joins the service where it has a path."""
    spec = agent.section("genome", GenomeSpec)
    return MODULES if spec.path is None else (*MODULES, PART)


def routes(agent: AgentSpec) -> Iterator[Route]:
    """The beat on demand."""
    path = agent.section("genome", GenomeSpec).path
    if path is not None:
        yield Route("POST", path, "/genome/path")


def _check_bounds(agent: AgentSpec, modes: Sequence[ModeSpec], found: Diagnostics) -> None:
    before = -math.inf
    for index, mode in enumerate(modes):
        at, is_last = f"/genome/modes/{index}", index == len(modes) - 1
        if is_last and mode.below is not None:
            place = agent.at(f"{at}/below")
            found.add(bad_mode(place, mode.name, "is the last and has a bound", "remove `below`"))
        elif not is_last and mode.below is None:
            found.add(bad_mode(agent.at(at), mode.name, "has no bound", "add `below`"))
        elif mode.below is not None and mode.below <= before:
            place = agent.at(f"{at}/below")
            found.add(bad_mode(place, mode.name, f"ends below {before:g}, where it begins"))
        before = before if mode.below is None else mode.below


def _check_kinds(agent: AgentSpec, modes: Sequence[ModeSpec], found: Diagnostics) -> None:
    weighed = {mode.name for mode in modes if mode.weights is not None}
    for index, mode in enumerate(modes):
        at = f"/genome/modes/{index}"
        if (mode.weights is None) == (mode.between is None):
            reason = "needs either `weights` or `between`"
            found.add(bad_mode(agent.at(at), mode.name, reason))
        elif mode.between is not None:
            for end, name in enumerate(mode.between):
                if name not in weighed:
                    place = agent.at(f"{at}/between/{end}")
                    reason = f"lies between modes, `{name}` is none with weights"
                    found.add(bad_mode(place, mode.name, reason))
            if index in (0, len(modes) - 1):
                place = agent.at(f"{at}/between")
                found.add(bad_mode(place, mode.name, "has no mode on both sides"))


def means(own: Meant, found: Diagnostics) -> None:
    """Organs exist, everything is weighed, and the health is one they can share."""
    agent, spec = own.agent, own.agent.section("genome", GenomeSpec)
    organs = _organs(own, spec, found)
    if organs is None:
        return
    keys = [one.section("flow", FlowSpec).key for one in organs]
    for index, key in enumerate(keys):
        if key in keys[:index] or key == spec.wrap:
            place = agent.at(f"/genome/organs/{index}")
            reason = f"has the key `{key}`, which is taken"
            found.add(unknown_organ(place, spec.organs[index], reason, ()))
    words = [one.section("flow", FlowSpec).organ for one in organs]
    for index, word in enumerate(words):
        if word in words[:index]:
            reason = f"is called `{word}` in reports, as another organ is"
            place = agent.at(f"/genome/organs/{index}")
            found.add(unknown_organ(place, spec.organs[index], reason, ()))
    wanted = (*keys, spec.wrap)
    _check_weights(agent, "/genome/weights", "the base genome", spec.weights, wanted, found)
    for index, mode in enumerate(spec.modes):
        if mode.weights is not None:
            at = f"/genome/modes/{index}/weights"
            _check_weights(agent, at, f"the mode `{mode.name}`", mode.weights, wanted, found)
    senses = shared_senses(organs, found)
    _check_spelling(senses, found)
    _check_health(agent, spec, senses, found)
    _check_decider(agent, spec, {one.name: one.spec for one in senses}, found)


def _organs(own: Meant, spec: GenomeSpec, found: Diagnostics) -> list[AgentSpec] | None:
    names = {id.rpartition("/")[2]: one for id, one in own.peers.items()}
    known = [name for name, one in names.items() if "flow" in one.value]
    organs = []
    for index, name in enumerate(spec.organs):
        other = agent_named(name, own.peers, own.agent.collection)
        if other is None or "flow" not in other.value:
            place = own.agent.at(f"/genome/organs/{index}")
            reason = "does not exist" if other is None else "has no `flow`"
            found.add(unknown_organ(place, name, reason, known))
        elif "flow" in other.sections:
            organs.append(other)
    return organs if len(organs) == len(spec.organs) else None


def _check_weights(
    agent: AgentSpec,
    at: str,
    what: str,
    weights: Weights,
    wanted: Sequence[str],
    found: Diagnostics,
) -> None:
    for key in weights:
        if key not in wanted:
            place = agent.key(child(at, key))
            found.add(bad_weights(place, what, f"weighs `{key}`, which is no key of an organ"))
    missing = [key for key in wanted if key not in weights]
    if missing:
        found.add(bad_weights(agent.at(at), what, f"has no weight for `{missing[0]}`"))
    elif abs(math.fsum(weights.values()) - 1) > _NEAR:
        total = math.fsum(weights.values())
        found.add(bad_weights(agent.at(at), what, f"sums to {total:g}", "let it sum to 1"))


def _check_health(
    agent: AgentSpec, spec: GenomeSpec, senses: Sequence[SharedSense], found: Diagnostics
) -> None:
    known = {one.name: one.spec for one in senses}
    for name, value in spec.health.items():
        place = agent.at(child("/genome/health", name))
        sense = known.get(name)
        if sense is None:
            remedy = did_you_mean(name, known) or f"sensed are {', '.join(known)}"
            found.add(
                bad_health(
                    agent.key(child("/genome/health", name)), name, "is sensed by no organ", remedy
                )
            )
        elif not _fits(value, sense):
            found.add(bad_health(place, name, f"is {value}, which is no `{sense.type}` in range"))


def _check_spelling(senses: Sequence[SharedSense], found: Diagnostics) -> None:
    """The senses of all organs become fields of one health."""
    seen: dict[str, str] = {}
    for one in senses:
        first = seen.setdefault(identifier(one.name), one.name)
        if first != one.name:
            reason = f"is `{identifier(one.name)}` in Python, as `{first}` of another organ is"
            found.add(bad_health(one.place, one.name, reason, "rename one"))


def _fits(value: float | int | bool, sense: SenseSpec) -> bool:
    if isinstance(value, bool) or sense.type == "bool":
        return isinstance(value, bool) and sense.type == "bool"
    if sense.type == "int" and not isinstance(value, int):
        return False
    low, high = sense.range or (None, None)
    return (low is None or value >= low) and (high is None or value <= high)


def _check_decider(
    agent: AgentSpec, spec: GenomeSpec, senses: Mapping[str, SenseSpec], found: Diagnostics
) -> None:
    sense = senses.get(spec.by)
    low, high = (sense.range or (None, None)) if sense is not None else (None, None)
    if sense is None or sense.type != "float" or low is None or high is None:
        place = agent.at("/genome/by")
        reason = "cannot decide a mode: no organ senses it as a float with a range"
        found.add(bad_health(place, spec.by, reason, did_you_mean(spec.by, senses)))
        return
    for index, mode in enumerate(spec.modes):
        if mode.below is not None and not low < mode.below <= high:
            place = agent.at(f"/genome/modes/{index}/below")
            reason = f"ends outside of `{spec.by}`, {low:g} to {high:g}"
            found.add(bad_mode(place, mode.name, reason))
