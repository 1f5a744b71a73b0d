"""Detached signatures of files, made and checked by OpenSSH: keys of people, no service needed."""

import shutil
import subprocess
import tempfile
from pathlib import Path

from qpf.tools.missing import MissingTool

__all__ = ["BadSignature", "sign", "verify_signature"]

_TOOL = "ssh-keygen"
_WHO = "qpf"
"""Namespace and identity of our signatures: one made for another purpose does not count."""


class BadSignature(Exception):
    """A file cannot be signed, or its signature does not hold; carries why."""


def sign(file: Path, key: Path) -> Path:
    """Sign a file with a private key; the signature beside it, named `<file>.sig`.

    Raises `BadSignature` when the key cannot be used, `MissingTool` without OpenSSH.
    """
    signature = file.with_name(f"{file.name}.sig")
    signature.unlink(missing_ok=True)
    done = _run(["-Y", "sign", "-f", str(key), "-n", _WHO, str(file)], b"")
    if done.returncode or not signature.is_file():
        raise BadSignature(_reason(done))
    return signature


def verify_signature(file: Path, signature: Path, key: Path) -> None:
    """Check the signature of a file against a public key; raises `BadSignature`, `MissingTool`."""
    try:
        public = " ".join(key.read_text("utf-8").split()[:2])
        data = file.read_bytes()
    except (OSError, UnicodeDecodeError) as error:
        raise BadSignature(f"`{key.name}` cannot be read as a public key") from error
    with tempfile.TemporaryDirectory(prefix="qpf-key-") as folder:
        allowed = Path(folder, "allowed")
        allowed.write_text(f'{_WHO} namespaces="{_WHO}" {public}\n', "utf-8")
        words = ["-Y", "verify", "-f", str(allowed), "-I", _WHO, "-n", _WHO, "-s", str(signature)]
        done = _run(words, data)
    if done.returncode:
        raise BadSignature(_reason(done))


def _run(words: list[str], given: bytes) -> subprocess.CompletedProcess[bytes]:
    tool = shutil.which(_TOOL)
    if tool is None:
        raise MissingTool(_TOOL)
    return subprocess.run([tool, *words], input=given, capture_output=True, check=False)


def _reason(done: subprocess.CompletedProcess[bytes]) -> str:
    said = (done.stderr or done.stdout).decode("utf-8", errors="replace").split("\n")
    lines = [line.strip().rstrip(".") for line in said if line.strip()]
    return lines[-1] if lines else f"{_TOOL} said nothing"
