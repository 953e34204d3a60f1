"""Codes that a grant may have: currencies, countries and kinds of area. The lists are data, in codelists.toml."""

import tomllib
from pathlib import Path

_LISTS = tomllib.loads((Path(__file__).parent / "codelists.toml").read_text(encoding="utf-8"))

CURRENCIES = frozenset(_LISTS["currencies"].split())
COUNTRIES = frozenset(_LISTS["countries"].split())
AREA_KINDS = frozenset(_LISTS["area_kinds"].split())
