"""Reads the screening rules of a clinic, with what the clinic changed of them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from bot.clinic_data import Node, read
from bot.triage import concepts
from bot.triage.rule_checks import check
from bot.triage.rule_reading import Reader
from bot.triage.rules import Condition, Rulebook, Source
from bot.triage.vocabulary import vocabulary

RULES = "conditions.yml"
OVERRIDES = "conditions.local.yml"
GRADES = frozenset("ABCDEU")
_KEYS = frozenset(
    [
        "version",
        "review",
        "sources",
        "attributes",
        "kinds",
        "healing_days",
        "concepts",
    ]
)
_OVERRIDE_KEYS = frozenset(["version", "sources", "concepts", "branches"])


def load_rulebook(folder: Path) -> Rulebook:
    """The rules of conditions.yml; concepts and branches that conditions.local.yml names take their place.

    Raises ClinicDataError naming file, line, key and what is allowed.
    """
    root = read(folder / RULES)
    root.only(_KEYS)
    paths = [folder / RULES]
    nodes = _concepts(root)
    missing = concepts.ALL - nodes.keys()
    if missing:
        raise root.need("concepts").fail(f"rules are missing for {', '.join(sorted(missing))}.")
    sources, version, branches = _sources(root), root.need("version").text(), dict[str, Node]()
    if (folder / OVERRIDES).exists():
        local = read(folder / OVERRIDES)
        local.only(_OVERRIDE_KEYS)
        paths.append(folder / OVERRIDES)
        nodes |= _concepts(local)
        sources |= _sources(local)
        version = f"{version}+{local.need('version').text()}"
        found = local.get("branches")
        branches = dict(found.items()) if found is not None else {}
    reader = Reader(vocabulary(root.need("attributes"), root.need("kinds")), sources, branches)
    conditions = _conditions(nodes, reader)
    return Rulebook(
        version=f"{version}-{_digest(paths)}",
        review=root.need("review").text(),
        sources=MappingProxyType(sources),
        conditions=conditions,
        healing_days=int(root.need("healing_days").number()),
    )


def _concepts(root: Node) -> dict[str, Node]:
    found = root.get("concepts")
    nodes = dict(found.items()) if found is not None else {}
    for name, node in nodes.items():
        if name not in concepts.ALL:
            raise node.fail(f"unknown concept; allowed are {', '.join(sorted(concepts.ALL))}.")
    return nodes


def _conditions(nodes: Mapping[str, Node], reader: Reader) -> Mapping[str, Condition]:
    conditions = {}
    for name, node in nodes.items():
        conditions[name] = reader.condition(name, node)
        check(conditions[name], node, reader.nodes)
    for id_, node in reader.overrides.items():
        if id_ not in reader.nodes:
            raise node.fail(f"no branch of this id; allowed are {', '.join(sorted(reader.nodes))}.")
    return MappingProxyType(conditions)


def _sources(root: Node) -> dict[str, Source]:
    found = root.get("sources")
    sources = {}
    for key, node in found.items() if found is not None else ():
        node.only({"grade", "cite"})
        sources[key] = Source(node.need("grade").one_of(GRADES), node.need("cite").text())
    return sources


def _digest(paths: list[Path]) -> str:
    content = b"\0".join(path.read_bytes() for path in paths)
    return hashlib.sha256(content).hexdigest()[:8]
