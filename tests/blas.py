"""Say which BLAS NumPy has, after seeing it work: ``python tests/blas.py``.

It runs in a process of its own, because SciPy and others load another BLAS.
"""

import json

import numpy as np
import threadpoolctl


def main():
    """Compute a little, so that a kernel that the processor cannot run fails here; then say."""
    A = np.random.default_rng(0).normal(size=(300, 300))
    for kind in (float, np.float32, complex):
        np.linalg.svd(A.astype(kind) @ A[::2].T.astype(kind))
    built = np.show_config("dicts")["Build Dependencies"]["blas"]
    loaded = {"internal_api": built["name"], "version": built["version"], "num_threads": 1}
    for pool in threadpoolctl.threadpool_info():
        if pool["user_api"] == "blas":
            loaded |= pool
    said = {
        "blas": f"{loaded['internal_api']} {loaded['version']}",
        "kernel": loaded.get("architecture", ""),
        "threads": loaded["num_threads"],
    }
    print(json.dumps(said))


if __name__ == "__main__":
    main()
