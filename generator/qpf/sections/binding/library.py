"""Static modules that a library agent ships."""

from pathlib import Path

from qpf.diagnostics.catalogue import binding
from qpf.diagnostics.diagnostic import Diagnostics
from qpf.model.document import child
from qpf.model.spec import AgentSpec
from qpf.sections.library.spec import LibrarySpec
from qpf.views.encode_shell import is_safe_path

__all__ = ["check_library", "library_modules"]


def library_modules(library: Path | None) -> tuple[str, ...]:
    """Names of the modules and packages directly in the static library, sorted."""
    if library is None or not library.is_dir():
        return ()
    names = {path.stem for path in library.glob("*.py") if not path.stem.startswith("__")}
    names |= {path.parent.name for path in library.glob("*/__init__.py")}
    return tuple(sorted(names))


def _folder_of(agent: AgentSpec, core: Path) -> Path:
    """Where the static modules of the agent lie: in the pack named like its collection."""
    return core.parents[3] / agent.collection / "static" / "src" / agent.rootpath


def check_library(agent: AgentSpec, library: Path | None, found: Diagnostics) -> None:
    """Every shipped module exists; silent when the static files are not at hand."""
    spec = agent.find("library", LibrarySpec)
    # a root that is no path is reported where it is bound; here it would lead anywhere
    if spec is None or library is None or not is_safe_path(agent.rootpath):
        return
    known = library_modules(_folder_of(agent, library))
    for index, name in enumerate(spec.modules):
        if name not in known:
            place = agent.at(child("/library/modules", index))
            found.add(binding.unknown_library_module(place, name, known))
