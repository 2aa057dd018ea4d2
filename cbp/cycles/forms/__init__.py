"""Forms of planning cycles, by noun."""
