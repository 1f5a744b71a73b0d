"""Symbolic reasoning: forward chaining over rules like `name: fact, not fact -> conclusion`."""

import re
from dataclasses import dataclass

from qpf_core.errors import InputError

_RULE = re.compile(
    r"\s*(?:(?P<name>[\w-]+)\s*:)?\s*(?P<premises>.*?)\s*->\s*(?P<conclusion>[\w.-]+)\s*"
)
_PREMISE = re.compile(r"(?P<negated>not\s+)?(?P<fact>[\w.-]+)")


@dataclass(frozen=True, slots=True)
class Inference:
    """All facts that hold, those that were derived, and a line of trace each, in order."""

    facts: list[str]
    derived: list[str]
    trace: list[str]


@dataclass(frozen=True, slots=True)
class _Rule:
    name: str
    needs: tuple[str, ...]
    excludes: tuple[str, ...]
    conclusion: str


def infer(facts: list[str], rules: list[str]) -> Inference:
    """Apply rules to facts until nothing new follows.

    Rules go in the order given, round after round.

    `not fact` holds when the fact was not given; it may only name facts that no rule concludes, so
    the order of rules never changes what holds. Raises InputError for a rule that cannot be read or
    breaks this.
    """
    parsed = [_parse(place, text) for place, text in enumerate(rules)]
    _refuse_derived_negation(parsed)
    known = dict.fromkeys(facts)
    given = len(known)
    trace: list[str] = []
    waiting = parsed
    while waiting:
        before = len(waiting)
        waiting = [rule for rule in waiting if not _applied(rule, known, trace)]
        if len(waiting) == before:
            break
    return Inference(list(known), list(known)[given:], trace)


def follows(facts: list[str], rules: list[str], goal: str) -> bool:
    """Tell whether a goal is given or follows from the facts by the rules."""
    return goal in infer(facts, rules).facts


def explain(facts: list[str], rules: list[str], goal: str) -> list[str]:
    """Return the lines of the trace that lead to a goal, in order.

    Empty when it is given or does not follow.
    """
    inference = infer(facts, rules)
    wanted = {goal}
    lines = []
    for line in reversed(inference.trace):
        premises, conclusion = line.split(": ", 1)[1].split(" -> ")
        if conclusion in wanted:
            wanted.update(premises.split(", "))
            lines.append(line)
    return lines[::-1]


def _applied(rule: _Rule, known: dict[str, None], trace: list[str]) -> bool:
    """Conclude when the premises hold, and tell whether the rule is done with."""
    if any(fact in known for fact in rule.excludes):
        return True
    if not all(fact in known for fact in rule.needs):
        return False
    if rule.conclusion not in known:
        known[rule.conclusion] = None
        premises = [*rule.needs, *(f"not {fact}" for fact in rule.excludes)]
        trace.append(f"{rule.name}: {', '.join(premises)} -> {rule.conclusion}")
    return True


def _parse(place: int, text: str) -> _Rule:
    match = _RULE.fullmatch(text)
    if match is None:
        raise InputError(f"rules.{place}", "must read `name: fact, not fact -> conclusion`")
    needs: list[str] = []
    excludes: list[str] = []
    for part in match["premises"].split(","):
        premise = _PREMISE.fullmatch(part.strip())
        if premise is None:
            raise InputError(f"rules.{place}", "must separate premises by commas")
        (excludes if premise["negated"] else needs).append(premise["fact"])
    name = match["name"] or f"rule_{place + 1}"
    return _Rule(name, tuple(needs), tuple(excludes), match["conclusion"])


def _refuse_derived_negation(rules: list[_Rule]) -> None:
    concluded = {rule.conclusion for rule in rules}
    for place, rule in enumerate(rules):
        if concluded.intersection(rule.excludes):
            raise InputError(f"rules.{place}", "must not negate what a rule concludes")
