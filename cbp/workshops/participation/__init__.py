"""Who took part, held against who lives there: as counts and warnings, as a picture, and as a wide monthly sheet."""

from cbp.workshops.participation.counting import OWN_SESSIONS, Participation, Row, participation, profile_of

__all__ = ["OWN_SESSIONS", "Participation", "Row", "participation", "profile_of"]
