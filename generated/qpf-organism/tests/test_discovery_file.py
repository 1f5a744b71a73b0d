"""The file of peers: whole or not at all, and never believed blindly."""

import json
import os
from pathlib import Path

import pytest

from qpf_core.errors import InputError
from qpf_organism.discovery import Peer, PeersFile

NEAR = Peer(id="a", addr="10.0.0.1", grpc_port=8443, rest_port=8000, last_seen=1.5, is_local=True)
FAR = Peer(id="b", addr="10.0.0.2", grpc_port=0, rest_port=1, last_seen=2.0, healthy=False)


def test_peers_are_written_by_id_and_read_again(tmp_path: Path) -> None:
    file = PeersFile(tmp_path / "folder" / "peers.json")
    file.write([FAR, NEAR])
    assert file.read() == (NEAR, FAR)
    assert json.loads(file.path.read_text())["a"] == {
        "addr": "10.0.0.1",
        "grpc_port": 8443,
        "healthy": True,
        "is_local": True,
        "last_seen": 1.5,
        "rest_port": 8000,
    }
    assert [one.name for one in file.path.parent.iterdir()] == ["peers.json"]


def test_home_folder_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    PeersFile(Path("~/.peers.json")).write([])
    assert json.loads((tmp_path / ".peers.json").read_text()) == {}


def test_no_file_is_no_peer(tmp_path: Path) -> None:
    assert PeersFile(tmp_path / "none").read() == ()


def test_broken_write_leaves_the_old_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = PeersFile(tmp_path / "peers.json")
    file.write([NEAR])

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        file.write([FAR])
    assert file.read() == (NEAR,)
    assert [one.name for one in tmp_path.iterdir()] == ["peers.json"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ("[]", "is not an object of peers"),
        ('{"a": 1}', "a: is not a peer"),
        ('{"a": {}}', "a.addr"),
        ('{"a": {"addr": 1}}', "a.addr"),
        (" " * (1024 * 1024 + 1), "is too long"),
    ],
)
def test_file_of_another_kind_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    file = PeersFile(tmp_path / "peers.json")
    file.path.write_text(text)
    with pytest.raises(InputError, match=reason):
        file.read()


def test_unreadable_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        PeersFile(tmp_path).read()
