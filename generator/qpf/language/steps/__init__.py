"""The step vocabulary: one module per verb, found by name; adding a verb is adding a file."""

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any

from pydantic import BeforeValidator, GetJsonSchemaHandler, SerializeAsAny
from pydantic_core import CoreSchema

from qpf.language.step import Step, StepSpec, UnknownStep

__all__ = ["STEP_MARK", "AnyStep", "read_step", "step_of", "vocabulary"]

STEP_MARK: Mapping[str, str] = {"type": "object", "title": "Step"}
"""What stands for a step in a JSON Schema until the export puts the vocabulary in its place."""


@cache
def vocabulary() -> Mapping[str, Step]:
    """Every step by its verb, in the order of the alphabet."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    steps = [importlib.import_module(f"{__name__}.{name}").STEP for name in names]
    return {step.verb: step for step in sorted(steps, key=lambda step: step.verb)}


def step_of(spec: StepSpec) -> Step | None:
    """The step a spec belongs to, or None for an unknown one."""
    return next((step for step in vocabulary().values() if step.spec is type(spec)), None)


def read_step(value: object) -> object:
    """Turn a mapping into the spec its verb names; two verbs or none give an `UnknownStep`."""
    if not isinstance(value, Mapping):
        return value
    verbs = [key for key in value if key in vocabulary()]
    if len(verbs) != 1:
        return UnknownStep(keys=tuple(str(key) for key in value))
    return vocabulary()[verbs[0]].spec.model_validate(dict(value))


class _Marked:
    """Leaves a mark in JSON Schemas: the vocabulary contains itself through loops."""

    @staticmethod
    def __get_pydantic_json_schema__(_: CoreSchema, __: GetJsonSchemaHandler) -> dict[str, Any]:
        return dict(STEP_MARK)


AnyStep = Annotated[SerializeAsAny[StepSpec], BeforeValidator(read_step), _Marked]
"""A step of any verb; nested steps use it too."""
