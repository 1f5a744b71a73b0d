"""The golden workspace with gRPC and discovery, emitted once."""

import importlib.util
import sys
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests/golden/rpc_and_discovery"
EMITTED = GOLDEN / "expected/demo-shop/src/demo_shop"
KITS = tuple(ROOT / f"templates/{name}/static/src" for name in ("core", "organism"))


@cache
def emitted_module(path: str) -> ModuleType:
    """A module of the golden case, imported beside the kits that it stands on."""
    sys.path[:0] = [str(kit) for kit in KITS if str(kit) not in sys.path]
    file = EMITTED / path
    found = importlib.util.spec_from_file_location(f"golden_{file.stem}", file)
    assert found is not None and found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


def descriptor_by_protoc(proto: Path) -> bytes:
    """What protoc makes of a `.proto` file, as a serialized set of files."""
    from grpc_tools import protoc

    with TemporaryDirectory() as folder:
        out = Path(folder) / "set.pb"
        words = ["protoc", f"-I{proto.parent}", f"--descriptor_set_out={out}", str(proto)]
        assert protoc.main(words) == 0
        return out.read_bytes()
