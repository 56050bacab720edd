"""What a message costs: CPU of both processes per answered message, their memory, and the time to the first answer.

    .venv/bin/python -m bench.serving_cost [--messages 200]

Starts the product on free ports and an empty database, as `make run` does. CPU counts the user and system time of every
process of the product; it is the robust figure on a busy machine, the wall times are not.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from pathlib import Path

from tests.product import Product, Visitor

QUESTIONS = (
    "does it hurt?",
    "how long does it last and can it be removed",
    "what does it cost in turkey",
    "can I swim afterwards",
    "who won the football",
    "thanks",
)
TICKS = os.sysconf("SC_CLK_TCK")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--messages", type=int, default=200)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        product = Product(Path(folder))
        began = time.monotonic()
        product.start()
        try:
            measure(product, began, given.messages)
        finally:
            product.stop()


def measure(product: Product, began: float, messages: int) -> None:
    """Prints the figures, one a line."""
    Visitor(product.url).say("does it hurt?")
    print(f"start to first answer: {time.monotonic() - began:.1f} s, {cpu(product):.1f} s of CPU")
    visitors = [Visitor(product.url) for _ in range(10)]
    before, walls = cpu(product), []
    for number in range(messages):
        started = time.monotonic()
        visitors[number % len(visitors)].say(QUESTIONS[number % len(QUESTIONS)])
        walls.append(1000 * (time.monotonic() - started))
    print(f"CPU per message: {1000 * (cpu(product) - before) / messages:.1f} ms")
    p95 = sorted(walls)[int(0.95 * len(walls))]
    print(f"wall per message: median {statistics.median(walls):.0f} ms, p95 {p95:.0f} ms")
    one = Visitor(product.url)
    print(f"messages 5 to 15 of one conversation: {_cost(product, one, 5, 15):.1f} ms of CPU each")
    for _ in range(285):
        one.say(QUESTIONS[0])
    print(f"messages 300 to 320 of it: {_cost(product, one, 0, 20):.1f} ms of CPU each")
    for name, size in memory(product):
        print(f"memory of {name}: {size:.0f} MB")


def _cost(product: Product, visitor: Visitor, skip: int, until: int) -> float:
    for _ in range(skip):
        visitor.say(QUESTIONS[0])
    before = cpu(product)
    for _ in range(until - skip):
        visitor.say(QUESTIONS[0])
    return 1000 * (cpu(product) - before) / (until - skip)


def processes(product: Product) -> list[int]:
    """The process that honcho is, and all below it."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (stat := _stat(int(entry.name))):
            parents[int(entry.name)] = int(stat[1])
    found = [product.pid]
    for pid in found:
        found += [child for child, parent in parents.items() if parent == pid]
    return found


def cpu(product: Product) -> float:
    """Seconds of user and system time that the product's living processes have used."""
    return sum((int(stat[11]) + int(stat[12])) / TICKS for pid in processes(product) if (stat := _stat(pid)))


def memory(product: Product) -> list[tuple[str, float]]:
    """Name and resident megabytes of the two Python processes that do the work."""
    rows = []
    for pid in processes(product):
        command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
        for name in ("bot.app", "bot.engine.serve"):
            if command.strip().endswith(name) and "sh -c" not in command:
                pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
                rows.append((name, pages * os.sysconf("SC_PAGE_SIZE") / 1e6))
    return rows


def _stat(pid: int) -> list[str] | None:
    """The fields of /proc/PID/stat after the command, or None when the process is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None


if __name__ == "__main__":
    main()
