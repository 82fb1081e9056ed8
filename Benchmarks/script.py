"""What a competent user writes with the vendor's SDK: lists, compares with the manifests, upgrades, and waits.

Usage: script.py REPOSITORY POLL_SECONDS, with DBCONVERGE_ENDPOINT, HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK set. It reads
the commit HEAD, and has sixteen threads, kept connections and libyaml's C loader. Exits with 1 when something is left.
"""
import collections
import concurrent.futures
import io
import os
import subprocess
import sys
import tarfile
import time

import yaml
from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.http.http_config import HttpConfig
from huaweicloudsdkgaussdb import v3

THREADS = 16
PAGE = BATCH = 100
DEADLINE = 3600


def declared_versions(repository):
    """The project, and the version declared for each instance."""
    archive = subprocess.run(["git", "-C", repository, "archive", "HEAD"], check=True, stdout=subprocess.PIPE).stdout
    project, versions = None, {}
    with tarfile.open(fileobj=io.BytesIO(archive)) as files:
        for member in files:
            if not member.name.endswith((".yaml", ".yml")):
                continue
            for document in yaml.load_all(files.extractfile(member), Loader=yaml.CSafeLoader):
                if document["kind"] == "Fleet":
                    spec = document["spec"]
                    project = spec["projectID"]
                    for instance in spec["instances"]:
                        versions[instance["id"]] = instance.get("kernelVersion", spec["kernelVersion"])
    return project, versions


def client(project):
    config = HttpConfig.get_default_config()
    config.timeout = (10, 60)
    config.pool_maxsize = THREADS
    credentials = BasicCredentials(os.environ["HUAWEICLOUD_SDK_AK"], os.environ["HUAWEICLOUD_SDK_SK"], project)
    return v3.GaussDBClient.new_builder().with_http_config(config).with_credentials(credentials) \
        .with_endpoints([os.environ["DBCONVERGE_ENDPOINT"]]).build()


class Fleet:
    def __init__(self, cloud, pool):
        self.cloud = cloud
        self.pool = pool

    def page(self, offset):
        return self.cloud.list_gauss_my_sql_instances_unify_status(
            v3.ListGaussMySqlInstancesUnifyStatusRequest(offset=offset, limit=PAGE))

    def current(self):
        first = self.page(0)
        rest = self.pool.map(self.page, range(PAGE, first.total_count, PAGE))
        return {i.id: i.datastore.kernel_version for page in [first, *rest] for i in page.instances}

    def offer(self, instance):
        answer = self.cloud.show_instance_database_version(v3.ShowInstanceDatabaseVersionRequest(instance_id=instance))
        return instance, answer.datastore.latest_kernel_version if answer.upgrade_flag else None

    def upgrade(self, version, instances):
        infos = [v3.UpgradeDatabasesSingleInstance(current_version=version, instance_id=i) for i in instances]
        body = v3.BatchUpgradeDatabasesRequestBody(databases_instance_infos=infos, delay=False)
        answer = self.cloud.batch_upgrade_databases(v3.BatchUpgradeDatabasesRequest(body=body))
        if answer.resp != "success":
            raise RuntimeError("the batch was answered %r" % answer.resp)


def main():
    repository, interval = sys.argv[1], float(sys.argv[2])
    project, declared = declared_versions(repository)
    with concurrent.futures.ThreadPoolExecutor(THREADS) as pool:
        fleet = Fleet(client(project), pool)
        current = fleet.current()
        behind = [i for i, version in declared.items() if i in current and current[i] != version]
        batches = collections.defaultdict(list)
        for instance, offered in pool.map(fleet.offer, behind):
            if offered == declared[instance]:
                batches[current[instance]].append(instance)
        requested = {i for members in batches.values() for i in members}
        calls = [(version, members[start:start + BATCH])
                 for version, members in batches.items() for start in range(0, len(members), BATCH)]
        list(pool.map(lambda call: fleet.upgrade(*call), calls))
        deadline = time.monotonic() + DEADLINE
        while requested and time.monotonic() < deadline:
            time.sleep(interval)
            current = fleet.current()
            requested = {i for i in requested if current.get(i) != declared[i]}
    left = sum(current.get(i) != version for i, version in declared.items())
    print("%d declared, %d to change, %d left" % (len(declared), len(behind), left))
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
