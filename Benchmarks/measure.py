"""Processes, and what they cost."""
import json
import os
import statistics
import subprocess
import time
import urllib.request

# GNU time between this process and the measured one: a child's peak begins at the memory of the one that starts it.
TIME = "/usr/bin/time"


class Failed(Exception):
    pass


class Simulator:
    """The simulator as a process of its own; a context manager."""

    def __init__(self, binary, folder, environment):
        self.folder = folder
        self.binary = binary
        self.base = environment

    def __enter__(self):
        log_path = os.path.join(self.folder, "simulator.log")
        with open(log_path, "wb") as log:
            self.process = subprocess.Popen(
                [self.binary, "simulator", "--fleet", os.path.join(self.folder, "cloud.json"), "--port", "0"],
                stdout=log, stderr=log, env=self.base)
        for _ in range(6000):
            with open(log_path) as log:
                lines = [line for line in log.read().splitlines() if line.lstrip().startswith("export ")]
            if len(lines) >= 2:
                break
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        else:
            lines = []
        if len(lines) < 2:
            self.__exit__()
            with open(log_path) as log:
                raise Failed("The simulator does not listen: " + log.read())
        self.environment = dict(
            self.base, **dict(word.split("=", 1) for line in lines for word in line.split()[1:]))
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def audit(self):
        with urllib.request.urlopen(self.environment["DBCONVERGE_ENDPOINT"] + "/_audit") as answer:
            return json.load(answer)


def cost(command, environment, folder):
    """Runs a command; returns its CPU seconds, its children's among them, its peak in MB and its wall seconds."""
    figures = os.path.join(folder, "time")
    with open(os.path.join(folder, "output"), "w+b") as output:
        status = subprocess.run(
            [TIME, "-o", figures, "-f", "%U %S %M %e"] + command, stdout=output, stderr=output, env=environment
        ).returncode
        if status:
            output.seek(0)
            raise Failed("%s exited with %d: %s" % (command[0], status, output.read(2000).decode(errors="replace")))
    with open(figures) as lines:
        user, system, peak, wall = lines.read().split()
    return {"cpu": float(user) + float(system), "peak": int(peak) / 1024, "wall": float(wall)}


def start_time(command, environment):
    """The median wall seconds of eleven runs."""
    times = []
    for _ in range(11):
        start = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)
        times.append(time.perf_counter() - start)
    return statistics.median(times)
