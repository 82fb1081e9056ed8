"""Validates JSON documents against the schemas of docs/schemas.

usage: validate_json.py SCHEMAS DOCUMENTS, where DOCUMENTS is a file with a JSON list of
{"schema": "plan.json", "name": "what it is of", "text": "the document"}.

Besides that every document is valid, it makes sure that the schemas notice drift: every object of every document is
refused with one more key and without one that is required, and every key of a schema is in some document. It prints how
much it looked at, or what is wrong, and then ends with 1.
"""

import json
import pathlib
import sys

from jsonschema import Draft202012Validator
from referencing import Registry, Resource


def once(pairs):
    """An object without a key that is there twice."""
    keys = [key for key, _ in pairs]
    if len(set(keys)) != len(keys):
        raise ValueError(f"a key is there twice: {keys}")
    return dict(pairs)


class Schemas:
    def __init__(self, folder):
        self.all = {path.name: json.loads(path.read_text()) for path in sorted(folder.glob("*.json"))}
        registry = Registry().with_resources(
            (name, Resource.from_contents(schema)) for name, schema in self.all.items()
        )
        # A reference without a file is one into the schema itself, so that each is entered by its name.
        self.validators = {
            name: Draft202012Validator({"$ref": name}, registry=registry) for name in self.all
        }
        self.seen = set()

    def resolve(self, name, schema):
        """The schema behind references, with the file that it is in."""
        while "$ref" in schema:
            file, _, pointer = schema["$ref"].partition("#")
            name = file or name
            schema = self.all[name]
            for part in pointer.strip("/").split("/"):
                schema = schema[part] if part else schema
        return name, schema

    def objects(self, name, schema, value):
        """The objects in a value that have a schema of their own, with their required keys."""
        name, schema = self.resolve(name, schema)
        if isinstance(value, dict) and "properties" in schema:
            yield value, schema["required"]
            for key, part in value.items():
                self.seen.add((name, id(schema), key))
                yield from self.objects(name, schema["properties"][key], part)
        elif isinstance(value, list):
            for part in value:
                yield from self.objects(name, schema.get("items", {}), part)

    def shapes(self, name, schema):
        """The schemas of objects in a file."""
        if isinstance(schema, dict):
            if schema.get("type") == "object" and "properties" in schema:
                yield schema
            schema = list(schema.values())
        if isinstance(schema, list):
            for part in schema:
                yield from self.shapes(name, part)

    def flaws(self):
        """What is wrong with the schemas themselves."""
        for name, schema in self.all.items():
            Draft202012Validator.check_schema(schema)
            if "description" not in schema or "title" not in schema:
                yield f"{name}: it has no title or no description"
            if schema["properties"].get("schemaVersion", {}).get("const") is None:
                yield f"{name}: its schemaVersion is not fixed"
            for shape in self.shapes(name, schema):
                if shape.get("additionalProperties") is not False:
                    yield f"{name}: an object with {sorted(shape['properties'])} takes any other key"
                for key, part in shape["properties"].items():
                    if "description" not in self.resolve(name, part)[1] and "description" not in part:
                        yield f"{name}: {key} has no description"

    def unseen(self, used):
        """Keys of schemas that no document has."""
        for name in used:
            for shape in self.shapes(name, self.all[name]):
                for key in shape["properties"]:
                    if (name, id(shape), key) not in self.seen:
                        yield f"{name}: no document has the key {key} of the object with {sorted(shape['properties'])}"


def main(folder, documents):
    schemas = Schemas(pathlib.Path(folder))
    problems = list(schemas.flaws())
    changed = 0
    # What was refused once is refused again: a shape is bent in the first few documents that have it.
    bent = {}
    for one in documents:
        name, text = one["schema"], one["text"]
        if name not in schemas.validators:
            problems.append(f"{one['name']}: there is no schema {name}")
            continue
        validator = schemas.validators[name]
        document = json.loads(text, object_pairs_hook=once)
        errors = [f"{one['name']}: {error.json_path}: {error.message[:300]}" for error in validator.iter_errors(document)]
        problems += errors
        if errors:
            continue
        for value, required in schemas.objects(name, schemas.all[name], document):
            key = (name, tuple(sorted(value)))
            bent[key] = bent.get(key, 0) + 1
            if bent[key] > 3:
                continue
            value["another key"] = 1
            if validator.is_valid(document):
                problems.append(f"{one['name']}: another key is allowed in the object with {sorted(value)}")
            del value["another key"]
            for key in required:
                kept = dict(value)
                del value[key]
                if validator.is_valid(document):
                    problems.append(f"{one['name']}: {key} may be missing from the object with {sorted(kept)}")
                value.clear()
                value.update(kept)
            changed += 1 + len(required)
    problems += schemas.unseen(schemas.all)
    for problem in problems[:60]:
        print(problem)
    print(f"{len(documents)} documents, {changed} changes that are refused, {len(schemas.all)} schemas")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    with open(sys.argv[2], encoding="utf-8") as file:
        main(sys.argv[1], json.load(file))
