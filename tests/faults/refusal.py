"""What a refusal said, and everything it must not have changed."""

import re
from collections.abc import Iterator
from typing import Any

from django import forms

from tests import photograph

#: What signing in and being looked at write: no record of anybody's duty.
_OUTSIDE = re.compile(r"^(?:django_|axes_)")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
LONGEST = 160


def contents() -> dict[str, Any]:
    """Return every row of every table of the product, by table."""
    found: dict[str, Any] = {
        t: r for t, r in photograph.contents().items() if not _OUTSIDE.match(t)
    }
    # A sign-in notes when it was last used.
    found["orgs_account"] = len(found["orgs_account"])
    return found


def said(response: Any) -> list[str]:
    """Return the sentences by which a page refuses, each once."""
    if response.context is None:
        return [response.content.decode()]
    values = [value for layer in response.context for value in _flat(layer).values()]
    shown = _flat(response.context)
    found: list[str] = []
    if response.templates and response.templates[0].name == "workbench/refused.html":
        found.append(shown["says"])
    for value in values:
        found += _of(value)
    return list(dict.fromkeys(found))


def _flat(layer: Any) -> dict[str, Any]:
    if hasattr(layer, "flatten"):
        return dict(layer.flatten())
    names = layer.keys() if isinstance(layer, dict) else set(layer.keys())
    return {name: layer[name] for name in names}


def _of(value: Any) -> Iterator[str]:
    if isinstance(value, forms.Form) and value.is_bound:
        for errors in value.errors.values():
            yield from errors
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from _of(one)
    elif (problem := getattr(value, "problem", value)) is not None:
        says = getattr(problem, "says", None)
        if isinstance(problem, Exception) and isinstance(says, str):
            yield says


def is_one_clear_sentence(words: list[str], names: str) -> bool:
    """Say whether somebody was told one thing, in one Chinese line, that names what is wrong."""
    if len(words) != 1:
        return False
    (only,) = words
    plain = "\n" not in only and len(only) <= LONGEST and "Traceback" not in only
    return plain and bool(_CHINESE.search(only)) and names in only
