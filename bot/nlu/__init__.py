"""Rasa pipeline components: thin adapters around bot.understanding and bot.reading."""
