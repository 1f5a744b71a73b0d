"""Rules of generated files and documents."""

from collections.abc import Iterator
from keyword import iskeyword

from qpf.diagnostics.catalogue import identity
from qpf.diagnostics.diagnostic import Diagnostics
from qpf.model.document import child
from qpf.model.spec import AgentSpec
from qpf.sections.checks import check_path, check_paths
from qpf.sections.cursorinstructions.spec import CursorInstructionsSpec
from qpf.sections.deployment.spec import DeploymentSpec
from qpf.sections.metadata.spec import MetadataSpec
from qpf.sections.module_claims import module_claims
from qpf.sections.section import Claim

__all__ = ["check", "claims"]

_BASE = "/cursorinstructions"
_READY = ("production", "production_ready")


def check(agent: AgentSpec, found: Diagnostics) -> None:
    """Files are modules, documents are Markdown, paths stay inside."""
    spec = agent.section("cursorinstructions", CursorInstructionsSpec)
    for key in ("createifmissing", "linkexisting", "generatedocs", "logging", "generatefiles"):
        check_paths(agent, f"{_BASE}/{key}", getattr(spec, key), found)
    for index, file in enumerate(spec.generatefiles):
        _check_file(agent, child(f"{_BASE}/generatefiles", index), file, found)
    if "__init__.py" not in spec.generatefiles:
        found.add(identity.no_package_file(agent.at(f"{_BASE}/generatefiles"), agent.id))
    for index, file in enumerate(spec.generatedocs):
        if not file.endswith(".md"):
            place = agent.at(child(f"{_BASE}/generatedocs", index))
            found.add(identity.not_a_document(place, file))
    if spec.postgeneration.manifest is not None:
        pointer = f"{_BASE}/postgeneration/manifest"
        check_path(agent, pointer, spec.postgeneration.manifest, found)
    _check_documents(agent, spec, found)
    _check_tests(agent, spec, found)


def claims(agent: AgentSpec) -> Iterator[Claim]:
    """The generated modules."""
    files = agent.section("cursorinstructions", CursorInstructionsSpec).generatefiles
    for index, file in enumerate(files):
        if file not in files[:index]:
            pointer = child(f"{_BASE}/generatefiles", index)
            yield from module_claims(agent, pointer, file.removesuffix(".py"))


def _check_file(agent: AgentSpec, pointer: str, file: str, found: Diagnostics) -> None:
    place = agent.at(pointer)
    if not file.endswith(".py"):
        found.add(identity.not_a_module(place, file))
        return
    stem = file.removesuffix(".py")
    if "/" in file:
        found.add(identity.bad_module_name(place, file, "modules stand directly in `rootpath`"))
    elif not stem.isidentifier() or not stem.isascii():
        found.add(identity.bad_module_name(place, file, f"`{stem}` is not a Python name"))
    elif iskeyword(stem):
        found.add(identity.bad_module_name(place, file, f"`{stem}` is a Python keyword"))
    elif stem.startswith("__") and stem != "__init__":
        found.add(identity.bad_module_name(place, file, "Python reserves such names"))


def _check_documents(agent: AgentSpec, spec: CursorInstructionsSpec, found: Diagnostics) -> None:
    names = {doc.rpartition("/")[2].replace("_", "").upper() for doc in spec.generatedocs}
    wanted = {"README.md": "it is where a reader begins", "CONFIG.md": "it lists the settings"}
    deployment = agent.find("deployment", DeploymentSpec)
    if deployment is not None and deployment.endpoints:
        wanted["API_SPEC.md"] = "it describes the endpoints"
    place = agent.at(f"{_BASE}/generatedocs")
    for name, why in wanted.items():
        if name.replace("_", "").upper() not in names:
            found.add(identity.missing_document(place, name, agent.id, why))


def _check_tests(agent: AgentSpec, spec: CursorInstructionsSpec, found: Diagnostics) -> None:
    metadata = agent.find("metadata", MetadataSpec)
    if metadata is None or spec.postgeneration.generatetests:
        return
    if metadata.status in _READY:
        place = agent.at(f"{_BASE}/postgeneration/generatetests")
        found.add(identity.tests_declined(place, metadata.status))
