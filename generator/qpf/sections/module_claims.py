"""Modules that a section makes beside the files that are generated."""

from collections.abc import Iterator

from qpf.model.spec import AgentSpec
from qpf.sections.section import Claim

__all__ = ["module_claims"]


def module_claims(
    agent: AgentSpec, pointer: str, stem: str, test: str | None = None
) -> Iterator[Claim]:
    """A module of an agent and its test, `test_<stem>` when not told: each has a name alone."""
    yield Claim("module", f"{agent.rootpath}/{stem}.py".casefold(), pointer)
    folder = agent.id.partition("/")[2]
    yield Claim("module", f"tests/{folder}/{test or f'test_{stem}'}.py".casefold(), pointer)
