"""The participatory tools: what each is, what it may hold, and refusals in words. (domain 2.1)"""

from cbp.workshops.tools.catalogue import DESCRIPTIONS, PURPOSES
from cbp.workshops.tools.checking import check_payload
from cbp.workshops.tools.shapes import Payload

__all__ = ["DESCRIPTIONS", "PURPOSES", "Payload", "check_payload"]
