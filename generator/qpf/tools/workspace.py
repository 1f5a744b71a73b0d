"""A workspace: the folder whose `pyproject.toml` holds `[tool.qpf]`, and its settings."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from qpf.diagnostics.catalogue import suppressing, workspace as facts
from qpf.diagnostics.diagnostic import SILENCED, Diagnostic, Diagnostics, Place, Severity
from qpf.diagnostics.registry import facts as all_facts
from qpf.diagnostics.suggest import listed

__all__ = [
    "FILE",
    "Settings",
    "adjusted",
    "find_workspace",
    "read_settings",
    "settings_in",
    "with_severities",
]

FILE = "pyproject.toml"
_FOLDERS = ("output", "manifests")
_KEYS = (*_FOLDERS, "severity")
OFF = "off"
_SEVERITIES = (*(severity.value for severity in Severity), OFF)
_CODE = re.compile(r"QPF[0-9]{1,3}")
_FOLDER = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)*")
_AT = re.compile(r" \(at line (\d+), column (\d+)\)$")


@dataclass(frozen=True, slots=True)
class Settings:
    """What `[tool.qpf]` says.

    `output` and `manifests` are folders of the workspace; `severity` maps codes of warnings and
    notes to the severity that replaces their own, `silenced` are those that do not count.
    """

    output: str = "generated"
    manifests: str = "manifests"
    severity: Mapping[str, Severity] = field(default_factory=dict)
    silenced: frozenset[str] = frozenset()


def find_workspace(start: Path, found: Diagnostics) -> Path | None:
    """The nearest folder, from `start` upwards, that is a workspace; None is reported."""
    for folder in (start, *start.parents):
        if _is_workspace(folder):
            return folder
    found.add(facts.not_a_workspace(Place(FILE)))
    return None


def _is_workspace(folder: Path) -> bool:
    try:
        text = (folder / FILE).read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return False
    return re.search(r"(?m)^\s*\[\s*tool\s*\.\s*qpf\s*[.\]]", text) is not None


def read_settings(workspace: Path, found: Diagnostics) -> Settings:
    """The settings of a workspace; what is wrong with them is reported and left out."""
    if not _is_workspace(workspace):
        found.add(facts.not_a_workspace(Place(FILE)))
        return Settings()
    return settings_in((workspace / FILE).read_text("utf-8"), found)


def settings_in(text: str, found: Diagnostics) -> Settings:
    """The settings that the text of a `pyproject.toml` holds."""
    try:
        table = tomllib.loads(text).get("tool", {}).get("qpf", {})
    except tomllib.TOMLDecodeError as error:
        found.add(_broken(str(error), text))
        return Settings()
    for key in table:
        if key not in _KEYS:
            found.add(facts.unknown_setting(_place(text, key), key, _KEYS))
    folders = {key: _folder(key, table[key], text, found) for key in _FOLDERS if key in table}
    chosen = _severities(table.get("severity", {}), text, found)
    return Settings(
        **{key: folder for key, folder in folders.items() if folder is not None},
        severity={code: Severity(word) for code, word in chosen.items() if word != OFF},
        silenced=frozenset(code for code, word in chosen.items() if word == OFF),
    )


def with_severities(diagnostics: Diagnostics, settings: Settings) -> Diagnostics:
    """The same findings with the severities a workspace chose for its warnings and notes."""
    return Diagnostics(adjusted(diagnostic, settings) for diagnostic in diagnostics.found)


def adjusted(diagnostic: Diagnostic, settings: Settings) -> Diagnostic:
    """One finding with the severity that a workspace chose for its code."""
    if diagnostic.code in settings.silenced and not diagnostic.suppressed:
        return replace(diagnostic, suppressed=SILENCED)
    chosen = settings.severity.get(diagnostic.code)
    return diagnostic if chosen is None else replace(diagnostic, severity=chosen)


def _severities(table: object, text: str, found: Diagnostics) -> dict[str, str]:
    """Code -> word; a whole code counts more than the beginning of one."""
    if not isinstance(table, dict):
        found.add(
            facts.invalid_setting(_place(text, "severity"), "severity", _kind(table), "a table")
        )
        return {}
    chosen: dict[str, str] = {}
    for code in sorted(table, key=len):
        place, word = _place(text, code), table[code]
        meant = _meant(code, place, found)
        if meant and word not in _SEVERITIES:
            expected = f"one of {listed(_SEVERITIES)}"
            found.add(facts.invalid_setting(place, f"severity.{code}", f"`{word}`", expected))
        elif meant:
            chosen.update(dict.fromkeys(meant, f"{word}"))
    return chosen


def _meant(code: str, place: Place, found: Diagnostics) -> tuple[str, ...]:
    """The codes of warnings and notes that a code, or the beginning of one, stands for."""
    alike = [fact for fact in all_facts() if _CODE.fullmatch(code) and fact.code.startswith(code)]
    if not alike:
        known = tuple(fact.code for fact in all_facts())
        found.add(suppressing.unknown_severity_code(place, code, known))
        return ()
    meant = tuple(fact.code for fact in alike if fact.severity is not Severity.ERROR)
    if not meant:
        name = alike[0].name if len(alike) == 1 else "as are all that begin like it"
        found.add(suppressing.unlowerable_code(place, code, name))
    return meant


def _folder(key: str, value: object, text: str, found: Diagnostics) -> str | None:
    if isinstance(value, str) and _FOLDER.fullmatch(value):
        return value
    expected = "the path of a folder inside the workspace"
    found.add(facts.invalid_setting(_place(text, key), key, _kind(value), expected))
    return None


def _kind(value: object) -> str:
    return f"`{value}`"


def _broken(problem: str, text: str) -> Diagnostic:
    at = _AT.search(problem)
    lines = text.splitlines() or [""]
    line, column = (int(at[1]), int(at[2])) if at else (len(lines), len(lines[-1]) + 1)
    place = Place(FILE, line, column, line, column + 1)
    return facts.broken_settings(place, problem.split(" (at ")[0].lower())


def _place(text: str, key: str) -> Place:
    pattern = re.compile(rf'^\s*\[?(?:tool\.qpf\.)?["\']?({re.escape(key)})\b')
    is_inside = False
    for number, line in enumerate(text.splitlines(), 1):
        if line.lstrip().startswith("["):
            is_inside = line.lstrip().startswith("[tool.qpf")
        match = pattern.match(line) if is_inside else None
        if match:
            return Place(FILE, number, match.start(1) + 1, number, match.end(1) + 1)
    return Place(FILE)
