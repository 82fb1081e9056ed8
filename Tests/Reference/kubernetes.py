"""Validates examples/kubernetes against Kubernetes' own schemas, and for what no schema asks for.

kubernetes.py FOLDER  prints what is wrong, a line each
"""

import pathlib
import subprocess
import sys

import yaml

OLDEST = "1.31"  # podFailurePolicy is stable since


def schema(file):
    command = [pathlib.Path(sys.executable).parent / "kubernetes-validate", "--strict", "--quiet", "--no-warn"]
    for version in ([], ["-k", OLDEST]):
        done = subprocess.run([*command, *version, file], capture_output=True, text=True)
        said = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
        if done.returncode:
            yield from said or [f"kubernetes-validate ended with {done.returncode}"]


def pod(job):
    spec = job["template"]["spec"]
    container = spec["containers"][0]
    security, outer = container.get("securityContext", {}), spec.get("securityContext", {})
    wanted = {
        "restartPolicy: Never": spec.get("restartPolicy") == "Never",
        "automountServiceAccountToken: false": spec.get("automountServiceAccountToken") is False,
        "runAsNonRoot: true": outer.get("runAsNonRoot") is True,
        "runAsUser: 65532": outer.get("runAsUser") == 65532,
        "readOnlyRootFilesystem: true": security.get("readOnlyRootFilesystem") is True,
        "allowPrivilegeEscalation: false": security.get("allowPrivilegeEscalation") is False,
        "drop: [ALL]": security.get("capabilities", {}).get("drop") == ["ALL"],
        "memory limit": "memory" in container.get("resources", {}).get("limits", {}),
        "backoffLimit: 0": job.get("backoffLimit") == 0,
        "terminationGracePeriodSeconds": spec.get("terminationGracePeriodSeconds", 0) >= 60,
    }
    yield from (f"the pod lacks {what}" for what, is_there in wanted.items() if not is_there)


def hours(text):
    return int(text.removesuffix("h")) * 3600


def cluster(documents):
    kinds = {document["kind"]: document for document in documents}
    cron, settings = kinds["CronJob"]["spec"], kinds["ConfigMap"]["data"]
    job = cron["jobTemplate"]["spec"]
    yield from pod(job)
    if cron.get("concurrencyPolicy") != "Forbid":
        yield "two runs can be under way"
    if job.get("activeDeadlineSeconds", 0) <= hours(settings["DBCONVERGE_TIMEOUT"]):
        yield "a job ends before --timeout ends its run in good order"
    mounts = {mount["name"]: mount["mountPath"] for mount in job["template"]["spec"]["containers"][0]["volumeMounts"]}
    claims = [v["name"] for v in job["template"]["spec"]["volumes"] if "persistentVolumeClaim" in v]
    # fsGroup makes the volume's root writable for a group, and the program refuses such a state directory.
    if not any(settings["DBCONVERGE_STATE"].startswith(mounts[name] + "/") for name in claims):
        yield "the journal is in no directory below a volume that stays"
    if kinds["PersistentVolumeClaim"]["spec"]["accessModes"] != ["ReadWriteOncePod"]:
        yield "two pods can have the journal's volume"


def main():
    for file in sorted(pathlib.Path(sys.argv[1]).glob("*.yaml")):
        problems = list(schema(file))
        documents = list(yaml.safe_load_all(file.read_text()))
        if not problems and any(document["kind"] == "CronJob" for document in documents):
            problems = cluster(documents)
        for problem in problems:
            print(f"{file.name}: {problem}")


main()
