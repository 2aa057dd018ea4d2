"""Ready lists of steps and the usual agenda of each kind of session, in our own words. Pure data. (domain 1.2, 1.4)

The texts are messages of the house, so that a programme that takes a list over gets it in every language; from then
on the list is the programme's own.
"""

from cbp.cycles.ready.agendas import AGENDAS, agenda_for
from cbp.cycles.ready.lists import READY, ReadyStep

__all__ = ["AGENDAS", "READY", "ReadyStep", "agenda_for"]
