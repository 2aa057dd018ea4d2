"""Is it alive, is it ready? For launchers and load balancers."""

from celery import current_app
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from redis import Redis, RedisError

from cbp.accounts.doors import opened


@opened
def live(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


@opened
def ready(request: HttpRequest) -> HttpResponse:
    """200 when the database answers, the broker answers and a worker is there; 503 with what is missing otherwise."""
    broker = _broker()
    state = {"database": _database(), "broker": broker, "worker": broker and _worker()}
    return JsonResponse(state, status=200 if all(state.values()) else 503)


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return True
    except DatabaseError:
        return False


def _broker() -> bool:
    url = settings.REDIS_URL.replace("redis+socket://", "unix://")
    try:
        with Redis.from_url(url, socket_timeout=1, socket_connect_timeout=1) as client:
            return bool(client.ping())
    except (RedisError, OSError, ValueError):
        return False


def _worker() -> bool:
    patience = {"socket_timeout": 1, "socket_connect_timeout": 1}
    try:
        with current_app.connection_for_write(connect_timeout=1, transport_options=patience) as bell:
            return bool(current_app.control.ping(timeout=0.5, limit=1, connection=bell))
    except Exception:  # whatever a broker may do, the answer is “no”
        return False
