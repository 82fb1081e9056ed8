import Client
import FoundationEssentials
import Manifest
import Text

/// The configuration file: that which `DBCONVERGE_CONFIG` names, else the user's own, `dbconverge/config.yaml` in
/// `$XDG_CONFIG_HOME` or `~/.config`, else the machine's.
enum UserFile {
    /// The machine's own, for services and users who have none.
    static let system = "/etc/dbconverge/config.yaml"
    private static let limit = 1 << 20
    private static let variable = "DBCONVERGE_CONFIG"

    /// A file's path, and how people know it.
    struct Location: Hashable {
        var path: String
        var name: String
    }

    /// What it says; nothing where there is no such file. Throws `Failure` where it cannot be read or is wrong.
    static func read(
        _ environment: [String: String] = ProcessEnvironment.current, system: String = system
    ) throws(Failure) -> UserConfiguration {
        try find(environment, system: system).configuration
    }

    /// The same, and the name of the file that was read; nil: there is none.
    static func find(
        _ environment: [String: String] = ProcessEnvironment.current, system: String = system
    ) throws(Failure) -> (configuration: UserConfiguration, name: String?) {
        if let named = environment[variable], !named.isEmpty { return try read(named: named) }
        for location in locations(environment, system: system) {
            if let file = try file(location) { return (try configuration(file, location.name), location.name) }
        }
        return (UserConfiguration(), nil)
    }

    /// Where it may be, the first that is there counts. A relative `XDG_CONFIG_HOME` counts as not set, as its
    /// specification wants: it could lie in a repository.
    static func locations(_ environment: [String: String], system: String = system) -> [Location] {
        let machine = Location(path: system, name: system)
        if let base = environment["XDG_CONFIG_HOME"], base.hasPrefix("/") {
            let path = "\(base)/dbconverge/config.yaml"
            return [Location(path: path, name: path), machine]
        }
        guard let home = environment["HOME"], home.hasPrefix("/") else { return [machine] }
        let name = ".config/dbconverge/config.yaml"
        return [Location(path: "\(home)/\(name)", name: "~/\(name)"), machine]
    }

    /// That of the variable has to be there: what it says, such as whose signatures count, must not be lost by a
    /// mistyped name. `/dev/null` says that there is none.
    private static func read(named path: String) throws(Failure) -> (configuration: UserConfiguration, name: String?) {
        if path == "/dev/null" { return (UserConfiguration(), path) }
        guard path.hasPrefix("/") else {
            throw Failure(
                message: "\(variable) is '\(path.printable)', which is no absolute path",
                hint: "begin it with '/', so that it means the same in every directory")
        }
        guard let file = try file(Location(path: path, name: path)) else {
            throw Failure(
                message: "\(variable) names \(path.printable), which is not there",
                hint: "make the file, or unset the variable to use ~/.config/dbconverge/config.yaml or \(system)")
        }
        return (try configuration(file, path), path)
    }

    /// Nil where there is none of that name.
    private static func file(_ location: Location) throws(Failure) -> SmallFile? {
        do throws(SmallFile.Failure) {
            return try SmallFile(location.path, atMost: limit)
        } catch .missing {
            return nil
        } catch {
            throw Failure(
                message: "the configuration file \(location.name.printable) \(error.reason)",
                hint: "mend that, or name another file in \(variable)")
        }
    }

    private static func configuration(_ file: SmallFile, _ name: String) throws(Failure) -> UserConfiguration {
        let (configuration, diagnostics) = UserConfiguration.load(SourceFile(path: name, bytes: file.bytes))
        guard diagnostics.isEmpty else {
            let lines = diagnostics.map { $0.rendered(color: false) }.joined(separator: "\n").split(separator: "\n")
            throw Failure(
                message: lines.first.map(String.init) ?? "\(name) is wrong",
                details: lines.dropFirst().joined(separator: "\n"))
        }
        return configuration
    }
}
