/// Good answers of every kind that the client reads, as `API.md` §1, §3 and §4 show them.
enum Corpus {
    static let project = "054e292c9880d4992f02c0196d3ea468"
    static let instance = "6754902da1f447269c6979b0590102a5in07"

    static let instances = """
        {"instances": [{"id": "\(instance)", "name": "orders", "status": "normal", "type": "Cluster", "port": "3306",
         "region": "cn-north-4", "created": "2018-08-20T02:33:49_0800", "enterprise_project_id": 0,
         "datastore": {"type": "gaussdb-mysql", "version": "8.0", "kernel_version": "2.0.72.260100"},
         "tags": [{"key": "env", "value": "prod"}]}], "total_count": 1}
        """
    static let details = """
        {"instances": [{"id": "\(instance)", "nodes": [{"id": "n", "type": "master", "status": "normal"}],
         "maintenance_window": "18:00-22:00"}]}
        """
    static let version = """
        {"upgrade_flag": true, "datastore": {"current_version": "8.0.22", "current_kernel_version": "2.0.72.260100",
         "latest_version": "8.0.22", "latest_kernel_version": "2.0.75.260400"}}
        """
    static let immediateJobs = """
        {"jobs": [{"instance_id": "\(instance)", "instance_name": "orders", "job_id": "j1", "status": "Running",
         "job_name": "UpgradeGaussDBforMySQLDatabaseVersion", "process": "60%",
         "created_time": "2026-08-20T02:33:49+0800", "ended_time": "", "fail_reason": null}], "total_count": 1}
        """
    static let scheduledJobs = """
        {"schedules": [{"job_id": "s1", "instance_id": "\(instance)", "instance_name": "orders",
         "job_name": "VERSION_UPGRADE", "job_status": "Pending", "create_time": "2026-08-20T02:33:49+0800",
         "start_time": "2026-08-20T18:00:00+0000", "end_time": "2026-08-20T22:00:00+0000"}], "total_count": "1"}
        """
    static let upgrade = #"{"resp": "success"}"#
    static let jobIDs = #"{"job_ids": ["s1", "s2"]}"#
    static let precheck = """
        {"upgrade_precheck_result": "false", "updated_at": 1534703629000, "upgrade_precheck_detail": [
         {"check_item": "resource", "check_description": "Too little memory.", "check_object": "node-1",
          "check_status": "failed"}]}
        """
    static let login = """
        {"token": {"issued_at": "2026-11-24T18:00:00.000000Z", "expires_at": "2026-11-25T18:00:00.000000Z",
         "methods": ["password"], "project": {"id": "\(project)", "name": "cn-north-4"}}}
        """
    static let projects = """
        {"projects": [{"id": "\(project)", "name": "cn-north-4", "enabled": true, "domain_id": "d"}],
         "links": {"self": "https://iam.example.com/v3/projects"}}
        """
    static let temporaryKey = """
        {"credential": {"access": "AK", "secret": "SK", "securitytoken": "ST",
         "expires_at": "2026-11-24T18:00:00.000000Z"}}
        """
    static let failures = [
        #"{"error_code": "DBS.200011", "error_msg": "Another operation is in progress on \#(instance)."}"#,
        """
        {"error_code": "APIGW.0308", "request_id": "r",
         "error_msg": "The throttling threshold has been reached: policy user over ratelimit,limit:200,time:5 minute"}
        """,
        #"{"error": {"code": 401, "message": "The username or password is wrong.", "title": "Unauthorized"}}"#,
        "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>",
    ]

    static let everything =
        [
            instances, details, version, immediateJobs, scheduledJobs, upgrade, jobIDs, precheck, login, projects,
            temporaryKey,
        ] + failures
}
