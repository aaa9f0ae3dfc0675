"""A random instance in the format of the public ones: ``generate.py PEOPLE DAYS SHIFTS SEED``.

Limits, requests and demand have the ranges of the public twelve, for sizes beyond them; there is no
best known cost.
"""

import argparse

import numpy as np

# Limits of each kind of contract in the public files: hours a week, longest and shortest run of
# shifts, shortest run of days off, and how often such a contract occurs.
CONTRACTS = (
    (36.0, 5, 2, 2, 0.6),
    (33.0, 6, 2, 3, 0.2),
    (21.5, 5, 1, 2, 0.12),
    (14.25, 5, 1, 1, 0.08),
)
SLACK_MIN = 1080
CLOSED = 0.3
DAYS_OFF, ON, OFF = 1 / 14, 2.5 / 14, 1.1 / 14


def instance(people: int, days: int, shifts: int, seed: int) -> str:
    """Text of an instance whose limits, requests and demand are like those of the public ones."""
    rng = np.random.default_rng(seed)
    parts = min(shifts, 4)
    part = [i * parts // shifts for i in range(shifts)]
    names = [f"{'adpn'[part[i]]}{i + 1}" for i in range(shifts)]
    late = 600 if rng.random() < 0.3 else 480
    minutes = [late if parts == 4 and part[i] == 3 else 480 for i in range(shifts)]
    lines = ["SECTION_HORIZON", str(days), "", "SECTION_SHIFTS"]
    for i, name in enumerate(names):
        banned = "|".join(names[j] for j in range(shifts) if part[j] < part[i])
        lines.append(f"{name},{minutes[i]},{banned}")
    lines += ["", "SECTION_STAFF"]
    total = 0
    for p in range(people):
        which = int(rng.choice(len(CONTRACTS), p=[c[-1] for c in CONTRACTS]))
        hours, longest, shortest, off, _ = CONTRACTS[which]
        limits = []
        for i, name in enumerate(names):
            closed = rng.random() < CLOSED and i != p % shifts
            limited = part[i] == 3 or (which > 1 and part[i] == 2)
            most = max(1, round(days / 28 * (5 if limited else 28) * hours / 36))
            limits.append(f"{name}={0 if closed else most if limited else days}")
        most_min = round(hours * days / 7) * 60
        total += most_min
        weekends = (days // 7 + 1) // 2 + int(which > 1)
        lines.append(
            f"P{p},{'|'.join(limits)},{most_min},{max(most_min - SLACK_MIN, 0)},"
            f"{longest},{shortest},{off},{weekends}"
        )
    lines += ["", "SECTION_DAYS_OFF"]
    for p in range(people):
        chosen = sorted(rng.choice(days, size=max(1, round(days * DAYS_OFF)), replace=False))
        lines.append(f"P{p},{','.join(str(day) for day in chosen)}")
    lines += ["", "SECTION_SHIFT_ON_REQUESTS", *_requests(rng, people, days, names, ON)]
    lines += ["", "SECTION_SHIFT_OFF_REQUESTS", *_requests(rng, people, days, names, OFF)]
    lines += ["", "SECTION_COVER"]
    # As much as everybody's longest hours come to, unevenly over shifts and days.
    size = rng.uniform(0.5, 1.5, shifts) * [0.6 if part[i] == 3 else 1.0 for i in range(shifts)]
    each = total / (days * float(size @ minutes))
    for day in range(days):
        for i, name in enumerate(names):
            needed = round(each * float(size[i] * rng.uniform(0.5, 1.5)))
            lines.append(f"{day},{name},{needed},100,1")
    return "\n".join(lines) + "\n"


def _requests(
    rng: np.random.Generator, people: int, days: int, names: list[str], rate: float
) -> list[str]:
    """Runs of days on which a person asks for one shift, or not to have it."""
    lines = []
    for p in range(people):
        asked: set[int] = set()
        while len(asked) < rate * days:
            first, length = int(rng.integers(days)), int(rng.integers(1, 6))
            name, weight = names[int(rng.integers(len(names)))], int(rng.integers(1, 4))
            for day in range(first, min(first + length, days)):
                if day not in asked:
                    asked.add(day)
                    lines.append(f"P{p},{day},{name},{weight}")
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("people", "days", "shifts", "seed"):
        parser.add_argument(name, type=int)
    print(instance(**vars(parser.parse_args())), end="")


if __name__ == "__main__":
    main()
