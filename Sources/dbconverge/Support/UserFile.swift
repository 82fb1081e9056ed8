import Client
import FoundationEssentials
import Manifest

/// The user's own configuration file: `dbconverge/config.yaml` in `$XDG_CONFIG_HOME` or `~/.config`.
enum UserFile {
    private static let limit = 1 << 20

    /// What it says; nothing where there is no such file. Throws `Failure` where it cannot be read or is wrong.
    static func read(_ environment: [String: String] = ProcessEnvironment.current) throws(Failure) -> UserConfiguration
    {
        guard let (path, name) = location(environment) else { return UserConfiguration() }
        let file: SmallFile
        do throws(SmallFile.Failure) {
            file = try SmallFile(path, atMost: limit)
        } catch .missing {
            return UserConfiguration()
        } catch {
            throw Failure(message: "\(name) \(error.reason)")
        }
        let (configuration, diagnostics) = UserConfiguration.load(SourceFile(path: name, bytes: file.bytes))
        guard diagnostics.isEmpty else {
            let lines = diagnostics.map { $0.rendered(color: false) }.joined(separator: "\n").split(separator: "\n")
            throw Failure(
                message: lines.first.map(String.init) ?? "\(name) is wrong",
                details: lines.dropFirst().joined(separator: "\n"))
        }
        return configuration
    }

    /// The file's path, and how people know it. A relative `XDG_CONFIG_HOME` counts as not set, as its specification
    /// wants: it could lie in a repository.
    static func location(_ environment: [String: String]) -> (path: String, name: String)? {
        if let base = environment["XDG_CONFIG_HOME"], base.hasPrefix("/") {
            return ("\(base)/dbconverge/config.yaml", "\(base)/dbconverge/config.yaml")
        }
        guard let home = environment["HOME"], home.hasPrefix("/") else { return nil }
        return ("\(home)/.config/dbconverge/config.yaml", "~/.config/dbconverge/config.yaml")
    }
}
