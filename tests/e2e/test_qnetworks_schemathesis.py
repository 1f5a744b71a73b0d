"""Whatever the OpenAPI document of the network allows or forbids, the service answers as it says.

A refusal of a request that the document allows is no failure: base64, names of layers and what
stands in a table are rules that no JSON schema tells.
"""

from pathlib import Path

import pytest
from fuzzing import fuzzed
from qnetworks_process import running

pytestmark = pytest.mark.e2e

EXAMPLES = 8
"""Of each operation, beyond those that cover its constraints one by one."""


def test_the_network_answers_as_its_document_says(tmp_path: Path) -> None:
    settings = {
        "DATA_DIR": str(tmp_path),
        "LOG_LEVEL": "error",
        "RATE_LIMIT_PER_S": "100000",
        "RATE_LIMIT_BURST": "100000",
    }
    with running(settings, "serve", "--port", "0") as process:
        done = fuzzed(
            process.url, tmp_path, examples=EXAMPLES, allowed=["positive_data_acceptance"]
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert process.log.count("unexpected_error") == 0, process.log
    assert "Failures" not in done.stdout
