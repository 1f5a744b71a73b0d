"""Whatever the OpenAPI document allows or forbids, the running service answers as it says."""

from pathlib import Path

import pytest
from fuzzing import fuzzed
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
    with serving(settings) as process:
        done = fuzzed(
            process.url,
            tmp_path,
            examples=EXAMPLES,
            headers=[f"X-API-Key: {KEY}"],
            hooks="fuzz_hooks",
            allowed=["positive_data_acceptance"],
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert "refused_by_a_rule" not in done.stderr
        assert process.log.count("unexpected_error") == 0, process.log
    assert "Failures" not in done.stdout
