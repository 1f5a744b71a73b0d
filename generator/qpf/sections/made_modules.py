"""Modules that a section makes: among the files that are generated, or beside them."""

from collections.abc import Iterator

from qpf.diagnostics.catalogue import binding
from qpf.diagnostics.diagnostic import Diagnostics
from qpf.model.spec import AgentSpec
from qpf.sections.cursorinstructions.spec import CursorInstructionsSpec
from qpf.sections.section import Claim

__all__ = ["check_module", "module_claims"]


def module_claims(
    agent: AgentSpec, pointer: str, stem: str, test: str | None = None
) -> Iterator[Claim]:
    """A module of an agent and its test, `test_<stem>` when not told: each has a name alone."""
    yield Claim("module", f"{agent.rootpath}/{stem}.py".casefold(), pointer)
    folder = agent.id.partition("/")[2]
    yield Claim("module", f"tests/{folder}/{test or f'test_{stem}'}.py".casefold(), pointer)


def check_module(agent: AgentSpec, pointer: str, what: str, stem: str, found: Diagnostics) -> None:
    """Report a module that `what` makes and `generatefiles` does not name."""
    files = agent.find("cursorinstructions", CursorInstructionsSpec)
    if files is not None and f"{stem}.py" not in files.generatefiles:
        stems = tuple(file.removesuffix(".py") for file in files.generatefiles)
        found.add(binding.operation_without_module(agent.at(pointer), what, stem, stems))
