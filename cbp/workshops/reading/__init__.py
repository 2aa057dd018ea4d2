"""Reading the record of a session: its attendance with the sums, its people in roles, the pictures of its tools."""
