"""A fleet for the simulator, and the repository that declares it."""
import json
import subprocess
from pathlib import Path

OLD, DECLARED, BEYOND = "2.0.72.260100", "2.0.75.260400", "2.0.78.260700"
PROJECT = "054e292c9880d4992f02c0196d3ea468"
FILE_OF = 50
# A manifest may have 16 MiB.
LARGEST_FILE = 100_000


def at_once(instances, rounds):
    """How many may be unavailable where a tenth of the instances is to be upgraded in so many rounds."""
    return -(-(-(-instances // 10)) // rounds)


def write(folder, instances, change, seconds, split, at_once="100%"):
    """Writes `cloud.json` and the repository `fleets` into a folder; one in ten is behind when `change` is true.

    `at_once` is how many may be unavailable. Returns the repository and its manifests.
    """
    folder = Path(folder)
    ids = ["%032din07" % number for number in range(1, instances + 1)]
    with open(folder / "cloud.json", "w") as out:
        json.dump({"upgradeSeconds": [seconds, seconds], "jobVisibilitySeconds": 0.1, "instances": [
            {"id": id, "name": "orders-%d" % number, "version": OLD, "offers": [DECLARED]}
            if change and number % 10 == 0 else
            {"id": id, "name": "orders-%d" % number, "version": DECLARED, "offers": [BEYOND]}
            for number, id in enumerate(ids)]}, out)
    repository = folder / "fleets"
    repository.mkdir()
    size = FILE_OF if split else min(instances, LARGEST_FILE)
    for start in range(0, instances, size):
        name = "fleet-%d" % (start // size)
        (repository / (name + ".yaml")).write_text(fleet(name, ids[start:start + size]))
    (repository / "rollout.yaml").write_text(
        "apiVersion: dbconverge/v1\nkind: Rollout\nmetadata: { name: quick }\n"
        "spec:\n  precheck: off\n  maxChanges: 100%%\n  waves: [{ name: all, maxUnavailable: %s }]\n" % at_once)
    git = ["git", "-C", str(repository), "-c", "user.name=bench", "-c", "user.email=bench@example.org"]
    for command in (["init", "--quiet", "--initial-branch=main"], ["add", "."], ["commit", "--quiet", "-m", "declare"]):
        subprocess.run(git + command, check=True)
    return repository, sorted(repository.glob("*.yaml"))


def fleet(name, ids):
    head = ("apiVersion: dbconverge/v1\nkind: Fleet\nmetadata: { name: %s }\nspec:\n  region: cn-north-4\n"
            "  projectID: %s\n  kernelVersion: %s\n  rollout: quick\n  instances:\n" % (name, PROJECT, DECLARED))
    return head + "".join("  - id: %s\n" % id for id in ids)
