"""The demonstration: three invented communities in the Lac province of Chad, told through the actions of the rooms.

`data/` holds what is told, one folder for each community and one table for each noun; the modules beside it say it in
the order in which it happened. Nothing here is drawn by lot and no text depends on the day of loading.
"""
