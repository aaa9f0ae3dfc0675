"""Contacts per CPU-second of the two engines and of a plain model in SimPy and one on a heap.

Run ``python benchmarks/simulate.py [--quick] [--json]``; Ciw is measured too where it is installed.
"""

import argparse
import heapq
import json
import random
import sys
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import numpy as np
import simpy

from wfm.center.horizon import Horizon
from wfm.simulate.contacts import draw_contacts
from wfm.simulate.kernel.live import live
from wfm.simulate.model import Agents, Model, Spells
from wfm.simulate.model_file import FreeModel, ModelFile, compile_file
from wfm.simulate.model_queues import queues_of
from wfm.simulate.simpy.center import run_simpy

AGENTS, RATE_PER_MIN, AHT_S, PATIENCE_S = 50, 48.0, 60.0, 120.0

MODEL58 = {
    "lam_per_hour": [720, 600, 480, 360, 240],
    "profile": [
        *(0.6, 0.7, 0.85, 0.95, 1, 1, 1, 0.95, 0.9, 0.85),
        *(0.85, 0.9, 0.95, 1, 0.95, 0.9, 0.8, 0.7, 0.6, 0.5),
    ],
    "period_min": 30,
    "svc_min": [4, 5, 3, 6, 4],
    "pat_min": [3, 2, 4, 5, 3],
    "staff": [
        [17, 20, 24, 27, 28, 28, 28, 27, 25, 24, 24, 25, 27, 28, 27, 25, 22, 20, 17, 14],
        [17, 20, 24, 27, 28, 28, 28, 27, 25, 24, 24, 25, 27, 28, 27, 25, 22, 20, 17, 14],
        [18, 21, 26, 28, 30, 30, 30, 28, 27, 26, 26, 27, 28, 30, 28, 27, 24, 21, 18, 15],
        [7, 8, 10, 11, 12, 12, 12, 11, 11, 10, 10, 11, 11, 12, 11, 11, 10, 8, 7, 6],
        [15, 18, 21, 24, 25, 25, 25, 24, 22, 21, 21, 22, 24, 25, 24, 22, 20, 18, 15, 12],
        [15, 18, 21, 24, 25, 25, 25, 24, 22, 21, 21, 22, 24, 25, 24, 22, 20, 18, 15, 12],
        [10, 11, 14, 15, 16, 16, 16, 15, 14, 14, 14, 14, 15, 16, 15, 14, 13, 11, 10, 8],
        [12, 14, 17, 19, 20, 20, 20, 19, 18, 17, 17, 18, 19, 20, 19, 18, 16, 14, 12, 10],
    ],
    "TG": [
        [1, 0, 2, 0, 0, 0, 3, 5],
        [0, 1, 2, 0, 0, 0, 0, 5],
        [0, 0, 0, 1, 2, 0, 3, 5],
        [0, 0, 0, 0, 2, 2, 0, 5],
        [0, 0, 0, 0, 0, 2, 3, 5],
    ],
    "GT": [
        [1, 0, 0, 0, 0],
        [0, 1, 0, 0, 0],
        [1, 1, 0, 0, 0],
        [0, 0, 1, 0, 0],
        [0, 0, 2, 1, 0],
        [0, 0, 0, 2, 1],
        [2, 0, 2, 0, 1],
        [1, 1, 1, 1, 1],
    ],
}


def single_queue(days: int) -> FreeModel:
    """M/M/50+M, the classical example of a call center."""
    periods = days * 24
    return compile_file(
        ModelFile(
            lam_per_hour=(RATE_PER_MIN * 60,),
            period_min=60,
            svc_min=(AHT_S / 60,),
            pat_min=(PATIENCE_S / 60,),
            skills=((0,),),
            staff=((AGENTS,) * periods,),
        )
    )


def large_center() -> FreeModel:
    """65 queues, 89 groups, 2,000 agents, one day."""
    rng = np.random.default_rng(1)
    n_queues, n_groups, n_agents = 65, 89, 2000
    can = rng.random((n_groups, n_queues)) < 0.12
    can[np.arange(n_queues), np.arange(n_queues)] = True
    can[np.arange(n_queues, n_groups), rng.integers(0, n_queues, n_groups - n_queues)] = True
    horizon = Horizon(start=date(2001, 1, 1), days=1, interval_minutes=30, timezone="UTC")
    group = np.arange(n_agents) % n_groups
    breadth = np.where(can, can.sum(axis=1, keepdims=True), 0)
    share = rng.dirichlet(np.full(n_queues, 3.0))
    rate = np.repeat((share * 0.93 * n_agents * 1800 / 240)[:, None], horizon.n_intervals, axis=1)
    queues = queues_of(tuple(f"q{q}" for q in range(n_queues)), mean_patience_s=180.0)
    agents = Agents(
        tuple(f"a{i}" for i in range(n_agents)), breadth[group], can[group].astype(np.int64)
    )
    zero, ones = np.zeros(n_agents), np.ones(n_agents)
    spells = Spells(np.arange(n_agents), zero.astype(np.int64), zero, 86400 * ones, zero)
    return FreeModel(Model(horizon, queues, agents, spells), rate, np.full(rate.shape, 240.0), None)


def kernel_rate(free: FreeModel, seconds: float) -> float:
    """Contacts per CPU-second of the kernel, variates drawn inside."""
    offered = free.offered(1, 4)

    def day(i: int) -> int:
        live(free.model, free.model.spells, offered[i % 4], free.aht_s, 1, i)
        return int(offered[i % 4].sum())

    day(0)
    return _repeat(day, seconds)


def simpy_rate(free: FreeModel, seconds: float) -> float:
    """Contacts per CPU-second of the SimPy engine of the same model."""
    offered = free.offered(1, 4)

    def day(i: int) -> int:
        contacts = draw_contacts(free.model, offered[i % 4], free.aht_s, 1, i)
        run_simpy(free.model, contacts, free.model.spells)
        return len(contacts.queue)

    return _repeat(day, seconds)


def _repeat(day: Callable[[int], int], seconds: float) -> float:
    contacts, i, start = 0, 0, time.process_time()
    while time.process_time() - start < seconds:
        contacts += day(i)
        i += 1
    return contacts / (time.process_time() - start)


def plain_simpy(contacts: int) -> int:
    """M/M/50+M as most people write it in SimPy: a resource, and a timeout for patience."""
    env = simpy.Environment()
    desk = simpy.Resource(env, AGENTS)
    rng = random.Random(1)

    def caller():  # type: ignore[no-untyped-def]
        with desk.request() as turn:
            answered = yield turn | env.timeout(rng.expovariate(1 / PATIENCE_S))
            if turn in answered:
                yield env.timeout(rng.expovariate(1 / AHT_S))

    def arrivals():  # type: ignore[no-untyped-def]
        for _ in range(contacts):
            yield env.timeout(rng.expovariate(RATE_PER_MIN / 60))
            env.process(caller())

    env.process(arrivals())
    env.run()
    return contacts


def plain_heap(contacts: int) -> int:
    """M/M/50+M with a heap of events in pure Python."""
    rng = random.Random(1)
    events = [(rng.expovariate(RATE_PER_MIN / 60), 0, 0)]
    line: deque[tuple[int, float]] = deque()
    free, arrived = AGENTS, 0
    while events:
        now, kind, _ = heapq.heappop(events)
        if kind == 0:
            arrived += 1
            if free:
                free -= 1
                heapq.heappush(events, (now + rng.expovariate(1 / AHT_S), 1, arrived))
            else:
                line.append((arrived, now + rng.expovariate(1 / PATIENCE_S)))
            if arrived < contacts:
                heapq.heappush(events, (now + rng.expovariate(RATE_PER_MIN / 60), 0, 0))
            continue
        while line and line[0][1] < now:
            line.popleft()
        if line:
            line.popleft()
            heapq.heappush(events, (now + rng.expovariate(1 / AHT_S), 1, arrived))
        else:
            free += 1
    return contacts


def ciw_rate(contacts: int) -> float | None:
    """M/M/50+M in Ciw, where it is installed."""
    try:
        import ciw
    except ImportError:
        return None
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(RATE_PER_MIN / 60)],
        service_distributions=[ciw.dists.Exponential(1 / AHT_S)],
        reneging_time_distributions=[ciw.dists.Exponential(1 / PATIENCE_S)],
        number_of_servers=[AGENTS],
    )
    ciw.seed(1)
    start = time.process_time()
    ciw.Simulation(network).simulate_until_max_time(contacts / (RATE_PER_MIN / 60))
    return contacts / (time.process_time() - start)


def two_threads(free: FreeModel, days: int) -> float:
    """How many times faster two threads are than one, by the wall clock."""
    offered = free.offered(1, 1)[0]

    def one(i: int) -> None:
        live(free.model, free.model.spells, offered, free.aht_s, 1, i)

    def took(workers: int) -> float:
        start = time.perf_counter()
        with ThreadPoolExecutor(workers) as pool:
            list(pool.map(one, range(days)))
        return time.perf_counter() - start

    return took(1) / took(2)


def measure(seconds: float) -> dict[str, float | None]:
    """Every figure."""
    cold = time.process_time()
    single = single_queue(10)
    kernel_rate(single, 0)
    first_s = time.process_time() - cold
    multi = compile_file(ModelFile.model_validate(MODEL58))
    start = time.process_time()
    plain = plain_simpy(20_000) / (time.process_time() - start)
    start = time.process_time()
    heap = plain_heap(100_000) / (time.process_time() - start)
    found: dict[str, float | None] = {
        "kernel_single_queue": kernel_rate(single, seconds),
        "kernel_model58": kernel_rate(multi, seconds),
        "kernel_65_queues_89_groups_2000_agents": kernel_rate(large_center(), seconds),
        "simpy_engine_single_queue": simpy_rate(single_queue(1), seconds),
        "simpy_engine_model58": simpy_rate(multi, seconds),
        "plain_simpy_single_queue": plain,
        "plain_heap_single_queue": heap,
        "ciw_single_queue": ciw_rate(20_000),
    }
    kernel = found["kernel_single_queue"] or 0.0
    for peer in ("simpy_engine", "plain_simpy", "plain_heap", "ciw"):
        rate = found[f"{peer}_single_queue"]
        found[f"kernel_over_{peer}_single_queue"] = kernel / rate if rate else None
    found["kernel_over_simpy_engine_model58"] = (found["kernel_model58"] or 0.0) / (
        found["simpy_engine_model58"] or 1.0
    )
    found["two_threads_over_one"] = two_threads(single, 4 if seconds < 2 else 16)
    found["first_run_cpu_seconds"] = first_s
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="within a minute")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args()
    found = measure(1.5 if options.quick else 10.0)
    if options.json:
        json.dump(found, sys.stdout, indent=1)
        print()
        return
    for name, value in found.items():
        print(f"{name:45} {'not installed' if value is None else f'{value:,.2f}'}")


if __name__ == "__main__":
    main()
