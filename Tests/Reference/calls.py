"""Makes every call that dbconverge makes, or will make, with the vendor's own client, and checks the answers.

Usage: calls.py BASE_URL AK SK PROJECT_ID [--security-token TOKEN] INSTANCE_ID...

BASE_URL is a test cloud's: the calls upgrade the instances and cancel what is scheduled. At least two instances are
needed; those that are offered an upgrade are used for what changes something. Prints a line per call. The exit status
is 0 when all are as they should be, 1 when one is not, 2 for wrong arguments.
"""
import argparse
import re
import sys
import time
import traceback

from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException, SdkException, ServiceResponseException
from huaweicloudsdkcore.http.http_config import HttpConfig
from huaweicloudsdkgaussdb import v3

FAILURES = []
WINDOW = re.compile(r"\d\d:\d\d-\d\d:\d\d")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+\d{4}")


class Wrong(Exception):
    """An answer that is not as it should be."""


def expect(condition, message):
    if not condition:
        raise Wrong(message)


def step(name, call):
    """Runs one call and says how it went; returns what it returns, None when it failed."""
    try:
        result = call()
    except ServiceResponseException as error:
        problem = "HTTP %s %s %s" % (error.status_code, error.error_code, error.error_msg)
    except (Wrong, SdkException) as error:
        problem = str(error)
    except Exception:  # The SDK lets all sorts through; whatever it is, it is a finding.
        problem = traceback.format_exc().strip().replace("\n", "\n     ")
    else:
        print("ok   %s" % name, flush=True)
        return result
    FAILURES.append(name)
    print("FAIL %s: %s" % (name, problem), flush=True)
    return None


def client(base_url, ak, sk, project, token):
    config = HttpConfig.get_default_config()
    config.timeout = (10, 30)
    config.retry_times = 0
    credentials = BasicCredentials(ak, sk, project)
    if token:
        credentials.security_token = token
    return v3.GaussDBClient.new_builder().with_http_config(config).with_credentials(credentials) \
        .with_endpoints([base_url]).build()


class Reference:
    def __init__(self, cloud, instances):
        self.cloud = cloud
        self.instances = instances
        self.versions = {}
        self.offered = []

    def run(self):
        if not step("GET v3.1/instances", self.list_instances):
            # Nothing else can go well, and more calls with a key that is refused would lock it.
            return
        step("GET v3.1/instances, paged", self.list_pages)
        step("GET v3.1/instances/{id}", self.detail)
        step("GET v3.1/instances/details", self.details)
        for instance in self.instances:
            step("GET database-version of %s" % instance, lambda instance=instance: self.version(instance))
        step("GET datastores/gaussdb-mysql", self.datastores)
        step("PUT ops-window", self.ops_window)
        self.offered = [instance for instance in self.instances if instance in self.versions]
        if len(self.offered) < 2:
            FAILURES.append("instances")
            print("FAIL instances: at least two that are offered an upgrade are needed, %d are" % len(self.offered))
            return
        step("POST upgrade/pre-check", self.precheck)
        step("POST upgrade/pre-check-result", self.precheck_result)
        step("POST upgrade, delayed", self.batch_delayed)
        step("GET scheduled-jobs", self.scheduled_jobs)
        step("POST schedule-tasks/exist", self.schedule_exists)
        step("DELETE scheduled-jobs", self.cancel_scheduled)
        step("POST upgrade", self.batch)
        step("POST db-upgrade and GET jobs", self.single)
        step("GET immediate-jobs", self.immediate_jobs)

    def list_instances(self):
        answer = self.cloud.list_gauss_my_sql_instances_unify_status(
            v3.ListGaussMySqlInstancesUnifyStatusRequest(offset=0, limit=100))
        expect(isinstance(answer.total_count, int), "total_count is %r" % answer.total_count)
        expect(answer.total_count >= len(self.instances), "total_count is only %d" % answer.total_count)
        expect(len(answer.instances) == min(100, answer.total_count), "%d instances came" % len(answer.instances))
        for instance in answer.instances:
            expect(len(instance.id) == 36 and instance.id.endswith("in07"), "id %r" % instance.id)
            expect(instance.name, "%s has no name" % instance.id)
            expect(instance.status in ("creating", "normal", "abnormal", "createfail"), "status %r" % instance.status)
            expect(instance.datastore.type == "gaussdb-mysql", "datastore type %r" % instance.datastore.type)
            expect(len(instance.datastore.kernel_version.split(".")) == 4,
                   "kernel version %r" % instance.datastore.kernel_version)
        return True

    def list_pages(self):
        def page(offset, limit):
            return self.cloud.list_gauss_my_sql_instances_unify_status(
                v3.ListGaussMySqlInstancesUnifyStatusRequest(offset=offset, limit=limit))
        whole = page(0, 2).instances
        halves = page(0, 1).instances + page(1, 1).instances
        expect([i.id for i in whole] == [i.id for i in halves], "pages of one and of two disagree")
        one = self.cloud.list_gauss_my_sql_instances_unify_status(
            v3.ListGaussMySqlInstancesUnifyStatusRequest(id=self.instances[0]))
        expect([i.id for i in one.instances] == [self.instances[0]], "the filter by id brings something else")

    def detail(self):
        answer = self.cloud.show_gauss_my_sql_instance_info_unify_status(
            v3.ShowGaussMySqlInstanceInfoUnifyStatusRequest(instance_id=self.instances[0]))
        expect(answer.instance.id == self.instances[0], "id %r" % answer.instance.id)
        expect(any(node.type == "master" for node in answer.instance.nodes), "no node is the master")
        expect(WINDOW.fullmatch(answer.instance.maintenance_window), "window %r" % answer.instance.maintenance_window)

    def details(self):
        answer = self.cloud.list_gauss_my_sql_instance_detail_info_unify_status(
            v3.ListGaussMySqlInstanceDetailInfoUnifyStatusRequest(instance_ids=",".join(self.instances[:20])))
        expect(sorted(i.id for i in answer.instances) == sorted(self.instances[:20]), "other instances came")
        for instance in answer.instances:
            expect(WINDOW.fullmatch(instance.maintenance_window), "window %r" % instance.maintenance_window)
        twenty = (self.instances * 20)[:20]
        self.cloud.list_gauss_my_sql_instance_detail_info_unify_status(
            v3.ListGaussMySqlInstanceDetailInfoUnifyStatusRequest(instance_ids=",".join(twenty)))

    def version(self, instance):
        answer = self.cloud.show_instance_database_version(
            v3.ShowInstanceDatabaseVersionRequest(instance_id=instance))
        expect(isinstance(answer.upgrade_flag, bool), "upgrade_flag is %r" % answer.upgrade_flag)
        store = answer.datastore
        expect(len(store.current_kernel_version.split(".")) == 4, "current %r" % store.current_kernel_version)
        if answer.upgrade_flag:
            expect(len(store.latest_kernel_version.split(".")) == 4, "latest %r" % store.latest_kernel_version)
            expect(store.latest_kernel_version != store.current_kernel_version, "offers what runs")
            self.versions[instance] = store.current_kernel_version

    def datastores(self):
        answer = self.cloud.show_gauss_my_sql_engine_version(
            v3.ShowGaussMySqlEngineVersionRequest(database_name="gaussdb-mysql"))
        expect(answer.datastores and answer.datastores[0].id and answer.datastores[0].name, "no versions")

    def ops_window(self):
        # Not open now, so that what is scheduled later waits for it.
        start, end = ["%02d:00" % ((time.gmtime().tm_hour + hours) % 24) for hours in (6, 8)]
        self.cloud.update_gauss_my_sql_instance_ops_window(v3.UpdateGaussMySqlInstanceOpsWindowRequest(
            instance_id=self.instances[0], body=v3.ModifyOpsWindow(start_time=start, end_time=end)))

    def precheck_body(self):
        instance = self.offered[0]
        return v3.UpgradePrecheckRequest(databases_instance_infos=[v3.PreCheckForUpgradeDatabasesSingleInstance(
            current_version=self.versions[instance], instance_id=instance)])

    def precheck(self):
        answer = self.cloud.check_kernel_upgrade(v3.CheckKernelUpgradeRequest(body=self.precheck_body()))
        expect(len(answer.job_ids) == 1 and answer.job_ids[0], "job_ids is %r" % answer.job_ids)

    def precheck_result(self):
        def result():
            answer = self.cloud.show_kernel_upgrade_check_result(
                v3.ShowKernelUpgradeCheckResultRequest(body=self.precheck_body()))
            return answer if answer.upgrade_precheck_detail else None
        answer = within(30, "a result of the pre-check", result)
        expect(answer.upgrade_precheck_result in ("true", "false"), "result %r" % answer.upgrade_precheck_result)
        expect(isinstance(answer.updated_at, int), "updated_at %r" % answer.updated_at)
        for item in answer.upgrade_precheck_detail:
            expect(item.check_item and item.check_status in ("passed", "failed"), "item %r" % item)

    def batch_request(self, instances, delay):
        infos = [v3.UpgradeDatabasesSingleInstance(current_version=self.versions[i], instance_id=i) for i in instances]
        return v3.BatchUpgradeDatabasesRequest(
            body=v3.BatchUpgradeDatabasesRequestBody(databases_instance_infos=infos, delay=delay))

    def batch_delayed(self):
        answer = self.cloud.batch_upgrade_databases(self.batch_request(self.offered[:1], True))
        expect(answer.resp == "success", "resp is %r" % answer.resp)

    def scheduled(self, status="Pending"):
        answer = self.cloud.list_schedule_jobs(v3.ListScheduleJobsRequest(job_name="VERSION_UPGRADE", limit="100"))
        expect(isinstance(answer.total_count, int), "total_count is %r" % answer.total_count)
        mine = [job for job in answer.schedules if job.instance_id == self.offered[0] and job.job_status == status]
        return mine[0] if mine else None

    def scheduled_jobs(self):
        job = within(60, "the scheduled upgrade", self.scheduled)
        expect(job.job_id and job.job_name == "VERSION_UPGRADE", "job %r" % job)
        for time_text in (job.create_time, job.start_time, job.end_time):
            expect(TIME.fullmatch(time_text), "time %r" % time_text)
        expect(job.start_time < job.end_time, "the window is from %s to %s" % (job.start_time, job.end_time))

    def schedule_exists(self):
        answer = self.cloud.check_schedule_task_exist(v3.CheckScheduleTaskExistRequest(
            instance_id=self.offered[0],
            body=v3.CheckScheduleTaskExistRequestBody(schedule_type="VERSION_UPGRADE")))
        expect(answer.exist is True, "exist is %r" % answer.exist)
        expect(answer.scheduled_tasks and answer.scheduled_tasks[0].instance_id == self.offered[0], "no such task")

    def cancel_scheduled(self):
        job = within(60, "the scheduled upgrade", self.scheduled)
        answer = self.cloud.cancel_schedule_task(
            v3.CancelScheduleTaskRequest(body=v3.CancelScheduleTask(job_ids=[job.job_id])))
        expect(answer.job_ids == [job.job_id], "job_ids is %r" % answer.job_ids)
        expect(self.scheduled() is None, "it is still scheduled")
        ended = self.scheduled("Canceled")
        expect(ended is not None and ended.job_id == job.job_id, "it is not among the canceled ones")

    def batch(self):
        answer = self.cloud.batch_upgrade_databases(self.batch_request(self.offered[:1], False))
        expect(answer.resp == "success", "resp is %r" % answer.resp)

    def single(self):
        job_id = self.cloud.upgrade_gauss_my_sql_instance_database(v3.UpgradeGaussMySqlInstanceDatabaseRequest(
            instance_id=self.offered[1], body=v3.UpgradeDatabaseRequest(delay=False))).job_id
        expect(job_id, "job_id is %r" % job_id)

        def job():
            try:
                return self.cloud.show_gauss_my_sql_job_info(v3.ShowGaussMySqlJobInfoRequest(id=job_id)).job
            except ClientRequestException as error:
                # A job can be asked for only some seconds after it was made.
                expect(error.error_code == "DBS.200543", "%s %s" % (error.error_code, error.error_msg))
                return None
        found = within(60, "the job", job)
        expect(found.id == job_id, "id %r" % found.id)
        expect(found.status in ("Pending", "Running", "Completed"), "status %r" % found.status)
        expect(found.instance.id == self.offered[1], "instance %r" % found.instance)

    def immediate_jobs(self):
        def jobs():
            found = set()
            for offset in ("0", "1"):
                answer = self.cloud.list_immediate_jobs(v3.ListImmediateJobsRequest(
                    job_name="UpgradeGaussDBforMySQLDatabaseVersion", offset=offset, limit="50"))
                expect(isinstance(answer.total_count, int), "total_count is %r" % answer.total_count)
                for job in answer.jobs:
                    expect(job.job_id and job.created_time, "job %r" % job)
                    expect(job.job_name == "UpgradeGaussDBforMySQLDatabaseVersion", "job_name %r" % job.job_name)
                    expect(job.status in ("Pending", "Running", "Completed", "Failed"), "status %r" % job.status)
                    found.add(job.instance_id)
            return found if found.issuperset(self.offered[:2]) else None
        within(60, "both upgrades among the jobs", jobs)


def within(seconds, what, look):
    """Looks again until something is there: the cloud shows some things late."""
    deadline = time.monotonic() + seconds
    while True:
        found = look()
        if found is not None:
            return found
        expect(time.monotonic() < deadline, "%s did not show within %d s" % (what, seconds))
        time.sleep(0.2)


def refuse_wrong_key(options):
    """A wrong secret key must be refused with 401; made once, since more failures lock the key."""
    wrong = client(options.base_url, options.ak, options.sk + "x", options.project_id, options.security_token)
    try:
        wrong.list_gauss_my_sql_instances_unify_status(v3.ListGaussMySqlInstancesUnifyStatusRequest())
    except ServiceResponseException as error:
        expect(error.status_code == 401, "HTTP %s and not 401" % error.status_code)
        expect(error.error_code in ("APIGW.0301", "APIGW.0303"), "code %r" % error.error_code)
    else:
        raise Wrong("it was accepted")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("base_url")
    parser.add_argument("ak")
    parser.add_argument("sk")
    parser.add_argument("project_id")
    parser.add_argument("--security-token")
    parser.add_argument("instances", nargs="+", metavar="INSTANCE_ID")
    options = parser.parse_args()
    cloud = client(options.base_url, options.ak, options.sk, options.project_id, options.security_token)
    Reference(cloud, options.instances).run()
    if not FAILURES:
        step("a wrong secret key", lambda: refuse_wrong_key(options))
    print("%d failed: %s" % (len(FAILURES), ", ".join(FAILURES)) if FAILURES else "all calls are as they should be")
    sys.exit(1 if FAILURES else 0)


main()
