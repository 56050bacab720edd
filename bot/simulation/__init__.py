"""What a changed file of rules, prices or answers would have changed for people who were told something already."""
