"""The participatory tools: what each is, what it may hold, and refusals in words. (domain 2.1)"""

from cbp.workshops.tools.checking import LEVELS, LONGEST, MONTHS, MOST_ROWS, Payload, check_payload

__all__ = ["LEVELS", "LONGEST", "MONTHS", "MOST_ROWS", "Payload", "check_payload"]
