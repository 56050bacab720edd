"""Lets Rasa be imported without TensorFlow, which none of our components uses.

Rasa 3.6 imports TensorFlow for DIET and TED even when the pipeline names neither: 13 s of CPU and 350 MB at
every start (research: serving, 0.3; upstream issues 7096 and 10194). `install` puts empty stand-ins in its
place. A stand-in can be imported, subclassed and used in annotations; whoever calls one gets an error that
says why, so that a TensorFlow component named in config.yml by mistake fails at training and not in silence.
"""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.machinery
import sys
from types import ModuleType
from typing import Any

ABSENT = ("tensorflow", "tensorflow_addons", "tensorflow_hub", "tensorflow_text", "keras")


class TensorFlowAbsentError(RuntimeError):
    """Something tried to compute with TensorFlow."""


class _Anything(type):
    """A class whose every attribute is another such class: enough for annotations and base classes."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _stand_in(f"{cls.__name__}.{name}")

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        if len(args) == 1 and callable(args[0]) and not kwargs:
            return args[0]  # used as a decorator
        if cls.__dict__.get("_factory"):
            raise TensorFlowAbsentError(
                f"{cls.__name__} was called, but Stipple runs Rasa without TensorFlow."
            )
        return super().__call__(*args, **kwargs)

    def __or__(cls, other: Any) -> Any:
        return cls

    def __getitem__(cls, item: Any) -> Any:
        return cls


def _stand_in(name: str) -> Any:
    return _Anything(name, (), {"_factory": True})


class _Module(ModuleType):
    __path__: list[str] = []  # noqa: RUF012  # what makes a module a package

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _stand_in(f"{self.__name__}.{name}")


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, fullname: str, path: Any, target: Any = None) -> Any:
        if fullname.split(".")[0] in ABSENT:
            return importlib.machinery.ModuleSpec(fullname, self, is_package=True)
        return None

    def create_module(self, spec: Any) -> ModuleType:
        return _Module(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        return None


def install() -> None:
    """Call before anything imports Rasa. spaCy is imported first and told the truth: no TensorFlow."""
    for name in ABSENT:
        sys.modules[name] = None  # type: ignore[assignment]
    importlib.import_module("spacy")
    for name in ABSENT:
        del sys.modules[name]
    sys.meta_path.insert(0, _Finder())
