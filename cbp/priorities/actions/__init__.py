"""Every write of needs and rankings."""
