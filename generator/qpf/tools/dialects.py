"""Recognises documents that are YAML, but written for another reader than the factory."""

from collections.abc import Callable, Mapping

from qpf.diagnostics.catalogue import input_dialect as facts
from qpf.diagnostics.diagnostic import Diagnostic
from qpf.model.document import DocumentKind, Origins, Plain, child

__all__ = ["dialect_finding"]

_HOMES = {
    DocumentKind.SCHEMA: ("a schema", "schemas/{collection}/<agent>.yaml"),
    DocumentKind.MAP: ("an extractor map", "extractor_maps/{collection}.yaml"),
    DocumentKind.GLUE: ("a glue file", "glue/{collection}.yaml"),
}
_MARKS = {
    DocumentKind.SCHEMA: ("memorytopology", "cursorinstructions", "reasoningengine"),
    DocumentKind.MAP: ("extraction_sequence", "dependency_graph", "shared_configuration"),
    DocumentKind.GLUE: (
        "wirings",
        "memory_harmonization",
        "governance_harmonization",
        "communication_harmonization",
    ),
}
_SNAKE_KEYS = (
    "root_path",
    "memory_topology",
    "communication_stack",
    "reasoning_engine",
    "collaboration_network",
    "learning_system",
    "world_model_integration",
    "cursor_instructions",
    "autonomy_profile",
)
_FOREIGN = (
    (("header", "governance_metadata"), "an L9 Master Schema"),
    (("filename", "wiring", "code"), "a code-generation fragment"),
    (("module_spec",), "a Module-Spec"),
    (("ownership", "runtime_wiring"), "a Module-Spec"),
    (("schema_to_code",), "a code-extraction glue"),
    (("mapping_rules", "codegen_contract"), "a repository contract"),
    (("apiVersion", "kind"), "a Kubernetes object"),
    (("openapi", "paths"), "an OpenAPI description"),
    (("swagger", "paths"), "an OpenAPI description"),
    (("jobs", "on"), "a GitHub workflow"),
    (("services", "volumes"), "a Compose file"),
    (("repos",), "a pre-commit configuration"),
    (("$id", "properties"), "a JSON Schema"),
    (("$schema", "properties"), "a JSON Schema"),
)
_OWNERS = (
    ("module_spec", "a Module-Spec"),
    ("module-spec", "a Module-Spec"),
    ("emma", "an Emma schema"),
)
_VERSION_KEYS = ("schema_version", "spec_version", "$schema", "schema", "template")


def dialect_finding(
    kind: DocumentKind, collection: str, value: Mapping[str, Plain], origins: Origins
) -> Diagnostic | None:
    """Why a document found in the folder of `kind` is not one, or None when it may be."""
    checks: tuple[Callable[[], Diagnostic | None], ...] = (
        lambda: _misplaced(kind, collection, value, origins),
        lambda: _foreign(kind, value, origins),
        lambda: _other_spelling(value, origins) if kind is DocumentKind.SCHEMA else None,
    )
    return next((finding for check in checks if (finding := check()) is not None), None)


def _misplaced(
    kind: DocumentKind, collection: str, value: Mapping[str, Plain], origins: Origins
) -> Diagnostic | None:
    if any(key in value for key in _MARKS[kind]):
        return None
    for other, marks in _MARKS.items():
        key = next((mark for mark in marks if mark in value), None)
        if key is not None:
            name, home = _HOMES[other]
            place = origins.key(child("", key))
            return facts.misplaced_document(place, name, home.format(collection=collection), key)
    return None


def _foreign(kind: DocumentKind, value: Mapping[str, Plain], origins: Origins) -> Diagnostic | None:
    expected = _HOMES[kind][0]
    for keys, name in _FOREIGN:
        if all(key in value for key in keys):
            return facts.foreign_document(origins.key(child("", keys[0])), name, expected)
    for key in _VERSION_KEYS:
        written = str(value.get(key, "")).lower()
        for word, name in _OWNERS:
            if word in written:
                return facts.foreign_document(origins.key(child("", key)), name, expected)
    return None


def _other_spelling(value: Mapping[str, Plain], origins: Origins) -> Diagnostic | None:
    if isinstance(value.get("system"), dict):
        return facts.sample_dialect(origins.key("/system"))
    snake = tuple(key for key in _SNAKE_KEYS if key in value)
    if snake:
        return facts.snake_dialect(origins.key(child("", snake[0])), snake)
    if "L9.CanonicalSchema" in str(value.get("$schema", "")):
        return facts.snake_dialect(origins.key("/$schema"), ("$schema",))
    if isinstance(value.get("depends_on"), dict):
        return facts.usage_guide_dialect(origins.key("/depends_on"), "depends_on")
    deployment = value.get("deployment")
    if isinstance(deployment, dict) and "apis" in deployment:
        return facts.usage_guide_dialect(origins.key("/deployment/apis"), "deployment.apis")
    return None
