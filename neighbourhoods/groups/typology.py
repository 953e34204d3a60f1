"""The kinds of group and organisation that make up community life, what each is like, and how to connect with it.

The words are data, in typology.toml beside this module.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class Kind:
    """One kind: `like` says what it is like, `connect` how an agency can best connect with it, a sentence each."""

    code: str
    label: str
    like: tuple[str, ...]
    connect: tuple[str, ...]
    is_group: bool = True


@cache
def kinds():
    """Code -> Kind, in the order in which they are offered."""
    text = (Path(__file__).parent / "typology.toml").read_text(encoding="utf-8")
    found = [
        Kind(row["code"], row["label"], tuple(row["like"]), tuple(row["connect"]), row.get("is_group", True))
        for row in tomllib.loads(text)["kind"]
    ]
    return {kind.code: kind for kind in found}


KINDS = [(kind.code, kind.label) for kind in kinds().values()]
