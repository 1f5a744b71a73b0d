"""Whatever the OpenAPI document of the organism allows or forbids, it answers as it says.

A refusal of a request that the document allows is no failure: where formulas have no value is no
matter of a JSON schema.
"""

from pathlib import Path

import pytest
from fuzzing import fuzzed
from genesis_process import running

pytestmark = pytest.mark.e2e

EXAMPLES = 5
"""Of each operation, beyond those that cover its constraints one by one."""


def test_the_organism_answers_as_its_document_says(tmp_path: Path) -> None:
    settings = {
        "rpc_port": 0,
        "log_level": "error",
        "rate_limit_per_s": 100_000,
        "rate_limit_burst": 100_000,
        "peers_file": tmp_path / "peers.json",
    }
    with running(["serve", "--port", "0"], tmp_path / "organism", settings) as process:
        done = fuzzed(
            process.url, tmp_path, examples=EXAMPLES, allowed=["positive_data_acceptance"]
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert process.said().count("unexpected_error") == 0, process.said()
    assert "Failures" not in done.stdout
