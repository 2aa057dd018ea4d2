"""What waits for a person: one table of roles and lists, each list a question about what is within the person's right.

The late ones come first. Several roles add up, each list once. Home shows some lines of each; `rows` gives all.
"""

from cbp.desk.waiting.cycles import ASKED_MOST
from cbp.desk.waiting.lists import MOST, Line, Waiting
from cbp.desk.waiting.table import WAITS, Shown, lists_of, shown

__all__ = ["ASKED_MOST", "MOST", "WAITS", "Line", "Shown", "Waiting", "lists_of", "shown"]
