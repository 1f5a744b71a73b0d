"""Two hosts on one cable: network namespaces of Linux, joined by a pair of virtual interfaces."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

__all__ = ["Host", "namespaces_permitted", "two_hosts"]

_LIMIT_S = 60
_FETCH = """
import json, sys, urllib.error, urllib.request
url, body = sys.argv[1], sys.argv[2].encode() if len(sys.argv) > 2 else None
request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
try:
    with urllib.request.urlopen(request, timeout=20) as answer:
        print(json.dumps([answer.status, json.loads(answer.read())]))
except urllib.error.HTTPError as error:
    print(json.dumps([error.code, json.loads(error.read())]))
"""


@dataclass(frozen=True, slots=True)
class Host:
    """A namespace with one address."""

    namespace: str
    address: str

    @property
    def inside(self) -> list[str]:
        """The words before a command that is to run there."""
        return ["ip", "netns", "exec", self.namespace]

    def fetch(self, url: str, body: object = None) -> tuple[int, Any]:
        """Status and JSON body of a request that is sent from there."""
        words = [*self.inside, sys.executable, "-c", _FETCH, url]
        given = [] if body is None else [json.dumps(body)]
        done = subprocess.run(
            [*words, *given], capture_output=True, text=True, timeout=_LIMIT_S, check=True
        )
        status, answer = json.loads(done.stdout)
        return status, answer


def namespaces_permitted() -> bool:
    """Whether network namespaces can be made here: it takes root, `ip` and a willing kernel."""
    if shutil.which("ip") is None or os.geteuid() != 0:
        return False
    name = f"qpf-probe-{os.getpid()}"
    made = subprocess.run(["ip", "netns", "add", name], capture_output=True, check=False)
    if made.returncode == 0:
        _ip("netns", "delete", name)
    return made.returncode == 0


@contextmanager
def two_hosts() -> Iterator[tuple[Host, Host]]:
    """Two hosts that see each other and nobody else."""
    first = Host(f"qpf-a-{os.getpid()}", "10.77.0.1")
    second = Host(f"qpf-b-{os.getpid()}", "10.77.0.2")
    cable = {first: f"qa{os.getpid()}", second: f"qb{os.getpid()}"}
    with ExitStack() as stack:
        for host in (first, second):
            _ip("netns", "add", host.namespace)
            stack.callback(_ip, "netns", "delete", host.namespace)
            _ip("-n", host.namespace, "link", "set", "lo", "up")
        ends = (cable[first], cable[second])
        _ip("link", "add", ends[0], "type", "veth", "peer", "name", ends[1])
        for host, end in cable.items():
            _ip("link", "set", end, "netns", host.namespace)
            _ip("-n", host.namespace, "address", "add", f"{host.address}/24", "dev", end)
            _ip("-n", host.namespace, "link", "set", end, "up")
        yield first, second


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True, timeout=_LIMIT_S)
