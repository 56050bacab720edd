"""What Stipple remembers: tables, transactions, migrations and the questions asked of them."""

from __future__ import annotations

# The tables of every module are known as soon as one module here is imported: erasing follows their keys.
from bot.database import channel_tables as channel_tables
from bot.database import moving_tables as moving_tables
