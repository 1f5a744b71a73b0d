"""What an audit found, as a page for people and as findings for programs."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from leaf_audit import PROSE_KEYS, Verdict
from leaf_sites import BEHAVIOUR
from leaf_units import Effect

__all__ = ["findings", "idle", "page", "unlawful"]

_COLUMNS = (
    Effect.CODE,
    Effect.PROSE,
    Effect.TESTS,
    Effect.DEPLOYMENT,
    Effect.DOCUMENTS,
    Effect.MANIFEST,
    Effect.DIAGNOSTIC,
    Effect.NOTHING,
)

_HEAD = """\
# What each value changes

Written by `make leaves`. Each scalar leaf of each schema, map and glue file of this repository gets
another plausible value of its type, alone, and the collection is emitted again. The leaf counts
where the change shows first: in **code** (`src/`), in **tests**, in **deployment** (`deploy/`, the
project file), in **documents**, in documentation strings and comments alone (**words**), or in
nothing but the **manifest**. A **diagnostic** means that every other value that was tried is
refused, or that a warning comes or goes. Leaves of `examples` are looked for in tests before code.

Of a behaviour section every leaf that is not for readers (`summary`, `title`, ...) must change code
or tests, or be refused; no leaf at all may change nothing.
"""


def idle(verdicts: Iterable[Verdict]) -> list[Verdict]:
    """Leaves that change nothing."""
    return [one for one in verdicts if one.effect is Effect.NOTHING]


def unlawful(verdicts: Iterable[Verdict]) -> list[Verdict]:
    """Leaves of behaviour that reach neither code nor tests, and are not refused either."""
    lawful = {Effect.CODE, Effect.TESTS, Effect.DIAGNOSTIC}
    return [
        one
        for one in verdicts
        if one.site.section in BEHAVIOUR
        and one.effect not in lawful
        and not (one.site.key in PROSE_KEYS and one.effect is not Effect.NOTHING)
    ]


def page(verdicts: Sequence[Verdict]) -> str:
    """The whole page."""
    parts = [_HEAD, "## All\n", *_table(verdicts, "collection")]
    for name in sorted({one.site.collection for one in verdicts}):
        own = [one for one in verdicts if one.site.collection == name]
        parts += [f"## {name}\n", *_table(own, "section")]
    parts += ["## Exceptions\n", *_exceptions([*idle(verdicts), *unlawful(verdicts)])]
    return "\n".join(parts).rstrip("\n") + "\n"


def _table(verdicts: Sequence[Verdict], by: str) -> Iterator[str]:
    names = ["words" if one is Effect.PROSE else one.name.lower() for one in _COLUMNS]
    yield f"| {by} | leaves | {' | '.join(names)} |"
    yield "| --- |" + " ---: |" * (len(names) + 1)
    groups = Counter((str(getattr(one.site, by)), one.effect) for one in verdicts)
    for group in sorted({name for name, _ in groups}):
        yield _row(f"`{group}`", [groups[group, effect] for effect in _COLUMNS])
    yield _row("all", [sum(one.effect is effect for one in verdicts) for effect in _COLUMNS])
    yield ""


def _row(name: str, counts: Sequence[int]) -> str:
    cells = [f"{count:,}" if count else "" for count in counts]
    return f"| {name} | {sum(counts):,} | {' | '.join(cells)} |"


def _exceptions(verdicts: Sequence[Verdict]) -> Iterator[str]:
    if not verdicts:
        yield "None.\n"
    for one in dict.fromkeys(verdicts):
        shown = f"only {one.effect.name.lower()}" if one.effect is not Effect.NOTHING else "nothing"
        yield f"* `{one.site.path}` `{one.site.pointer}`: {shown}"


def findings(verdicts: Iterable[Verdict]) -> str:
    """Every verdict as JSON."""
    listed = [
        {
            "section": one.site.section,
            "collection": one.site.collection,
            "file": one.site.path,
            "pointer": one.site.pointer,
            "value": one.site.value,
            "other": one.other,
            "effect": one.effect.name.lower(),
            "shown_by": one.path,
            "codes": one.codes,
            "accepted": one.accepted,
            "tries": one.tries,
        }
        for one in verdicts
    ]
    return json.dumps(listed, indent=1, ensure_ascii=False) + "\n"
