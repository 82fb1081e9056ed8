"""Says, as JSON, what a JSON Schema refuses in YAML documents: by the libraries of check-jsonschema, which follow YAML 1.2 as editors do.

Usage: schema.py SCHEMA FILE...

For each file: a list with an entry for each document that is not empty, the places and keywords that refuse it; or a text where
the file is no YAML.
"""
import json
import sys

import jsonschema
import ruamel.yaml


def parser():
    yaml = ruamel.yaml.YAML(typ="safe", pure=True)
    # YAML 1.2 has no dates.
    yaml.constructor.add_constructor(
        "tag:yaml.org,2002:timestamp", lambda constructor, node: constructor.construct_scalar(node))
    return yaml


def refused(validator, document):
    return sorted(f"{error.json_path} {error.validator}" for error in validator.iter_errors(document))


def main():
    with open(sys.argv[1]) as file:
        schema = json.load(file)
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    answer = {}
    for path in sys.argv[2:]:
        try:
            with open(path, "rb") as file:
                documents = [document for document in parser().load_all(file) if document is not None]
        except (ruamel.yaml.YAMLError, ValueError, KeyError) as error:  # The last for a tag that does not fit.
            answer[path] = type(error).__name__
            continue
        answer[path] = [refused(validator, document) for document in documents]
    json.dump(answer, sys.stdout)


main()
