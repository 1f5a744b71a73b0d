"""Writes what is generated of the documents: `reference.md`, `diagnostics.md`, `rules.md`, `openapi/`,
and `schemas/_meta/`.

`python docs/build.py` writes, `python docs/build.py --check` says with its exit code whether
anything would change.
"""

import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
sys.path[:0] = [str(FOLDER), str(FOLDER.parent / "generator")]

ROOT = Path(__file__).resolve().parents[1]


def documents() -> dict[str, str]:
    """Path below the repository -> text, for every generated document."""
    from pages.diagnostics import diagnostics_page
    from pages.json_schema import schema_files
    from pages.openapi import openapi_files
    from pages.reference import reference_page
    from pages.rules import rules_page

    return {
        "docs/reference.md": reference_page(),
        "docs/diagnostics.md": diagnostics_page(),
        "docs/rules.md": rules_page(),
        **schema_files(),
        **openapi_files(),
    }


def main(arguments: list[str]) -> int:
    """Write the documents, or with `--check` compare them; 1 when one differs."""
    stale = []
    for path, text in documents().items():
        file = ROOT / path
        if file.is_file() and file.read_text("utf-8") == text:
            continue
        stale.append(path)
        if "--check" not in arguments:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")
    for path in stale:
        sys.stdout.write(f"{'out of date' if '--check' in arguments else 'written'}: {path}\n")
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
