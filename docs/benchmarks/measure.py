"""How to measure: check that all contenders agree, then let them take turns.

First every library has to give the same numbers.  Then all cases of an experiment,
each a library at a size, take turns in one loop, so that they see the machine in
the same state; a cost is the median over the calls.  A case that does not fit into
memory, or would take too long, is recorded as such.
"""

import gc
import itertools
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
from findings import cost, rounded, slopes

import reluridge as rr

TOLERANCE = 1e-9  # of the largest number of each result
SHARE = 0.85  # of the free memory: what needs more is left out
TURN = 0.02  # seconds: a quick call is repeated for so long before the next case has its turn


class Contender(NamedTuple):
    """A way to compute: `prepare(problem)` returns the call to be measured.

    `bytes` says how much memory a call needs at a size.  `verify` returns the call's
    numbers in a form that all contenders share, if the call itself does not.
    """

    prepare: Callable
    bytes: Callable = lambda **size: 0
    verify: Callable | None = None


class Experiment(NamedTuple):
    """Contenders that solve the same problems; the first one is ours.

    `varies` names the size that the cost is drawn against, if any.
    """

    title: str
    varies: str
    sizes: list
    problem: Callable
    contenders: dict


def total_memory():
    """Return how many bytes of memory the machine has."""
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")


def free_memory():
    """Return how many bytes are free."""
    info = Path("/proc/meminfo")
    if info.exists():
        lines = dict(line.split(":") for line in info.read_text().splitlines())
        return int(lines["MemAvailable"].split()[0]) * 1024
    return total_memory() // 2


def numbers(result):
    """Return the arrays of a result."""
    if isinstance(result, rr.ReLUNet):
        result = (result.w, result.b, result.v, result.c)
    if isinstance(result, tuple | list):
        return [array for part in result for array in numbers(part)]
    return [np.asarray(result, dtype=float)]


def difference(result, expected):
    """Return how far two results are apart, beside the largest number of each array."""
    pairs = list(zip(numbers(result), numbers(expected), strict=True))
    return max(float(np.abs(a - b).max() / (np.abs(b).max() or 1)) for a, b in pairs)


def too_much(contender, size, varies, past, patience):
    """Return why a contender sits out at a size, or nothing.

    `past` has the sizes and the seconds so far.  The cost is expected to grow on as it did,
    with the square of the size at most.
    """
    need = contender.bytes(**size)
    if need > SHARE * free_memory():
        return f"needs {cost(need, 'bytes')}"
    if varies and past:
        last, seconds = past[-1]
        power = 1
        if len(past) > 1:
            before, less = past[-2]
            power = np.clip(np.log(seconds / less) / np.log(last / before), 0, 2)
        if seconds * (size[varies] / last) ** power > patience:
            return f"takes over {patience:g} s"
    return ""


def call_and_time(call):
    """Return the result of a call and how long it took."""
    start = time.perf_counter()
    result = call()
    return result, time.perf_counter() - start


def cases(name, experiment, patience):
    """Prepare and check every contender at every size.

    Return the calls by (place of the size, contender), and a cell for each.
    """
    calls, cells, past = {}, {}, {who: [] for who in experiment.contenders}
    for place, size in enumerate(experiment.sizes):
        reasons = {
            who: too_much(contender, size, experiment.varies, past[who], patience)
            for who, contender in experiment.contenders.items()
        }
        problem = None if all(reasons.values()) else experiment.problem(**size)
        expected = None
        for who, contender in experiment.contenders.items():
            if reasons[who]:
                cells[place, who] = {"skipped": reasons[who]}
                continue
            call = contender.prepare(problem)
            result, seconds = call_and_time(call)
            if seconds < 1:  # the first call may have compiled, or met a cold cache
                seconds = min(seconds, *(call_and_time(call)[1] for _ in range(2)))
            past[who].append((size.get(experiment.varies), seconds))
            if contender.verify:
                result = contender.verify(problem, result)
            expected = result if expected is None else expected
            apart = difference(result, expected)
            if not apart <= TOLERANCE:
                sys.exit(
                    f"{name}: {who} must give the numbers of {next(iter(experiment.contenders))}"
                    f" up to {TOLERANCE}; got a difference of {apart} at {size}"
                )
            calls[place, who], cells[place, who] = call, {"difference": apart}
    return calls, cells


def take_turns(calls, seconds, turns):
    """Return the times of each call: rounds of turns for about so many seconds, at least `turns`.

    What takes over a second has two turns fewer.
    """
    costs = {case: [] for case in calls}
    gc.collect()
    gc.disable()
    start = time.perf_counter()
    for turn in itertools.count():
        if turn >= turns and time.perf_counter() - start > seconds:
            break
        for case in list(calls)[:: 1 if turn % 2 else -1]:
            if turn >= max(1, turns - 2) and min(costs[case]) > 1:
                continue
            end = time.perf_counter() + TURN
            while not costs[case][turn:] or time.perf_counter() < end:
                costs[case].append(call_and_time(calls[case])[1])
    gc.enable()
    return costs


def statistics(costs):
    """Return median, quartiles and number of costs."""
    low, median, high = np.percentile(costs, [25, 50, 75]).tolist()
    return {"median": median, "quartiles": [low, high], "runs": len(costs)}


def table(experiment, unit, cells):
    """Return an experiment as the result file has it."""
    rows = [
        {"size": size, "cells": {who: cell for (p, who), cell in cells.items() if p == place}}
        for place, size in enumerate(experiment.sizes)
    ]
    done = {"title": experiment.title, "varies": experiment.varies, "unit": unit, "rows": rows}
    done = rounded(done)  # so that everything derived follows from what is written
    return done | {"slopes": rounded(slopes(done))}


def run(name, experiment, options):
    """Return the results of an experiment."""
    calls, cells = cases(name, experiment, options.patience)
    for case, costs in take_turns(calls, options.seconds, options.turns).items():
        cells[case] |= statistics(costs)
    return table(experiment, "seconds", cells)


def sizes(varies, values, **fixed):
    """Return sizes that differ in one number."""
    return [{varies: value, **fixed} for value in values]
