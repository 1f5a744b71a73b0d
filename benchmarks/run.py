"""Measures the factory on this repository, beside a peer and beside the cheapest process there is.

Every figure is the wall time or the peak memory of a whole process; the peer (copier) renders the
same number of files in the same run. Nothing here fails on an absolute time. `make bench` rewrites
its part of RESULTS.md.
"""

import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "RESULTS.md"
BEGIN, END = "<!-- factory -->", "<!-- end of factory -->"
"""What stands between these marks of RESULTS is rewritten; the rest is written by hand."""
QPF = ROOT / ".venv" / "bin" / "qpf"
INPUTS = ("schemas", "extractor_maps", "glue", "pyproject.toml", "requirements.lock")
FIELD = ("schemas/l9/tensor_aios.yaml", "stabilitythreshold: 0.02", "stabilitythreshold: 0.03")


@dataclass(frozen=True)
class Row:
    """One measured command: seconds of each run, peak memory in MiB."""

    name: str
    seconds: list[float]
    memory: float
    target: str

    def line(self) -> str:
        middle = statistics.median(self.seconds)
        span = f"{min(self.seconds):.2f} to {max(self.seconds):.2f}"
        return f"| {self.name} | {middle:.2f} | {span} | {self.memory:.0f} | {self.target} |"


def measured(
    name: str,
    command: list[str],
    cwd: Path,
    *,
    runs: int = 3,
    target: str = "",
    before: Callable[[], None] = lambda: None,
) -> Row:
    """Run a command several times and return its figures; a failing command ends the benchmark."""
    seconds, memory = [], 0.0
    for _ in range(runs):
        before()
        began = time.perf_counter()
        with tempfile.TemporaryFile() as errors:
            process = subprocess.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=errors)
            _, status, usage = os.wait4(process.pid, 0)
            seconds.append(time.perf_counter() - began)
            if os.waitstatus_to_exitcode(status) != 0:
                errors.seek(0)
                raise SystemExit(f"{name}: {errors.read().decode()[-2000:]}")
        memory = max(memory, usage.ru_maxrss / 1024)
    return Row(name, seconds, memory, target)


def workspace(folder: Path) -> Path:
    """Copy what an extraction reads into an empty folder."""
    for name in INPUTS:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / name)
    return folder


def forget(folder: Path) -> None:
    """Remove everything a run leaves behind."""
    for name in ("generated", "manifests", ".qpf"):
        shutil.rmtree(folder / name, ignore_errors=True)


def edit_field(folder: Path) -> Callable[[], None]:
    """Return an edit that changes one value of one schema, to and fro."""
    path, old, new = folder / FIELD[0], FIELD[1], FIELD[2]

    def edit() -> None:
        text = path.read_text(encoding="utf-8")
        changed = text.replace(old, new) if old in text else text.replace(new, old)
        assert changed != text
        path.write_text(changed, encoding="utf-8")

    return edit


def copier_project(folder: Path, count: int) -> Path:
    """Write a copier template with as many files as the factory emits, a value in each line."""
    template = folder / "template"
    template.mkdir()
    (template / "copier.yml").write_text("name: {type: str, default: demo}\n", encoding="utf-8")
    body = "\n".join(f"line {n} of {{{{ name }}}}" for n in range(60))
    for number in range(count):
        (template / f"file_{number}.txt.jinja").write_text(body, encoding="utf-8")
    return template


def peer(folder: Path, count: int) -> Row:
    """Time copier rendering the same number of files."""
    template, target = copier_project(folder, count), folder / "rendered"
    code = (
        "import copier; "
        f"copier.run_copy({str(template)!r}, {str(target)!r}, defaults=True, quiet=True)"
    )
    return measured(
        f"copier, {count} files, no formatting, no gates",
        [str(ROOT / ".venv" / "bin" / "python"), "-c", code],
        folder,
        before=lambda: shutil.rmtree(target, ignore_errors=True),
    )


def rows() -> list[Row]:
    """Measure everything, cheapest first."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = workspace(Path(scratch))
        python, qpf = str(ROOT / ".venv" / "bin" / "python"), str(QPF)
        fast = [qpf, "extract", "--gates", "none"]
        found = [measured("python -c pass", [python, "-c", "pass"], folder, runs=5)]
        found.append(
            measured(
                "cold, --gates none", fast, folder, target="<= 10", before=lambda: forget(folder)
            )
        )
        found.append(measured("nothing to do", fast, folder, runs=5, target="<= 0.3"))
        count = sum(1 for path in (folder / "generated").rglob("*") if path.is_file())
        found.append(
            measured(
                "one field edited, --gates fast",
                [qpf, "extract", "--gates", "fast"],
                folder,
                target="<= 3",
                before=edit_field(folder),
            )
        )
        found.append(
            measured(
                "cold, every gate",
                [qpf, "extract"],
                folder,
                runs=1,
                target="<= 180",
                before=lambda: forget(folder),
            )
        )
        found.append(measured("check of the published tree", [qpf, "check"], folder, runs=1))
        peer_folder = Path(scratch) / "peer"
        peer_folder.mkdir()
        return [*found, peer(peer_folder, count)]


def main() -> None:
    """Measure and write the table."""
    os.environ.setdefault("CI", "true")
    table = "\n".join(row.line() for row in rows())
    text = f"""Written by `make bench`. Whole processes; seconds of wall time (median, then the
range), peak memory of the largest process in MiB. Machine: {os.cpu_count()} cores,
{platform.system()} {platform.machine()}, CPython {platform.python_version()}.

| what | s | range | MiB | target |
| --- | --- | --- | --- | --- |
{table}
"""
    before, _, rest = RESULTS.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    RESULTS.write_text(f"{before}{BEGIN}\n{text}{END}{after}", encoding="utf-8")
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
