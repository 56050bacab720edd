"""Reads one JSON string a line, prints what Rasa's pipeline makes of each. Run by test_pipeline_agrees.py."""

from __future__ import annotations

import asyncio
import json
import logging
import sys
import warnings
from pathlib import Path

from bot.engine import without_tensorflow
from bot.understanding.stored_model import newest_archive


async def parse_all() -> None:
    from rasa.core.agent import Agent
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.ERROR)
    agent = Agent.load(str(newest_archive(Path("models"))))
    for line in sys.stdin:
        print(json.dumps(await agent.parse_message(json.loads(line))), flush=True)


if __name__ == "__main__":
    warnings.showwarning = lambda *_args, **_kwargs: None
    without_tensorflow.install()
    asyncio.run(parse_all())
