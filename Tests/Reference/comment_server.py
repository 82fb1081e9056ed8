"""Runs the scripts that write a plan as a comment, against a server that answers like GitHub or GitLab.

comment_server.py github|gitlab SCRIPT FOREIGN TEXT...

FOREIGN comments of others are there before, each with the marker. The script is run once for each TEXT, an empty one as a
file that is missing. Prints {"comments", "calls", "leaks", "changed"}: the bodies of our comments, the calls of the last run, in
how many calls the token was anywhere but in its header, and how many comments of others were changed.
"""

import http.server
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import threading
import urllib.parse

TOKEN = "token-that-nobody-may-see"


class Service(http.server.BaseHTTPRequestHandler):
    kind = "github"
    comments = []
    calls = []
    leaks = 0

    def answer(self, status, value):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def handle_call(self):
        address = urllib.parse.urlparse(self.path)
        length = int(self.headers.get("Content-Length", 0))
        body = self.rfile.read(length)
        Service.calls.append(self.command)
        Service.leaks += TOKEN in self.path or TOKEN.encode() in body
        sent = self.headers.get("Authorization") if self.kind == "github" else self.headers.get("PRIVATE-TOKEN")
        if sent not in (f"Bearer {TOKEN}", TOKEN):
            return self.answer(401, {"message": "no token"})
        one, many = {
            "github": (r"/repos/team/fleets/issues/comments/(\d+)", "/repos/team/fleets/issues/7/comments"),
            "gitlab": (r"/projects/3/merge_requests/7/notes/(\d+)", "/projects/3/merge_requests/7/notes"),
        }[self.kind]
        if self.command == "GET" and self.kind == "gitlab" and address.path == "/user":
            return self.answer(200, {"id": 1})
        if self.command == "GET" and address.path == many:
            query = urllib.parse.parse_qs(address.query)
            page, size = int(query["page"][0]), int(query["per_page"][0])
            return self.answer(200, self.comments[(page - 1) * size:page * size])
        if self.command == "POST" and address.path == many:
            self.comments.append(comment(len(self.comments), True, json.loads(body)["body"]))
            return self.answer(201, self.comments[-1])
        match = re.fullmatch(one, address.path)
        if match and self.command == {"github": "PATCH", "gitlab": "PUT"}[self.kind]:
            self.comments[int(match[1])]["body"] = json.loads(body)["body"]
            return self.answer(200, self.comments[int(match[1])])
        return self.answer(404, {"message": f"{self.command} {self.path}"})

    do_GET = do_POST = do_PATCH = do_PUT = handle_call

    def log_message(self, *_):
        pass


def comment(number, is_ours, body):
    return {
        "id": number, "body": body, "user": {"login": "github-actions[bot]" if is_ours else "mallory"},
        "author": {"id": 1 if is_ours else 2},
    }


def main():
    kind, script, foreign, texts = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4:]
    Service.kind = kind
    Service.comments = [comment(number, False, "<!-- dbconverge plan -->\nmine") for number in range(foreign)]
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Service)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    environment = {
        "PATH": os.environ["PATH"], "GITHUB_TOKEN": TOKEN, "GITHUB_REPOSITORY": "team/fleets", "PULL_REQUEST": "7",
        "GITHUB_API_URL": address, "GITHUB_SERVER_URL": "https://github.example", "GITHUB_RUN_ID": "99",
        "NOTE_TOKEN": TOKEN, "CI_API_V4_URL": address, "CI_PROJECT_ID": "3", "CI_MERGE_REQUEST_IID": "7",
        "CI_JOB_URL": "https://gitlab.example/jobs/99",
    }
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "plan.md"
        for text in texts:
            Service.calls = []
            file.unlink(missing_ok=True)
            if text:
                file.write_text(text)
            done = subprocess.run(
                ["bash", script, str(file)], env=environment, capture_output=True, text=True, timeout=120)
            if done.returncode != 0:
                print(done.stdout + done.stderr)
                sys.exit(1)
    ours = [one["body"] for one in Service.comments if one["author"]["id"] == 1]
    changed = sum(one["body"] != "<!-- dbconverge plan -->\nmine" for one in Service.comments[:foreign])
    print(json.dumps({"comments": ours, "calls": Service.calls, "leaks": Service.leaks, "changed": changed}))


main()
