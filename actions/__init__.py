"""Rasa's custom actions: thin, they ask the domain packages and say what comes back."""
