"""A random instance in the format of the public ones: ``generate.py PEOPLE DAYS SHIFTS SEED``.

For checking that sizes beyond the public twelve run; there is no best known cost.
"""

import argparse

import numpy as np


def instance(people: int, days: int, shifts: int, seed: int) -> str:
    rng = np.random.default_rng(seed)
    parts = min(shifts, 4)
    part = [i * parts // shifts for i in range(shifts)]
    names = [f"{'admn'[part[i]]}{i}" for i in range(shifts)]
    minutes = [int(rng.choice([480, 480, 600, 720])) for _ in names]
    weeks = days // 7
    lines = ["SECTION_HORIZON", str(days), "", "SECTION_SHIFTS"]
    for i, name in enumerate(names):
        banned = "|".join(names[j] for j in range(shifts) if part[j] < part[i])
        lines.append(f"{name},{minutes[i]},{banned}")
    lines += ["", "SECTION_STAFF"]
    hours = rng.choice([24, 32, 36, 38], size=people)
    for p in range(people):
        limits = []
        for i, name in enumerate(names):
            open_ = rng.random() < 0.7 or i == p % shifts
            most = max(1, days // 7) if part[i] == parts - 1 and parts > 1 else days
            limits.append(f"{name}={most if open_ else 0}")
        most_min = int(hours[p]) * 60 * weeks
        consecutive, shortest, off = (6, 2, 3) if rng.random() < 0.3 else (5, 2, 2)
        weekends = (weeks + 1) // 2
        lines.append(
            f"P{p},{'|'.join(limits)},{most_min},{most_min - 1440},"
            f"{consecutive},{shortest},{off},{weekends}"
        )
    lines += ["", "SECTION_DAYS_OFF"]
    for p in range(people):
        chosen = sorted(rng.choice(days, size=max(1, days // 28), replace=False).tolist())
        lines.append(f"P{p},{','.join(map(str, chosen))}")
    requests: dict[str, list[str]] = {"ON": [], "OFF": []}
    for p in range(people):
        for _ in range(max(1, days // 7)):
            first, length = int(rng.integers(days)), int(rng.integers(1, 5))
            name, kind = names[int(rng.integers(shifts))], "ON" if rng.random() < 0.6 else "OFF"
            for day in range(first, min(first + length, days)):
                requests[kind].append(f"P{p},{day},{name},{int(rng.integers(1, 4))}")
    lines += ["", "SECTION_SHIFT_ON_REQUESTS", *requests["ON"]]
    lines += ["", "SECTION_SHIFT_OFF_REQUESTS", *requests["OFF"], "", "SECTION_COVER"]
    each = float(hours.sum()) * weeks * 60 / np.mean(minutes) / days / shifts
    for day in range(days):
        for name in names:
            needed = max(0, round(each * float(rng.uniform(0.7, 1.3))))
            lines.append(f"{day},{name},{needed},100,1")
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("people", "days", "shifts", "seed"):
        parser.add_argument(name, type=int)
    print(instance(**vars(parser.parse_args())), end="")


if __name__ == "__main__":
    main()
