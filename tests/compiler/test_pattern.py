"""Every pattern of the compiler is sound: one is compiled only when a document needs it."""

import pkgutil
import re
from importlib import import_module

import bihuan.compiler
from bihuan.compiler.pattern import Pattern


def test_every_pattern_compiles() -> None:
    names = [
        module.name
        for module in pkgutil.walk_packages(bihuan.compiler.__path__, "bihuan.compiler.")
    ]
    patterns = [
        value
        for name in names
        for value in vars(import_module(name)).values()
        if isinstance(value, Pattern)
    ]
    assert len(patterns) > 100
    for pattern in patterns:
        re.compile(pattern.words)
