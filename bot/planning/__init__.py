"""The dialogue about a visitor's own dates: no Rasa, no database."""
