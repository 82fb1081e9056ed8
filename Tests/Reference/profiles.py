"""Prints, as JSON, what the vendor's own SDK reads from a credentials file.

Usage: profiles.py FILE
"""
import json
import os
import sys

from huaweicloudsdkcore.auth.provider import ProfileCredentialProvider

os.environ["HUAWEICLOUD_SDK_CREDENTIALS_FILE"] = sys.argv[1]
found = {}
for profile in ["basic", "basic-2", "basic 3", "basic=4", "basic#5"]:
    credentials = ProfileCredentialProvider(profile).get_credentials()
    found[profile] = [credentials.ak, credentials.sk, credentials.security_token, credentials.iam_endpoint]
print(json.dumps(found))
