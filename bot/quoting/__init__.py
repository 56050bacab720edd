"""The dialogue that leads to a price for one person's case. No Rasa, no database; the price comes from bot/pricing."""
