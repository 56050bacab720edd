"""Prices and quotes: a price book and the inputs of one person in, a quote out. Pure, in Decimal."""
