"""What is read of planning cycles beside their own rows, by noun."""
