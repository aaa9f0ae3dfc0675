"""Packages that are named as their verb can be called: ``wfm.forecast(...)`` is the verb.

Python binds a package under its name as soon as any part of it is imported, so the verb of the same
name has to live on the package itself.
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import Any


class _Verb(ModuleType):
    def __call__(self, *arguments: Any, **options: Any) -> Any:
        home, verb = self.__dict__["_verb"]
        return getattr(import_module(home), verb)(*arguments, **options)


def make_callable(package: str, home: str) -> None:
    """Let calls of a package go to the function of its last name in the module `home`."""
    module = sys.modules[package]
    module.__dict__["_verb"] = (home, package.rsplit(".", 1)[-1])
    module.__class__ = _Verb
