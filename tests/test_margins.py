"""The session that measures tolerances sees each way to compare, and fails where it must."""

import os
import subprocess
import sys
from pathlib import Path

LINES = {  # a comparison, and what is wrong with it
    "assert np.allclose([1, 1.0002], 1, rtol=1e-3, atol=0)": "",
    "assert np.allclose([1, 1.0003], 1, rtol=1e-3, atol=0)": "holds with 30% of",
    "assert not np.allclose([1, 1.005], 1, rtol=1e-3, atol=0)": "",
    "assert not np.allclose([1, 1.003], 1, rtol=1e-3, atol=0)": "does not hold, with 3 times",
    "assert not np.allclose([1, np.nan], 1)": "",
    "assert np.allclose(np.inf, np.inf, rtol=0, atol=0)": "",
    "assert (np.isclose([1, 2], [1.0003, 1], 1e-3, 0) == [1, 0]).all()": "holds with 30% of",
    "assert (np.isclose([1, 1], [1, 1.003], 1e-3, 0) == [1, 0]).all()": "does not hold, with 2.99",
    "np.testing.assert_allclose([1.0002], 1, rtol=1e-3)": "",
    "np.testing.assert_allclose([1.0003], 1, rtol=1e-3)": "holds with 30% of",
    "raises(AssertionError, np.testing.assert_allclose, 1.005, 1, 1e-3)": "",
    "with raises(AssertionError): np.testing.assert_allclose(1.003, 1, 1e-3)": (
        "does not hold, with 3 times"
    ),
    "assert 1.0002 == approx(1, rel=1e-3)": "",
    "assert 1.0003 == approx(1, rel=1e-3)": "holds with 30% of",
    "assert [1.003, 1] != approx([1, 1], rel=1e-3)": "does not hold, with 3 times",
}


def test_margins(tmp_path):
    head = "import numpy as np\nfrom pytest import approx, raises\n\n"
    tests = [f"def test_{i}():\n    {line}\n" for i, line in enumerate(LINES)]
    (tmp_path / "pytest.ini").touch()
    (tmp_path / "test_lines.py").write_text(head + "\n".join(tests))
    (tmp_path / "page.md").write_text(
        ">>> import numpy as np\n>>> def same(a):\n...     return np.allclose(a, 1)\n"
        ">>> same(1 + 4e-6), same(1 + 6e-5)\n(True, False)\n"
    )

    def run(*options):
        command = [sys.executable, "-m", "pytest", "-p", "margins", "--doctest-glob=*.md", *options]
        env = os.environ | {"PYTHONPATH": str(Path(__file__).parent)}
        return subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True)

    done = run()
    assert "16 passed" in done.stdout, done.stdout
    assert done.returncode == 1
    wrong = done.stdout.partition("too near")[2]
    for i, (line, words) in enumerate(LINES.items()):
        place = f"test_lines.py:{5 + 3 * i} {words}"
        assert (place in wrong) == bool(words), (line, wrong)
    assert "page.md:3 holds with 40% of its tolerance" in wrong
    assert "page.md:3 does not hold" not in wrong
    assert run("-k", "test_0 or test_2").returncode == 0
