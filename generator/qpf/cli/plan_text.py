"""A plan on one screen, and the differences of its files."""

from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import unified_diff
from pathlib import Path

from qpf.cli.plan_changes import SIGNS, AgentChange, agent_changes, has_changes
from qpf.model.outcome import FileState, Preview, State

__all__ = ["plan_diff", "plan_text"]

_MOST = 12
_WORDS = {"endpoints": "endpoint", "operations": "operation", "fields": "field"}


def plan_text(preview: Preview) -> str:
    """Agents with what comes (`+`), changes (`~`) and goes (`-`), then the files."""
    lines = [line for change in agent_changes(preview) for line in _agent(change)]
    lines += ["", *_files(preview.states, preview.manifests)]
    if not has_changes(preview):
        lines.append("nothing to do")
    return "\n".join(lines)


def plan_diff(preview: Preview) -> str:
    """Unified differences of all files that change; nothing when none does."""
    output, staged = preview.emitted.request.output, preview.emitted.staged.root
    texts: list[str] = []
    for file in preview.states:
        if file.state is not State.SAME:
            old, new = _lines(output / file.path), _lines(staged / file.path)
            texts += unified_diff(old, new, f"a/{file.path}", f"b/{file.path}")
    return "".join(line if line.endswith("\n") else f"{line}\n" for line in texts)


def _agent(change: AgentChange) -> Iterator[str]:
    counts = ", ".join(_counted(count, _WORDS[kind]) for kind, count in change.now.items())
    yield f"{change.sign} {change.agent}" + (f": {counts}" if counts else "")
    shown = list(change.lines)
    for sign, kind, text in shown[:_MOST]:
        yield f"    {sign} {_WORDS[kind]} {text}"
    if len(shown) > _MOST:
        yield f"      and {len(shown) - _MOST} more"


def _files(states: Sequence[FileState], manifests: Sequence[str]) -> Iterator[str]:
    counts = Counter(file.state for file in states)
    parts = [f"{sign} {counts[state]}" for state, sign in SIGNS.items() if sign in "+~-"]
    parts += [f"{counts[State.EDITED]} edited by hand"] if counts[State.EDITED] else []
    parts += [f"{counts[State.FOREIGN]} foreign"] if counts[State.FOREIGN] else []
    yield f"files: {'  '.join(parts)}  ({counts[State.SAME]} as they are)"
    moved = [file for file in states if file.state is not State.SAME]
    for file in moved[:_MOST]:
        yield f"    {SIGNS[file.state]} {file.path}"
    if len(moved) > _MOST:
        yield f"      and {len(moved) - _MOST} more; `--diff` shows all"
    if manifests:
        yield f"manifests: ~ {len(manifests)}"


def _counted(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"


def _lines(path: Path) -> list[str]:
    if not path.is_file():
        return []
    return path.read_text("utf-8", errors="replace").splitlines(keepends=True)
