"""What is known of a community, and of a cycle, gathered in one request: each block with the right of the person.

A block that the person may not see is left out; one that is empty is there and says what to do next.
"""
