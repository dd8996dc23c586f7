"""Try a server that builds anew: ``python docs/quality/reload.py sphinx-autobuild ...``.

Waits for the front page, gives its source another date, and waits until the page is another.
"""

import http.client
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

SOURCE = Path(__file__).parents[1] / "index.md"
SECONDS = 1800


def made(port):
    """Return when the front page that is served was made, or None if there is none."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("HEAD", "/index.html")
        return connection.getresponse().getheader("last-modified")
    except OSError:
        return None
    finally:
        connection.close()


def another(server, port, old):
    """Wait for a front page that is not the old one, and return when it was made."""
    end = time.monotonic() + SECONDS
    while (new := made(port)) in (None, old):
        if server.poll() is not None or time.monotonic() > end:
            sys.exit("no page is served" if old is None else "the page is not built anew")
        time.sleep(0.5)
    return new


def main():
    """Start the server, see it build twice, and end it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen([*sys.argv[1:], "--port", str(port)])
    try:
        first = another(server, port, None)
        time.sleep(2)  # dates have whole seconds, and the server looks for changes only from now on
        os.utime(SOURCE)
        print(f"built {first}, and again {another(server, port, first)}")
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main()
