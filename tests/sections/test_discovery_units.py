"""Units of processes: what systemd reads in them."""

import shutil
import subprocess
from pathlib import Path

import pytest

GOLDEN = Path(__file__).parents[1] / "golden"
UNITS = sorted(GOLDEN.glob("*/expected/*/deploy/systemd/*.service"))
ANALYZE = shutil.which("systemd-analyze")
WORST = 3.0


def keys_of(unit: Path) -> dict[str, list[str]]:
    """The values of each key, in their order."""
    found: dict[str, list[str]] = {}
    for line in unit.read_text("utf-8").splitlines():
        key, is_pair, value = line.partition("=")
        if is_pair and not line.startswith("#"):
            found.setdefault(key, []).append(value)
    return found


def test_every_process_has_a_unit_and_all_share_the_file_of_peers() -> None:
    folder = GOLDEN / "rpc_and_discovery/expected/demo-shop/deploy/systemd"
    keys = {unit.stem: keys_of(unit) for unit in folder.iterdir()}
    commands = {name: one["ExecStart"][0].rpartition("demo_shop ")[2] for name, one in keys.items()}
    assert commands == {
        "demo-shop": "serve",
        "demo-discovery": "shop-discovery",
        "demo-orchestrator": "shop-orchestrator",
    }
    for one in keys.values():
        assert "DEMO_SHOP_PEERS_FILE=/run/demo-shop/peers.json" in one["Environment"]
        assert (one["User"], one["RuntimeDirectory"]) == (["demo_shop"], ["demo-shop"])


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_tells_when_it_works_and_is_watched(unit: Path) -> None:
    keys = keys_of(unit)
    expected = {"Type": "notify", "DynamicUser": "yes", "ProtectSystem": "strict"}
    assert {key: keys[key] for key in expected} == {key: [one] for key, one in expected.items()}
    assert float(keys["WatchdogSec"][0]) > 0
    assert keys["MemoryMax"] and keys["TasksMax"] and keys["LimitNOFILE"]


@pytest.mark.parametrize("unit", UNITS * bool(ANALYZE), ids=lambda unit: unit.stem)
def test_a_unit_exposes_little(unit: Path) -> None:
    assert ANALYZE is not None
    words = [ANALYZE, "security", "--offline=yes", "--no-pager", str(unit)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    level = done.stdout.rpartition("Overall exposure level for ")[2].split(": ")[1].split()[0]
    assert float(level) < WORST
