"""Measure reluridge beside other libraries: ``python noxfile.py -s bench``.

    python noxfile.py -s bench                       everything, into results.json
    python noxfile.py -s bench -- --quick            small sizes, onto the screen
    python noxfile.py -s bench -- --only step        some experiments, likewise
    python noxfile.py -s bench -- --only step --update      these into results.json

How it is measured is in measure.py, what in experiments.py, what follows from it in findings.py.
"""

import argparse
import datetime
import importlib.metadata
import json
import os
import platform
import sys
import warnings
from pathlib import Path

from experiments import OTHERS, TIMED
from findings import RESULTS, cost, dump, requirements, verdict
from measure import TOLERANCE, run, total_memory

import reluridge as rr

PEERS = ("numpy", "scikit-learn", "himalaya", "torch", "jax")


def machine():
    """Return what the results depend on beside the code."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return {
        "cpu": models[0] if models else platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "memory": cost(total_memory(), "bytes"),
        "system": f"{platform.system()} {platform.machine()}",
    }


def threads():
    """Return how many threads each library takes by default."""
    import threadpoolctl
    import torch

    pools = {p["internal_api"]: p["num_threads"] for p in threadpoolctl.threadpool_info()}
    return pools | {"PyTorch": torch.get_num_threads()}


def versions():
    """Return the versions of Python and of all libraries."""
    found = {name: importlib.metadata.version(name) for name in PEERS}
    return {"python": platform.python_version(), "reluridge": rr.__version__, **found}


def measure(options):
    """Yield the name and the results of each experiment whose name starts as asked for."""
    for group in TIMED:
        for name, experiment in group(options.quick):
            if name.startswith(options.only):
                yield name, run(name, experiment, options)
    for name, group in OTHERS.items():
        if name.startswith(options.only) or options.only.startswith(name):
            yield from group(options)


def show(name, experiment):
    """Print an experiment."""
    print(f"\n{name}: {experiment['title']}")
    for row in experiment["rows"]:
        size = ", ".join(f"{key} = {value:,}" for key, value in row["size"].items())
        cells = [
            f"{who} {cell.get('skipped') or cost(cell['median'], experiment['unit'])}"
            for who, cell in row["cells"].items()
        ]
        print(f"  {size}: {'; '.join(cells)}", flush=True)
    if experiment["slopes"]:
        print("  slopes:", {who: round(s, 2) for who, s in experiment["slopes"].items()})


def main():
    """Run the experiments asked for; write the file if that is all of them."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="small sizes only: a minute")
    parser.add_argument("--only", default="", metavar="NAME", help="experiments that start so")
    parser.add_argument("--seconds", type=float, help="for each experiment, about; default 5")
    parser.add_argument("--turns", type=int, default=5, help="of each case, at least; default 5")
    parser.add_argument("--patience", type=float, help="seconds for a call; default 10")
    parser.add_argument("--file-gb", type=float, help="default 1.2 times memory, if disk allows")
    parser.add_argument("--output", type=Path, help="where to write; by default a full run does")
    parser.add_argument("--update", action="store_true", help="replace these in results.json")
    options = parser.parse_args()
    options.seconds = options.seconds or (0.3 if options.quick else 5)
    options.patience = options.patience or (0.2 if options.quick else 10)
    options.file_gb = options.file_gb or (0.1 if options.quick else None)
    warnings.simplefilter("ignore")
    known = {}
    if options.update:
        results = json.loads(RESULTS.read_text(encoding="utf-8"))
        if (results["machine"], results["versions"]) != (machine(), versions()):
            sys.exit("--update needs the machine and versions of results.json: run everything")
        known = results["experiments"]
    experiments = {}
    for name, experiment in measure(options):
        experiments[name] = experiment
        show(name, experiment)
    if not experiments:
        sys.exit(f"--only must be the start of an experiment's name; got {options.only!r}")
    settings = {name: getattr(options, name) for name in ("seconds", "turns", "patience")}
    results = {
        "settings": settings,
        "date": datetime.date.today().isoformat(),
        "machine": machine(),
        "threads": threads(),
        "versions": versions(),
        "tolerance": TOLERANCE,
        "experiments": known | experiments,
    }
    print()
    results["requirements"] = requirements(results)
    for row in results["requirements"].values():
        measured = "" if row["measured"] is None else f" {row['measured']:,}"
        print(f"{row['statement']}: {row['required']}; measured{measured}, {verdict(row)}")
    partial = (options.quick or options.only) and not options.update
    output = options.output or (None if partial else RESULTS)
    if output:
        output.write_text(dump(results), encoding="utf-8")
        print(f"\nWritten to {output}")


if __name__ == "__main__":
    main()
