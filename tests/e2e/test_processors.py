"""Numbers differ in their last digits from processor to processor; what is emitted must not care.

The older processors are the ones that numpy and its linear algebra stand in for when told to.
"""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from e2e_environment import ROOT

PROCESSORS = {
    "SSE4": {
        "OPENBLAS_CORETYPE": "Prescott",
        "NPY_DISABLE_CPU_FEATURES": "X86_V3 X86_V4 AVX512_ICL AVX512_SPR",
    },
    "AVX2": {
        "OPENBLAS_CORETYPE": "Haswell",
        "NPY_DISABLE_CPU_FEATURES": "X86_V4 AVX512_ICL AVX512_SPR",
    },
}
NUMBERS = """
import hashlib
import numpy as np
a = np.random.default_rng(1).normal(size=(300, 30))
print(hashlib.md5(np.exp(a).tobytes() + np.linalg.solve(a.T @ a, a[0]).tobytes()).hexdigest())
"""
NUMERIC = {
    "qpf-core": ["test_catalogue_training.py", "test_catalogue_evaluation.py"],
    "l9-agents": ["tensor_aios", "tensor_trainer"],
    "lambda-genesis": [""],
}
LIMIT_S = 240


def said(processor: Mapping[str, str], *words: str) -> str:
    """What a Python process printed on a processor; it must have passed."""
    sources = os.pathsep.join(str(path) for path in sorted(ROOT.glob("generated/*/src")))
    path = os.pathsep.join([sources, str(ROOT / "generator")])
    ran = subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": path, **processor},
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout[-4000:] + ran.stderr[-2000:]
    return ran.stdout


def test_the_oldest_processor_is_another_one() -> None:
    cpu = Path("/proc/cpuinfo")
    is_old = not cpu.exists() or " avx2" not in cpu.read_text("utf-8")
    assert is_old or said(PROCESSORS["SSE4"], "-c", NUMBERS) != said({}, "-c", NUMBERS)


@pytest.mark.parametrize("processor", PROCESSORS)
@pytest.mark.parametrize("distribution", NUMERIC)
def test_emitted_tests_pass_on_another_processor(distribution: str, processor: str) -> None:
    package = ROOT / "generated" / distribution
    tests = [str(package / "tests" / name) for name in NUMERIC[distribution]]
    quiet = ["-q", "-p", "no:cacheprovider", "-n", "2"]
    settings = ["-c", str(package / "pyproject.toml")]
    assert " passed" in said(PROCESSORS[processor], "-m", "pytest", *quiet, *settings, *tests)


@pytest.mark.parametrize("processor", PROCESSORS)
def test_the_same_bytes_come_from_another_processor(processor: str) -> None:
    said(PROCESSORS[processor], "-m", "qpf", "check")
