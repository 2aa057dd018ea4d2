"""A worker's child may have so much memory and no more: a paper that wants more fails alone, and the machine lives.

RLIMIT_DATA counts what the process really writes to (heap and private pages). RLIMIT_AS would also count reserved
addresses, of which Python's threads and the font libraries hold several times what they use.
"""

import resource
import sys
from typing import Any

from celery.signals import worker_process_init
from django.conf import settings


@worker_process_init.connect
def bound_memory(**kwargs: Any) -> None:
    """In each child of the pool, before its first task. macOS does not keep such a limit."""
    if sys.platform == "linux":
        most: int = settings.JOB_MEMORY_BYTES
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))
