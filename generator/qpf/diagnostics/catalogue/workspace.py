"""Facts about the workspace and its settings in `pyproject.toml`."""

from collections.abc import Sequence

from qpf.diagnostics.diagnostic import Place
from qpf.diagnostics.fact import Finding, fact
from qpf.diagnostics.suggest import did_you_mean, listed

__all__ = ["broken_settings", "invalid_setting", "not_a_workspace", "unknown_setting"]


@fact("QPF160", "not-a-workspace", area="input")
def not_a_workspace(place: Place) -> Finding:
    """No workspace was found"""
    return Finding(
        place,
        "no workspace was found: neither this folder nor one above holds a `pyproject.toml`"
        " with `[tool.qpf]`",
        help="`qpf init DIR` makes one; `--workspace DIR` names one elsewhere",
    )


@fact("QPF161", "broken-settings", area="input")
def broken_settings(place: Place, problem: str) -> Finding:
    """The settings file is not well-formed TOML"""
    return Finding(
        place,
        f"`{place.file}` is not well-formed TOML: {problem}",
        help="mend the file; the settings of the factory are its table `[tool.qpf]`",
    )


@fact("QPF162", "unknown-setting", area="input")
def unknown_setting(place: Place, key: str, known: Sequence[str]) -> Finding:
    """The settings hold an unknown key"""
    return Finding(
        place,
        f"setting `{key}` is unknown: expected one of {listed(known)}",
        help=did_you_mean(key, known),
    )


@fact("QPF163", "invalid-setting", area="input")
def invalid_setting(place: Place, key: str, found: str, expected: str) -> Finding:
    """A setting has a value that it cannot have"""
    return Finding(place, f"setting `{key}` is {found}: expected {expected}")
