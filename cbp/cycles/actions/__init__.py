"""Every write of planning cycles, by noun."""
