"""Pages of planning cycles, by noun."""
