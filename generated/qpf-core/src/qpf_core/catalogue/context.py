"""Context enrichment: records of text fields completed from other records, conflicts named."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Enriched:
    """The completed fields, the names that were added, and those where sources disagree (the base
    is kept).
    """

    fields: dict[str, str]
    added: list[str]
    conflicts: list[str]


def enrich(base: dict[str, str], additions: dict[str, str], prefix: str = "") -> Enriched:
    """Add what the base lacks or leaves blank; `prefix` goes before the names of the additions."""
    fields = dict(base)
    added, conflicts = [], []
    for name, value in additions.items():
        key = f"{prefix}{name}"
        if not fields.get(key, ""):
            fields[key] = value
            added.append(key)
        elif fields[key] != value:
            conflicts.append(key)
    return Enriched(fields, added, conflicts)


def pick(fields: dict[str, str], names: list[str]) -> dict[str, str]:
    """Keep the named fields that are present, in the order of the names."""
    return {name: fields[name] for name in names if name in fields}


def rename(fields: dict[str, str], mapping: dict[str, str]) -> dict[str, str]:
    """Give fields other names (old to new); a field that is not mapped is left out."""
    return {new: fields[old] for old, new in mapping.items() if old in fields}


def unmapped(fields: dict[str, str], mapping: dict[str, str]) -> list[str]:
    """Return the names of fields that a mapping does not know."""
    return [name for name in fields if name not in mapping]
