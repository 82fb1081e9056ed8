"""Judges edited manifests: prints, as JSON, what is wrong with each case.

Usage: versions.py FILE, where FILE is a JSON list of cases: {"files": [[old, new], ...], "versions": {id: version}}.
The new texts may differ from the old ones in scalars that are versions only, and must declare `versions`.
"""
import json
import re
import sys

import yaml

VERSION = re.compile(r"\d+\.\d+\.\d+\.\d+")
Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def same(old, new, key, where, problems):
    """Compares two nodes: kind, tag, style and, but for versions, text."""
    if type(old) is not type(new) or old.tag != new.tag:
        problems.append(f"{where}: {old.tag} became {new.tag}")
    elif isinstance(old, yaml.ScalarNode):
        if old.style != new.style:
            problems.append(f"{where}: the style {old.style} became {new.style}")
        if old.value != new.value and not (key == "kernelVersion" and VERSION.fullmatch(new.value)):
            problems.append(f"{where}: {old.value!r} became {new.value!r}")
    elif len(old.value) != len(new.value) or old.flow_style != new.flow_style:
        problems.append(f"{where}: another shape")
    elif isinstance(old, yaml.MappingNode):
        for (old_key, old_value), (new_key, new_value) in zip(old.value, new.value):
            same(old_key, new_key, None, where, problems)
            same(old_value, new_value, old_key.value, f"{where}.{old_key.value}", problems)
    else:
        for index, (left, right) in enumerate(zip(old.value, new.value)):
            same(left, right, None, f"{where}[{index}]", problems)


def judge(case):
    problems, found = [], {}
    for old, new in case["files"]:
        if VERSION.sub("V", old) != VERSION.sub("V", new):
            problems.append("something besides versions differs in the text")
        olds, news = list(yaml.compose_all(old, Loader)), list(yaml.compose_all(new, Loader))
        if len(olds) != len(news):
            problems.append("another number of documents")
        for left, right in zip(olds, news):
            if left is not None or right is not None:
                same(left, right, None, "", problems)
        for document in yaml.load_all(new, Loader):
            if document and document["kind"] == "Fleet":
                spec = document["spec"]
                for instance in spec["instances"]:
                    found[instance["id"]] = instance.get("kernelVersion", spec.get("kernelVersion"))
    if found != case["versions"]:
        wrong = [key for key in case["versions"] if found.get(key) != case["versions"][key]]
        problems.append(f"other versions: {wrong[:3]} of {len(found)}")
    return problems


with open(sys.argv[1], encoding="utf-8", newline="") as file:
    print(json.dumps([judge(case) for case in json.load(file)]))
