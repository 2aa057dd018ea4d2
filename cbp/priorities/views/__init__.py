"""The pages of needs and rankings."""
