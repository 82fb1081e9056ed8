"""Lints examples/ci with the tools that made each format, and tells which commands they run.

lint_examples.py lint FOLDER [NAME]  prints what is wrong, a line each; NAME: one of the linters below, else all
lint_examples.py commands FOLDER     prints a JSON list of the command lines of dbconverge: {"file", "words"}
lint_examples.py scripts FOLDER      prints a JSON list of the shell scripts: {"file", "name", "script"}
"""

import json
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

import groovy_parser.parser
import ruamel.yaml

BIN = pathlib.Path(sys.executable).parent


def yaml(file):
    return ruamel.yaml.YAML(typ="safe").load(file.read_text())


def run(*command, cwd=None):
    """What a tool complains of; nothing where it is content."""
    done = subprocess.run(command, capture_output=True, text=True, cwd=cwd)
    if done.returncode == 0:
        return []
    lines = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
    return lines or [f"{command[0]} ended with {done.returncode}"]


# --- the shell scripts in each format ---


def github_scripts(file):
    for job in yaml(file)["jobs"].values():
        for step in job["steps"]:
            if "run" in step:
                yield step.get("name", "run"), "#!/bin/bash\nset -e\n" + step["run"]


def gitlab_scripts(file):
    for name, job in yaml(file).items():
        if not isinstance(job, dict):
            continue
        for key in ("before_script", "script", "after_script"):
            if key in job:
                lines = job[key] if isinstance(job[key], list) else [job[key]]
                yield f"{name}.{key}", "#!/bin/bash\nset -e\n" + "\n".join(lines) + "\n"


def jenkins_steps(file):
    return re.findall(r"\bsh '([^']*)'|\bscript: '([^']*)'", file.read_text())


def jenkins_scripts(file):
    for number, step in enumerate(jenkins_steps(file)):
        yield f"sh {number + 1}", f"#!/bin/sh\n{step[0] or step[1]}\n"


def cron_scripts(file):
    for number, line in enumerate(file.read_text().splitlines(), 1):
        if line and not line.startswith("#") and not re.match(r"[A-Z]+=", line):
            yield f"line {number}", "#!/bin/sh\n" + " ".join(line.split()[6:]) + "\n"


def systemd_scripts(file):
    for number, line in enumerate(file.read_text().splitlines(), 1):
        if line.startswith("Exec"):
            yield f"line {number}", "#!/bin/sh\n" + line.split("=", 1)[1].replace("+refs", "refs") + "\n"


def scripts(folder):
    kinds = [
        ("github/*.yml", github_scripts), ("gitlab/*.yml", gitlab_scripts), ("jenkins/Jenkinsfile", jenkins_scripts),
        ("cron/dbconverge", cron_scripts), ("systemd/*.service", systemd_scripts),
    ]
    for pattern, extract in kinds:
        for file in sorted(folder.glob(pattern)):
            for name, script in extract(file):
                yield str(file.relative_to(folder)), name, script
    for file in sorted(folder.glob("*/*.sh")):
        yield str(file.relative_to(folder)), "script", file.read_text()


# --- the linters ---


def lint_scripts(folder):
    for file, name, script in scripts(folder):
        with tempfile.NamedTemporaryFile("w", suffix=".sh") as copy:
            copy.write(script)
            copy.flush()
            # A unit's variables are split at spaces only where they have no braces, unlike a shell's.
            excluded = ["--exclude=SC2086"] if file.startswith("systemd") else []
            for line in run(BIN / "shellcheck", "--format=gcc", *excluded, copy.name):
                yield f"{file}: {name}: shellcheck: {line.split(':', 1)[1].strip()}"


def lint_schema(folder):
    for pattern, schema in [("github/*.yml", "vendor.github-workflows"), ("gitlab/*.yml", "vendor.gitlab-ci")]:
        for file in sorted(folder.glob(pattern)):
            for line in run(BIN / "check-jsonschema", "--builtin-schema", schema, file):
                yield f"{file.relative_to(folder)}: check-jsonschema: {line.strip()}"


def lint_github(folder):
    """What GitHub's schema does not ask for: least privilege, pinned actions, an end."""
    for file in sorted(folder.glob("github/*.yml")):
        workflow, name = yaml(file), str(file.relative_to(folder))
        if workflow.get("permissions") != {}:
            yield f"{name}: the workflow has permissions besides those of its jobs"
        for job, body in workflow["jobs"].items():
            for key in ("timeout-minutes", "permissions", "environment"):
                if key not in body:
                    yield f"{name}: the job {job} has no {key}"
            for step in body["steps"]:
                if not re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", step.get("uses", "a@" + "0" * 40)):
                    yield f"{name}: {step['uses']} is not pinned to a commit"
                if "${{" in step.get("run", ""):
                    yield f"{name}: an expression in the script of '{step.get('name')}' is expanded before the shell reads it"
        if "reconcile" in file.name and workflow.get("concurrency", {}).get("cancel-in-progress") is not False:
            yield f"{name}: a newer run cancels one of reconcile"


def lint_gitlab(folder):
    for file in sorted(folder.glob("gitlab/*.yml")):
        name = str(file.relative_to(folder))
        pipeline = yaml(file)
        for job, body in pipeline.items():
            if isinstance(body, dict) and "script" in body:
                if "timeout" not in body:
                    yield f"{name}: the job {job} has no timeout"
                if body.get("stage") not in pipeline["stages"]:
                    yield f"{name}: the job {job} is in no stage"
        if not pipeline["reconcile"].get("resource_group") or pipeline["reconcile"].get("interruptible") is not False:
            yield f"{name}: two runs of reconcile can be under way, or one can be canceled"


def lint_jenkins(folder):
    for file in sorted(folder.glob("jenkins/Jenkinsfile")):
        name = str(file.relative_to(folder))
        text = file.read_text()
        try:
            groovy_parser.parser.parse_groovy_content(text)
        except Exception as error:  # the parser has errors of several libraries
            yield f"{name}: groovy-parser: {str(error).splitlines()[0]}"
        if len(jenkins_steps(file)) != len(re.findall(r"\bsh\b", re.sub(r"//.*", "", text))):
            yield f"{name}: a sh step is not one literal in single quotes, in which Groovy expands nothing"
        for word in ("disableConcurrentBuilds()", "timeout("):
            if word not in text:
                yield f"{name}: there is no {word}"


CRON = [("minute", 0, 59), ("hour", 0, 23), ("day of the month", 1, 31), ("month", 1, 12), ("day of the week", 0, 7)]


def cron_field_is_valid(field, low, high):
    for part in field.split(","):
        match = re.fullmatch(r"(?:\*|(\d+)(?:-(\d+))?)(?:/(\d+))?", part)
        if not match:
            return False
        numbers = [int(number) for number in match.groups()[:2] if number]
        if any(not low <= number <= high for number in numbers) or numbers != sorted(numbers):
            return False
        if match[3] and not 0 < int(match[3]) <= high:
            return False
    return True


def lint_cron(folder):
    for file in sorted(folder.glob("cron/dbconverge")):
        text, name = file.read_text(), str(file.relative_to(folder))
        if not text.endswith("\n"):
            yield f"{name}: cron ignores a last line without an end"
        for number, line in enumerate(text.splitlines(), 1):
            if not line or line.startswith("#") or re.fullmatch(r"[A-Z]+=\S*", line):
                continue
            fields = line.split(None, 6)
            if len(fields) < 7:
                yield f"{name}:{number}: a line of /etc/cron.d has five times, a user and a command"
                continue
            for field, (what, low, high) in zip(fields, CRON):
                if not cron_field_is_valid(field, low, high):
                    yield f"{name}:{number}: '{field}' is no {what}"
            if not re.fullmatch(r"[a-z_][a-z0-9_-]*", fields[5]):
                yield f"{name}:{number}: '{fields[5]}' is no user"
            if "%" in fields[6]:
                yield f"{name}:{number}: cron makes a % a new line"
    for file in sorted(folder.glob("github/*.yml")):
        for entry in (yaml(file)["on"] or {}).get("schedule", []):
            fields = entry["cron"].split()
            if len(fields) != 5 or not all(cron_field_is_valid(f, a, b) for f, (_, a, b) in zip(fields, CRON)):
                yield f"{file.relative_to(folder)}: '{entry['cron']}' is no schedule"


def lint_systemd(folder):
    units = sorted(folder.glob("systemd/*"))
    with tempfile.TemporaryDirectory() as copies:
        for unit in units:
            # systemd-analyze wants the program to be there.
            text = unit.read_text().replace("/usr/bin/dbconverge", "/bin/true")
            (pathlib.Path(copies) / unit.name).write_text(text)
        for unit in units:
            copy = pathlib.Path(copies) / unit.name
            done = subprocess.run(["systemd-analyze", "verify", "--man=no", copy], capture_output=True, text=True)
            # It also says what it thinks of the machine's own units.
            said = [line for line in done.stderr.splitlines() if unit.name in line]
            for line in said or ([f"ended with {done.returncode}"] if done.returncode else []):
                yield f"systemd/{unit.name}: systemd-analyze: {line}"
            for line in copy.read_text().splitlines() if unit.suffix == ".timer" else []:
                if line.startswith("OnCalendar="):
                    for problem in run("systemd-analyze", "calendar", line.split("=", 1)[1]):
                        yield f"systemd/{unit.name}: systemd-analyze: {problem}"
            if unit.suffix == ".service":
                exposure = run("systemd-analyze", "security", "--offline=true", "--no-pager", "--threshold=20", copy)
                if exposure:
                    yield f"systemd/{unit.name}: systemd-analyze: {exposure[-1].strip()}"


LINTERS = {
    "scripts": lint_scripts, "schema": lint_schema, "github": lint_github, "gitlab": lint_gitlab,
    "jenkins": lint_jenkins, "cron": lint_cron, "systemd": lint_systemd,
}


# --- the commands ---


def commands(folder):
    for file, _, script in scripts(folder):
        words = []
        for line in script.replace("\\\n", " ").splitlines():
            lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
            lexer.whitespace_split = True
            try:
                words += list(lexer) + [";"]
            except ValueError:
                continue  # a quoted text of several lines, which has no command in it
        for index, word in enumerate(words):
            # Where a command can begin: not the name in a text or in a path.
            before = words[index - 1] if index else ";"
            if word.split("/")[-1] != "dbconverge" or not re.fullmatch(r"[;|&()]+|then|else|do", before):
                continue
            rest = words[index + 1:]
            length = next((i for i, one in enumerate(rest) if re.fullmatch(r"[;|&()<>]+", one)), len(rest))
            arguments = rest[:length]
            if arguments and length < len(rest) and rest[length].startswith(">") and arguments[-1].isdigit():
                arguments = arguments[:-1]
            yield {"file": file, "words": arguments}


def main():
    task, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    if task == "lint":
        names = sys.argv[3:] or LINTERS
        print("\n".join(problem for name in names for problem in LINTERS[name](folder)))
    if task == "commands":
        print(json.dumps(list(commands(folder))))
    if task == "scripts":
        print(json.dumps([{"file": f, "name": n, "script": s} for f, n, s in scripts(folder)]))


main()
