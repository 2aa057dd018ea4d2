"""A version that begins in another programme keeps closed what the former one kept closed.

Parts that were restricted there stay restricted here, whatever this programme decides on them; and a source that only
such parts or answers named does not come along where nothing that names it does.
"""

from __future__ import annotations

from collections.abc import Collection

from cbp.core.models import Programme
from profiling.models import Profile, Source
from profiling.reading import layout_for, sources_of, used_sources


def closed_for(former: Profile, programme: Programme) -> list[str]:
    """Parts that stay restricted in a version of that programme which begins as a copy of the former one."""
    if former.programme_id == programme.pk:
        return list(former.closed_parts)
    return [part.code for part in layout_for(former).restricted]


def drop_hidden_sources(profile: Profile, *, besides: Collection[int] = ()) -> None:
    """Copies of sources that not everybody knew, which nothing names here. `besides`: what a sheet is about to name."""
    former = profile.previous
    if former is None or former.programme_id == profile.programme_id:
        return
    known = {_key(source) for source in sources_of(former, restricted=False)}
    left = {*used_sources(profile, restricted=True), *besides}
    hidden = [one.pk for one in profile.sources.all() if _key(one) not in known and one.pk not in left]
    profile.sources.filter(pk__in=hidden).delete()


def _key(source: Source) -> tuple[object, ...]:
    return source.title, source.method, source.dated_on
