"""Reminders: what a visitor may be reminded of, when, and in which words. Pure; the database keeps what is planned."""
