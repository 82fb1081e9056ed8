"""Prints, as JSON, generated requests and the Authorization header that the vendor's own signer gives each.

Usage: sign.py [COUNT]

The requests come from a fixed seed. Paths, queries and headers are given decoded; each carries what the SDK signed.
"""
import json
import random
import sys
from urllib.parse import quote

from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.sdk_request import SdkRequest

SEGMENTS = ["v3", "v3.1", "instances", "054e292c9880d4992f02c0196d3ea468", "6754902da1f447269c6979b0590102a5in07",
            "database-version", "a b", "a+b", "~tilde", "naïve", "名字", "100%", "a=b&c", "x:y@z", "(one),two;*!'$",
            "é", "🙂", "q?r#s", "[1]", "\"quoted\"", "back\\slash", "", "."]
NAMES = ["offset", "limit", "tags", "name", "start_time", "a", "A", "a-b", "a b", "é", "名", "z~", "x+y", "🙂", "k=v"]
VALUES = ["", "0", "100", "*orders", "k=v,k2=v2", "2026-11-24T00:00:00+0000", "a b", "a+b", "é", "名字", "100%",
          "🙂", "ﬀ", "~._-", "/path/", "&", "ẞ", "Z", "z", "a\u0301", "á"]
BODIES = ["", "", "{}", json.dumps({"delay": False}), json.dumps({"name": "名字 🙂 é"}, ensure_ascii=False),
          json.dumps({"databases_instance_infos": [{"current_version": "2.0.48.231200", "instance_id": "x" * 36}]})]


def generate(rng):
    path = "/" + "/".join(rng.choice(SEGMENTS) for _ in range(rng.randint(1, 6)))
    query = [(rng.choice(NAMES), rng.choice(VALUES)) for _ in range(rng.randint(0, 5))]
    if query and rng.random() < 0.4:
        query.append((query[0][0], rng.choice(VALUES)))
    headers = {"content-type": rng.choice(["application/json", "application/json;charset=UTF-8"])}
    if rng.random() < 0.3:
        headers["x-language"] = rng.choice(["en-us", "  zh-cn "])
    return {
        "method": rng.choice(["GET", "POST", "PUT", "DELETE"]),
        "host": rng.choice(["gaussdb.cn-north-4.myhuaweicloud.com", "127.0.0.1:8443", "iam.tr-west-1.myhuaweicloud.com"]),
        "path": path,
        "query": query,
        "headers": headers,
        "body": rng.choice(BODIES),
        "date": "2026%02d%02dT%02d%02d%02dZ" % (rng.randint(1, 12), rng.randint(1, 28), rng.randint(0, 23),
                                               rng.randint(0, 59), rng.randint(0, 59)),
        "ak": "".join(rng.choice("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789") for _ in range(20)),
        "sk": "".join(rng.choice("abcdefghijkmnopqrstuvwxyzABCDEF0123456789+/") for _ in range(40)),
        "project": rng.choice([None, "054e292c9880d4992f02c0196d3ea468"]),
        "securityToken": rng.choice([None, None, "gQpjbi1ub3J0aC00+/=" + "Ab1" * rng.randint(1, 30)]),
    }


def sign(request):
    credentials = BasicCredentials(request["ak"], request["sk"], request["project"])
    credentials.security_token = request["securityToken"]
    signed = credentials.sign_request(SdkRequest(
        method=request["method"], schema="https", host=request["host"],
        # As the SDK's client does with path parameters: encoded already.
        resource_path=quote(request["path"], safe="/~"),
        query_params=[tuple(pair) for pair in request["query"]],
        header_params=dict(request["headers"], **{"X-Sdk-Date": request["date"]}),
        body=request["body"]))
    return signed.header_params["Authorization"], signed.uri


def main():
    rng = random.Random(20261124)
    requests = []
    for _ in range(int(sys.argv[1]) if len(sys.argv) > 1 else 200):
        request = generate(rng)
        request["authorization"], request["uri"] = sign(request)
        requests.append(request)
    json.dump(requests, sys.stdout)


main()
