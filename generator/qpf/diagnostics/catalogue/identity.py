"""Facts about who an agent is and what its files are called."""

import re

from qpf.diagnostics.diagnostic import Note, Place, Severity
from qpf.diagnostics.fact import Finding, fact
from qpf.diagnostics.fix import Append, Drop, Fix, Replace
from qpf.diagnostics.forms import inside_path

__all__ = [
    "bad_module_name",
    "bad_path",
    "dates_reversed",
    "duplicate_entry",
    "duplicate_role_module",
    "missing_document",
    "missing_role_module",
    "name_not_pascal_case",
    "no_package_file",
    "not_a_day",
    "not_a_document",
    "not_a_module",
    "path_leaves_root",
    "short_role",
    "tests_declined",
    "version_too_low",
    "versions_disagree",
]


def _renamed(place: Place, old: str, new: str) -> Fix | None:
    if new == old:
        return None
    return Fix(f"write `{new}`", (Replace(place, old, new),), is_safe=False)


@fact("QPF220", "version-too-low", area="structure")
def version_too_low(place: Place, version: str) -> Finding:
    """The schema is written for a dialect before 6.0.0"""
    return Finding(
        place,
        f"`version` is `{version}`, expected at least `6.0.0`",
        help="`qpf import` reads older documents",
    )


@fact("QPF221", "name-not-pascal-case", area="structure")
def name_not_pascal_case(place: Place, name: str, better: str) -> Finding:
    """An agent's name is not PascalCase"""
    return Finding(
        place,
        f"`name` is `{name}`, expected PascalCase",
        help=f"write `{better}`",
        fix=Fix(f"write `{better}`", (Replace(place, name, better),), is_safe=False),
    )


@fact("QPF222", "short-role", area="structure", severity=Severity.WARNING)
def short_role(place: Place, length: int, least: int) -> Finding:
    """An agent's role says too little"""
    return Finding(
        place,
        f"`role` has {length} characters, expected at least {least}",
        help="say what the agent does and why it exists, in two or three sentences",
    )


@fact("QPF223", "path-leaves-root", area="structure")
def path_leaves_root(place: Place, name: str, path: str, reason: str) -> Finding:
    """A path leaves the folder it belongs to"""
    better = inside_path(path)
    fix = Fix(f"write `{better}`", (Replace(place, path, better),)) if better else None
    return Finding(
        place,
        f"`{name}` is `{path}`: {reason}",
        fix=fix,
        help="write a relative path with forward slashes and without `..`",
    )


@fact("QPF224", "bad-path", area="structure")
def bad_path(place: Place, name: str, path: str, expected: str) -> Finding:
    """A path has characters that no emitted path may have"""
    return Finding(
        place,
        f"`{name}` is `{path}`, expected {expected}",
    )


@fact("QPF225", "duplicate-entry", area="structure")
def duplicate_entry(place: Place, name: str, value: str, first: Place) -> Finding:
    """A list holds the same entry twice"""
    return Finding(
        place,
        f"`{name}` holds `{value}` twice",
        help="remove one",
        fix=Fix("remove the second", (Drop(place, first),)),
        notes=(Note("the first one", first),),
    )


@fact("QPF226", "bad-module-name", area="structure")
def bad_module_name(place: Place, file: str, reason: str) -> Finding:
    """A generated file cannot be a Python module"""
    return Finding(
        place,
        f"`{file}` cannot be a module: {reason}",
        fix=_renamed(place, file, file.replace("-", "_").replace(" ", "_")),
        help="name it like `tensor_scorer.py`",
    )


@fact("QPF227", "not-a-module", area="structure")
def not_a_module(place: Place, file: str) -> Finding:
    """A generated file is not a Python file"""
    return Finding(
        place,
        f"`{file}` is not a Python file, expected `name.py`",
        fix=_renamed(place, file, file if "." in file else f"{file}.py"),
        help="documents belong to `generatedocs`",
    )


@fact("QPF228", "no-package-file", area="structure")
def no_package_file(place: Place, agent: str) -> Finding:
    """The list of generated files lacks `__init__.py`"""
    return Finding(
        place,
        f"`generatefiles` of `{agent}` has no `__init__.py`",
        help="add `__init__.py`",
        fix=Fix("add `__init__.py`", (Append(place, "__init__.py", is_first=True),)),
    )


@fact("QPF229", "dates-reversed", area="structure")
def dates_reversed(place: Place, updated: str, created: str) -> Finding:
    """A schema was changed before it was created"""
    return Finding(
        place,
        f"`updated` is `{updated}`, before `created` `{created}`",
    )


@fact("QPF230", "not-a-day", area="structure")
def not_a_day(place: Place, name: str, value: str) -> Finding:
    """A date is not a day of the calendar"""
    return Finding(
        place,
        f"`{name}` is `{value}`, which is not a day of the calendar",
    )


@fact("QPF231", "versions-disagree", area="structure")
def versions_disagree(place: Place, mark: str, version: str) -> Finding:
    """The version mark is of another version"""
    return Finding(
        place,
        f"`versionhash` is `{mark}`, expected it to end with `v{version}`",
        help=f"`version` is `{version}`",
        fix=_renamed(place, mark, re.sub(r"v\d+\.\d+\.\d+$", f"v{version}", mark)),
    )


@fact("QPF232", "missing-role-module", area="structure")
def missing_role_module(place: Place, role: str, agent: str, stem: str) -> Finding:
    """A service agent lacks a module it cannot run without"""
    return Finding(
        place,
        f"`generatefiles` of `{agent}` has no module for the role `{role}`",
        help=f"add `{stem}.py`",
        fix=Fix(f"add `{stem}.py`", (Append(place, f"{stem}.py"),), is_safe=False),
    )


@fact("QPF233", "duplicate-role-module", area="structure")
def duplicate_role_module(place: Place, role: str, file: str, first: str) -> Finding:
    """Two modules of an agent have the same role"""
    return Finding(
        place,
        f"`{file}` and `{first}` are both the `{role}` of the agent",
        help="keep one of them",
    )


@fact("QPF234", "not-a-document", area="structure")
def not_a_document(place: Place, file: str) -> Finding:
    """A generated document is not Markdown"""
    return Finding(
        place,
        f"`{file}` is not a document, expected `NAME.md`",
        fix=_renamed(place, file, re.sub(r"(\.markdown|\.mdown)?$", ".md", file, count=1)),
    )


@fact("QPF235", "missing-document", area="structure", severity=Severity.WARNING)
def missing_document(place: Place, name: str, agent: str, why: str) -> Finding:
    """A document every reader looks for is not generated"""
    return Finding(
        place,
        f"`generatedocs` of `{agent}` has no `{name}`: {why}",
        help=f"add `{name}`",
        fix=Fix(f"add `{name}`", (Append(place, name),), is_safe=False),
    )


@fact("QPF236", "tests-declined", area="structure")
def tests_declined(place: Place, status: str) -> Finding:
    """An agent said to be ready for production declines its tests"""
    return Finding(
        place,
        f"`generatetests` is `false` while `status` is `{status}`",
        help="generate the tests, or set `status: draft`",
    )
