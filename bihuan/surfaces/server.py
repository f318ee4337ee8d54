"""Running an installation: web pages and jobs in one process, or each alone."""

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType

import waitress
from django.core.servers.basehttp import get_internal_wsgi_application

from bihuan.surfaces import jobs

THREADS = 8


class AddressTaken(Exception):
    """The address cannot be listened on; the message says why."""


def serve(host: str, port: int) -> None:
    """Serve the pages until the process is told to stop. Raises :class:`AddressTaken`."""
    application = get_internal_wsgi_application()
    try:
        made = waitress.create_server(
            application, host=host, port=port, threads=THREADS, ident="bihuan"
        )
    except ValueError as error:
        raise AddressTaken(f"{host}:{port} 不是可以监听的地址。") from error
    except OSError as error:
        raise AddressTaken(f"{host}:{port} 用不了：{error.strerror}。请换一个端口。") from error
    made.run()


def work() -> None:
    """Run the jobs until the process is told to stop."""
    stopped = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        stopped.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    with working():
        stopped.wait()


def run(host: str, port: int) -> None:
    """Serve the pages and run the jobs in this one process."""
    with working():
        serve(host, port)


@contextlib.contextmanager
def working() -> Iterator[None]:
    """Run the jobs beside what happens inside the ``with``; a job in hand is finished."""
    consumer = jobs.consumer()
    consumer.start()
    try:
        yield
    finally:
        consumer.stop(graceful=True)
