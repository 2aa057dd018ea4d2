"""The sheets of rows beside the one of communities: each table of a profile has its own, by the codes of its fields."""
