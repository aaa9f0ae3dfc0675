"""Run chunks of independent work in this process, or in a pool that survives a killed worker."""

import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Any

from wfm.center.errors import WfmError

_MOST_DEATHS = 5


@contextmanager
def executor(
    workers: int,
) -> Iterator[Callable[[Callable[[Any], Any], Iterable[Any]], Iterable[Any]]]:
    """A callable like `map`, for as long as the context lasts.

    Parameters
    ----------
    workers : int
        Processes; with 1 everything runs in this process. With more, the function and the chunks
        must be picklable, and a script must start its work under ``if __name__ == "__main__"``.

    Yields
    ------
    callable
        ``run(function, chunks)`` yields the results in the order of the chunks. A chunk whose
        worker was killed is done again.

    Raises
    ------
    WfmError
        If workers keep being killed.
    """
    if workers <= 1:
        yield map
        return
    pool = _Pool(workers)
    try:
        yield pool.map
    finally:
        pool.close()


@contextmanager
def threads(
    workers: int,
) -> Iterator[Callable[[Callable[[Any], Any], Iterable[Any]], Iterable[Any]]]:
    """A callable like `map` on threads, for work that releases the GIL, such as the kernel.

    Parameters
    ----------
    workers : int
        Threads; with 1 everything runs in the calling thread.
    """
    if workers <= 1:
        yield map
        return
    with ThreadPoolExecutor(workers) as pool:
        yield pool.map


class _Pool:
    def __init__(self, workers: int) -> None:
        self.workers = workers
        self.deaths = 0
        self.processes = self._start()

    def _start(self) -> ProcessPoolExecutor:
        # A fork of a process with threads can hang, so workers descend from a clean server.
        context = multiprocessing.get_context(
            "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
        )
        return ProcessPoolExecutor(self.workers, mp_context=context)

    def map(self, function: Callable[[Any], Any], chunks: Iterable[Any]) -> Iterator[Any]:
        """Results in the order of the chunks."""
        waiting = list(chunks)
        futures: dict[int, Future[Any]] = {}
        done = 0
        while done < len(waiting):
            try:
                for i in range(done, len(waiting)):
                    if i not in futures or not _whole(futures[i]):
                        futures[i] = self.processes.submit(function, waiting[i])
                while done < len(waiting):
                    yield futures.pop(done).result()
                    done += 1
            except BrokenProcessPool:
                self._restart()

    def _restart(self) -> None:
        self.processes.shutdown(wait=False, cancel_futures=True)
        self.deaths += 1
        if self.deaths > _MOST_DEATHS:
            raise WfmError(
                f"worker processes were killed {self.deaths} times, most often for want of memory; "
                "use fewer workers or fewer replications"
            )
        self.processes = self._start()

    def close(self) -> None:
        """Stop the processes."""
        self.processes.shutdown(wait=True, cancel_futures=True)


def _whole(future: "Future[Any]") -> bool:
    """Whether a future, after its pool broke, still holds what the chunk gave."""
    if not future.done() or future.cancelled():
        return False
    return not isinstance(future.exception(), BrokenProcessPool)
