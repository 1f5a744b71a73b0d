"""Whatever the OpenAPI document allows or forbids, the running service answers as it says."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from l9_process import serving

pytestmark = pytest.mark.e2e

KEY = "fuzzing-key"
EXAMPLES = 8
"""Of each operation, beyond those that cover its constraints one by one."""


def test_the_service_answers_as_its_document_says(tmp_path: Path) -> None:
    settings = {
        "DATA_DIR": str(tmp_path),
        "JWT_SECRET": "0123456789abcdef0123456789abcdef",
        "API_KEYS__FUZZ__KEY": KEY,
        "API_KEYS__FUZZ__ROLES": '["service_token", "governance_token"]',
        "LOG_LEVEL": "error",
        "RATE_LIMIT_PER_S": "100000",
        "RATE_LIMIT_BURST": "100000",
    }
    here = Path(__file__).parent
    with serving(settings) as process:
        done = subprocess.run(
            [
                *(sys.executable, "-m", "schemathesis.cli", "--no-color"),
                *("run", f"{process.url}/openapi.json"),
                *("--header", f"X-API-Key: {KEY}"),
                *("--phases", "coverage,fuzzing", "--max-examples", str(EXAMPLES)),
                *("--checks", "all", "--exclude-checks", "positive_data_acceptance"),
                *("--workers", "2", "--continue-on-failure", "--warnings", "off"),
                "--generation-deterministic",
            ],
            cwd=tmp_path,
            env={
                **os.environ,
                "SCHEMATHESIS_HOOKS": "fuzz_hooks",
                "PYTHONPATH": str(here),
            },
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert "refused_by_a_rule" not in done.stderr
        assert process.log.count("unexpected_error") == 0, process.log
    assert "Failures" not in done.stdout
