"""What Stipple remembers: tables, transactions, migrations and the questions asked of them."""
