"""Forms of needs and rankings."""
