"""Measures dbconverge beside its peers against the simulator, and prints figures, ratios and limits. See README.md."""
import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import measure
import workload

HERE = Path(__file__).resolve().parent
OURS, SCRIPT, VALIDATE, PARSE = "dbconverge", "script", "validate", "libyaml"
# Whether one in ten changes, how long an upgrade takes, and in how many rounds the changes are to be made.
SCENES = {"first run": (False, 0, 1), "no-op": (False, 0, 1), "10% 0s": (True, 0, 1), "10% 2s": (True, 2, 1),
          "10 rounds of 2s": (True, 2, 10)}


def peers(options, repository, build, state):
    """The command of each peer."""
    poll = options.poll
    return {
        OURS: [options.binary, "reconcile", "--repo", str(repository), "--assume-idle", "--state", state, "--poll-interval",
               "%dms" % round(poll * 1000), "--timeout", "1h"],
        SCRIPT: [options.python, str(HERE / "script.py"), str(repository), str(poll)],
        VALIDATE: [options.binary, "validate", "--repo", str(repository), "-o", "json"],
        PARSE: ["xargs", "-a", str(build / "manifests"), str(build / "parse")],
    }


def check(audit, instances):
    """The work has been done, and well: the same of every peer."""
    wrong = [name for name, is_wrong in {
        "unauthorised calls": audit["unauthorised"] > 0,
        "violations": any(i["violations"] for i in audit["instances"]),
        "instances that have not reached what is declared": any(
            i["history"][-1]["version"] != workload.DECLARED for i in audit["instances"]),
        "instances that are missing": len(audit["instances"]) != instances,
    }.items() if is_wrong]
    if wrong:
        raise measure.Failed("There were " + ", ".join(wrong))


def sample(options, name, command, folder, instances, environment):
    """What one run costs; those that speak to the cloud get a new one each."""
    if name in (VALIDATE, PARSE):
        return measure.cost(command, environment, folder)
    with measure.Simulator(options.binary, folder, environment) as cloud:
        figures = measure.cost(command, cloud.environment, folder)
        audit = cloud.audit()
    check(audit, instances)
    figures["kinds"] = {kind: count for kind, count in audit["calls"].items() if count}
    figures["calls"] = sum(figures["kinds"].values())
    return figures


def run(options, instances, scene, split, build, environment):
    """The medians of every peer for one workload."""
    change, seconds, rounds = SCENES[scene]
    samples = {}
    with tempfile.TemporaryDirectory(prefix="dbconverge-bench-") as folder:
        at_once = "100%" if rounds == 1 else workload.at_once(instances, rounds)
        repository, manifests = workload.write(folder, instances, change, seconds, split, at_once)
        (build / "manifests").write_text("\n".join(map(str, manifests)))
        for number in range(options.runs):
            for name in options.peers:
                # Nothing but ours knows how many may be unavailable.
                if rounds > 1 and name != OURS:
                    continue
                state = os.path.join(folder, "state-%d" % number)
                command = peers(options, repository, build, state)[name]
                if scene == "no-op" and name == OURS:
                    # What cron does every few minutes finds the journal of the run before.
                    sample(options, name, command, folder, instances, environment)
                samples.setdefault(name, []).append(
                    sample(options, name, command, folder, instances, environment))
    return {name: {key: statistics.median(s[key] for s in all_) for key in ("cpu", "peak", "wall", "calls")
                   if key in all_[0]} | {"kinds": all_[0].get("kinds", {})} for name, all_ in samples.items()}


def limits(rows):
    """Each figure of the issue that these rows allow to be measured: what, figure, limit."""
    found = {(row["instances"], row["scene"]): row["peers"] for row in rows if not row["split"]}

    def add(what, figure, limit):
        results.append({"what": what, "figure": figure, "limit": limit, "met": figure <= limit})

    results = []
    for (size, scene), row in sorted(found.items()):
        where = "%s, %s instances" % (scene, format(size, ","))
        ours, script, smaller = row.get(OURS), row.get(SCRIPT), found.get((size // 10, scene), {}).get(OURS)
        if ours and scene == "no-op":
            pages = -(-size // 100)
            add(where + ": list calls beyond ceil(N/100)", ours["kinds"].get("list", 0) - pages, 0)
            if size == 1_000_000:
                add(where + ": peak, GB", ours["peak"] / 1000, 1.2)
        validate, parse = row.get(VALIDATE), row.get(PARSE)
        if validate and parse and parse["cpu"] and size == 100_000 and scene == "no-op":
            add("a commit of 100,000 to fleets (`validate`): CPU against libyaml", validate["cpu"] / parse["cpu"], 2)
        if ours and script and size == 100_000 and scene == "no-op":
            add(where + ": CPU against the script", ours["cpu"] / script["cpu"], 1 / 15)
            add(where + ": peak against the script", ours["peak"] / script["peak"], 1 / 4)
        if ours and script and size == 100_000 and scene == "10% 0s":
            add(where + ": CPU against the script", ours["cpu"] / script["cpu"], 1 / 10)
            add(where + ": wall against the script", ours["wall"] / script["wall"], 1 / 2)
        if ours and smaller and (size, scene) in ((100_000, "10% 0s"), (1_000_000, "no-op")):
            add(where + ": CPU against a tenth of the fleet", ours["cpu"] / smaller["cpu"], 11)
        changes, rounds = -(-size // 10), SCENES[scene][2]
        if ours and rounds > 1:
            least = -(-changes // workload.at_once(size, rounds)) * SCENES[scene][1]
            add(where + ": wall against the least time", ours["wall"] / least, 1.2)
        if ours and SCENES[scene][0]:
            lists, offers = ours["kinds"].get("list", 0), ours["kinds"].get("offer", 0)
            add(where + ": offers beyond those that change", offers - changes, 0)
            if rounds == 1:
                add(where + ": batches beyond ceil(D/100)", ours["kinds"].get("upgrade", 0) - -(-changes // 100), 0)
            add(where + ": list calls beyond whole observations", lists % -(-size // 100), 0)
    return results


def show(row):
    files = workload.FILE_OF if row["split"] else min(row["instances"], workload.LARGEST_FILE)
    print("\n%s instances, %s, files of %s" % (format(row["instances"], ","), row["scene"], format(files, ",")))
    print("  %-12s %9s %9s %9s %8s  %s" % ("", "CPU s", "peak MB", "wall s", "calls", "ours / this: CPU, peak, wall"))
    ours = row["peers"].get(OURS)
    for name, figures in row["peers"].items():
        ratios = ""
        if ours and name != OURS:
            ratios = "  ".join("%.3f" % (ours[key] / figures[key]) if figures[key] else "-"
                               for key in ("cpu", "peak", "wall"))
        print("  %-12s %9.2f %9.0f %9.2f %8s  %s" % (
            name, figures["cpu"], figures["peak"], figures["wall"], "%d" % figures["calls"] if "calls" in figures else "-",
            ratios), flush=True)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", required=True, help="the release binary")
    parser.add_argument("--python", default=sys.executable, help="the Python that has the vendor's SDK")
    parser.add_argument("--instances", type=int, nargs="+", default=[1000, 10_000, 100_000])
    parser.add_argument("--scene", nargs="+", choices=SCENES, default=list(SCENES))
    parser.add_argument("--files", nargs="+", choices=["one", "split"], default=["one"])
    parser.add_argument("--peers", nargs="+", choices=[OURS, SCRIPT, VALIDATE, PARSE],
                        default=[OURS, SCRIPT, VALIDATE, PARSE])
    parser.add_argument("--runs", type=int, default=3, help="how many runs the medians are of (3)")
    parser.add_argument("--poll", type=float, default=1.0, help="seconds between two observations, of both (1)")
    parser.add_argument("--json", action="store_true", help="print one JSON document in place of the tables")
    options = parser.parse_args()
    if options.runs < 1 or any(not 10 <= size <= 1_000_000 for size in options.instances):
        parser.error("--runs is at least 1, --instances from 10 to 1,000,000")
    if shutil.which(options.binary) is None:
        parser.error("%s is no program; `make release` builds it" % options.binary)
    if not os.access(measure.TIME, os.X_OK):
        parser.error("%s is missing; install the package `time`" % measure.TIME)
    options.binary = os.path.abspath(options.binary)
    return options


def main():
    options = arguments()
    foreign = ("DBCONVERGE_", "HUAWEICLOUD_", "CLOUD_SDK_", "HW_")
    environment = {key: value for key, value in os.environ.items() if not key.startswith(foreign)}
    rows = []
    with tempfile.TemporaryDirectory(prefix="dbconverge-bench-") as build:
        subprocess.run(["cc", "-O2", "-o", build + "/parse", str(HERE / "parse.c"), "-lyaml"], check=True)
        for instances in options.instances:
            for split in (kind == "split" for kind in options.files):
                for scene in options.scene:
                    row = {"instances": instances, "scene": scene, "split": split,
                           "peers": run(options, instances, scene, split, Path(build), environment)}
                    rows.append(row)
                    if not options.json:
                        show(row)
    start = measure.start_time([options.binary, "--version"], environment)
    results = limits(rows) + [{"what": "`--version`: wall, s", "figure": start, "limit": 0.02, "met": start <= 0.02}]
    if options.json:
        print(json.dumps({"runs": options.runs, "poll": options.poll, "rows": rows, "limits": results}, indent=2))
        return
    print("\nFigures and their limits")
    for result in results:
        print("  %-6s %8.3f  at most %7.3f  %s" % (
            "met" if result["met"] else "missed", result["figure"], result["limit"], result["what"]))


if __name__ == "__main__":
    try:
        main()
    except measure.Failed as error:
        sys.exit("bench: %s" % error)
