"""A client of the organism, made by protoc from the published `.proto` file as strangers do."""

import importlib
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import grpc

__all__ = ["Stubs", "compiled"]


class Stubs:
    """The messages and the stub of the service."""

    def __init__(self, messages: ModuleType, services: ModuleType) -> None:
        """Take the modules that protoc wrote."""
        self.messages = messages
        self._services = services

    def on(self, channel: grpc.Channel) -> object:
        """The stub on a channel."""
        return self._services.VenomServiceStub(channel)


def compiled(proto: Path, folder: Path) -> Stubs:
    """Compile a `.proto` file into a folder and import the result."""
    words = ["-m", "grpc_tools.protoc", f"-I{proto.parent}"]
    out = [f"--python_out={folder}", f"--grpc_python_out={folder}", proto.name]
    subprocess.run([sys.executable, *words, *out], check=True, timeout=60)
    sys.path.insert(0, str(folder))
    try:
        stem = proto.stem
        return Stubs(
            importlib.import_module(f"{stem}_pb2"), importlib.import_module(f"{stem}_pb2_grpc")
        )
    finally:
        sys.path.remove(str(folder))
