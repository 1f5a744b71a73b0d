"""The fast way: an `extract` of everything that has nothing to do says so at once.

Only the standard library and the light modules of the factory are imported here.
"""

from collections.abc import Sequence
from pathlib import Path

__all__ = ["is_up_to_date"]

_VALUED = {
    "--workspace": "workspace",
    "-w": "workspace",
    "--strategy": "strategy",
    "--gates": "gates",
    "--jobs": "jobs",
    "-j": "jobs",
}
_GATES = ("full", "fast", "none")


def is_up_to_date(words: Sequence[str]) -> bool:
    """Whether the arguments ask for an extraction that would change nothing.

    False for everything that is not plainly that; then the command line decides.
    """
    options = _options(words)
    if options is None:
        return False
    from qpf.diagnostics.diagnostic import Diagnostics
    from qpf.model.request import GateLevel, Request
    from qpf.tools.fast_path import is_current
    from qpf.tools.packs_root import pack_roots
    from qpf.tools.workspace import find_workspace, read_settings

    found = Diagnostics()
    named = options.get("workspace")
    workspace = Path(named).resolve() if named else find_workspace(Path.cwd(), found)
    if workspace is None or not (workspace / ".qpf" / "state.json").is_file():
        return False
    settings = read_settings(workspace, found)
    if len(found):
        return False
    request = Request(
        workspace=workspace,
        strategy=options.get("strategy"),
        gates=GateLevel(options.get("gates", "full")),
        output_folder=settings.output,
        manifests_folder=settings.manifests,
    )
    return is_current(request, pack_roots())


def _options(words: Sequence[str]) -> dict[str, str] | None:
    """The options of an `extract` without selectors, or None when it is anything else."""
    if not words or words[0] != "extract":
        return None
    options: dict[str, str] = {}
    rest = list(words[1:])
    while rest:
        name, equals, value = rest.pop(0).partition("=")
        if name not in _VALUED:
            return None
        if not equals:
            if not rest:
                return None
            value = rest.pop(0)
        options[_VALUED[name]] = value
    is_known = options.get("gates", "full") in _GATES and options.get("jobs", "0").isdigit()
    return options if is_known else None
