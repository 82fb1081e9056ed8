import CloudModel
import Fleet

/// An instance as the list and the detail show it (`API.md` §1), with the types that wobble in the cloud's examples.
enum InstanceJSON {
    /// One element of the list.
    static func listed(_ state: InstanceState, status: String, region: String) -> JSON {
        let instance = state.instance
        // Some have their port and enterprise project as numbers, as some of the reference's examples do.
        let numeric = state.index % 3 == 1
        return [
            "id": .string(instance.id.description),
            "name": .string(instance.name),
            "status": .string(status),
            "private_ips": [.string(state.privateIP)],
            "readonly_private_ips": [],
            "proxy_ips": [],
            "public_ips": [],
            "port": numeric ? 3306 : "3306",
            "type": "Cluster",
            "region": .string(region),
            "datastore": datastore(instance.version),
            "created": .string(WireDate.text(state.created)),
            "updated": .string(WireDate.text(state.updated)),
            "db_user_name": "root",
            "vpc_id": .string(state.network.vpc),
            "subnet_id": .string(state.network.subnet),
            "security_group_id": .string(state.network.group),
            "flavor_ref": "gaussdb.mysql.xlarge.x86.4",
            "flavor_info": ["vcpus": "4", "ram": "16"],
            "volume": ["type": "DL6", "size": numeric ? 40 : "40"],
            "backup_strategy": ["start_time": "16:00-17:00", "keep_days": "7"],
            "enterprise_project_id": numeric ? 0 : "0",
            "time_zone": "UTC+08:00",
            "charge_info": ["charge_mode": "postPaid"],
            "dedicated_resource_id": "",
            "tags": tags(instance),
            "eos_tag": false,
        ]
    }

    /// The detail.
    static func detailed(_ state: InstanceState, status: String, model: ModeledCloud) -> JSON {
        let instance = state.instance
        return [
            "id": .string(instance.id.description),
            "name": .string(instance.name),
            "project_id": .string(model.projectID),
            "status": .string(status),
            "port": "3306",
            "alias": "",
            "type": "Cluster",
            "charge_info": ["charge_mode": "postPaid", "order_id": .null],
            "node_count": .integer(instance.nodes),
            "datastore": datastore(instance.version),
            "backup_used_space": 0.5,
            "created": .string(WireDate.wobblyText(state.created)),
            "updated": .string(WireDate.wobblyText(state.updated)),
            "private_write_ips": [.string(state.privateIP)],
            "private_dns_names": [],
            "public_ips": "",
            "db_user_name": "root",
            "vpc_id": .string(state.network.vpc),
            "subnet_id": .string(state.network.subnet),
            "security_group_id": .string(state.network.group),
            "configuration_id": "43570e4de32e40c5a15f831aa5ce4176pr07",
            "backup_strategy": ["start_time": "16:00-17:00", "keep_days": "7"],
            "nodes": .array((0..<instance.nodes).map { node(state, number: $0, region: model.region) }),
            "enterprise_project_id": "0",
            "time_zone": "UTC+08:00",
            "az_mode": instance.nodes > 1 ? "multi" : "single",
            "master_az_code": .string(model.region + "a"),
            "maintenance_window": .string(instance.maintenanceWindow.description),
            "tags": tags(instance),
            "dedicated_resource_id": "",
            "proxies": [],
            "tde_info": ["enable_tde": false],
            "eos_tag": false,
        ]
    }

    private static func node(_ state: InstanceState, number: Int, region: String) -> JSON {
        let id = state.instance.id.description.dropLast(6)
        return [
            "id": .string("\(id)\(10 + number % 90)no07"),
            "name": .string("\(state.instance.name)_node\(number)"),
            "type": number == 0 ? "master" : "slave",
            "status": "ACTIVE",
            "port": 3306,
            "private_read_ips": [.string(state.privateIP)],
            "volume": ["type": "DL6", "used": "12.5", "size": 40],
            "az_code": .string(region + (number.isMultiple(of: 2) ? "a" : "b")),
            "region_code": .string(region),
            "created": .string(WireDate.wobblyText(state.created)),
            "updated": .string(WireDate.wobblyText(state.updated)),
            "flavor_ref": "gaussdb.mysql.xlarge.x86.4",
            "max_connections": "5000",
            "vcpus": "4",
            "ram": "16",
            "need_restart": false,
            "priority": number == 0 ? 1 : -1,
        ]
    }

    private static func datastore(_ version: KernelVersion) -> JSON {
        ["type": "gaussdb-mysql", "version": .string(databaseVersion), "kernel_version": .string(version.description)]
    }

    private static func tags(_ instance: CloudInstance) -> JSON {
        .array(
            instance.tags.sorted { $0.key < $1.key }.map { ["key": .string($0.key), "value": .string($0.value)] })
    }

    /// The MySQL version, which kernel upgrades leave alone.
    static let databaseVersion = "8.0.22"
}
