import ArgumentParser
import CloudModel
import Fleet
import FoundationEssentials
import Simulator
import Text

struct SimulatorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulator",
        abstract: "Serve a local cloud that speaks the same API, for trying things out and for rehearsals.",
        discussion: """
            It listens on 127.0.0.1 only. GET /_audit tells every call that was made and the true state of the fleet. \
            --write-manifest makes the manifest to go with it, which declares the newest version for every instance.

            --fault makes it go wrong: --fault drop-after=5% --fault 503=5%@reads --fault rate-limit=100/1s. The faults \
            and how to change them while it runs are in docs/simulator.md.
            """)

    @Option(help: "A JSON file that describes the instances, what they are offered and how long upgrades take.")
    var fleet: String?

    @Option(help: "Instead of a file: how many instances to make up.")
    var instances: Int?

    @Option(help: "What made-up fleets, durations and failures are drawn from; the same seed gives the same ones.")
    var seed: UInt64?

    @Option(help: "The share of a made-up fleet's upgrades that take two hops, such as 30%.")
    var twoHop: Share?

    @Option(
        help: ArgumentHelp(
            "What goes wrong, such as drop-after=5%; may be given several times.", valueName: "name=value"))
    var fault: [String] = []

    @Option(help: "The port on 127.0.0.1; 0 for any that is free.")
    var port: Int = Environment.value("port", else: 8080)

    @Option(help: "How many seconds pass in the cloud for each of ours.")
    var speed: Double = Environment.value("speed", else: 1)

    @Option(help: "Write a manifest that declares this cloud's instances to a new file, then go on.")
    var writeManifest: String?

    mutating func validate() throws {
        if fleet == nil, instances == nil {
            fleet = Environment.optional("simulator-fleet")
            instances = Environment.optional("instances")
        }
        seed = seed ?? Environment.optional("seed")
        twoHop = twoHop ?? Environment.optional("two-hop")
        if fault.isEmpty { fault = Environment.list("fault") }
        writeManifest = writeManifest ?? Environment.optional("write-manifest")
        try Environment.check()
        guard (fleet == nil) != (instances == nil) else {
            throw ValidationError("give either --fleet FILE or --instances N")
        }
        guard (0...65535).contains(port) else { throw ValidationError("--port must be from 0 to 65535") }
        guard (0...200_000).contains(instances ?? 0) else {
            throw ValidationError("--instances must be from 0 to 200000")
        }
        guard twoHop == nil || instances != nil else {
            throw ValidationError("--two-hop goes with --instances; in a file, write two offers")
        }
        do throws(FaultError) { _ = try Faults(fault) } catch { throw ValidationError("--fault: \(error)") }
        guard speed > 0, speed <= 100_000 else { throw ValidationError("--speed must be above 0, at most 100000") }
    }

    func run() async throws {
        let file = try described()
        if let writeManifest { try Self.write(GeneratedManifest.render(file), to: writeManifest) }
        let server = SimulatorServer(file, port: port, speed: speed)
        let (outcome, _) = await Signals.cancelling("stopping") { () -> String? in
            do {
                try await server.run { url in Self.announce(url, file) }
                return nil
            } catch {
                return Task.isCancelled ? nil : "\(error)"
            }
        }
        if let outcome {
            throw Failure(
                message: "the simulator could not serve on 127.0.0.1:\(port)",
                hint: "is the port taken? --port 0 takes any that is free (\(outcome))")
        }
    }

    private func described() throws -> FleetFile {
        let flags = try Faults(fault)
        guard let fleet else {
            var file = FleetFile.generated(instances: instances ?? 0, seed: seed ?? 1, twoHop: twoHop?.value ?? 0)
            file.faults = flags
            return file
        }
        do {
            var file = try FleetFile(json: try Data(contentsOf: URL(filePath: fleet)))
            if let seed { file.seed = seed }
            file.faults = try Faults(spelled: file.faults.spelled + flags.spelled)
            return file
        } catch let error as FleetFileError {
            throw Failure(message: "\(fleet): \(error)")
        } catch {
            throw Failure(message: "\(fleet) could not be read", hint: "is the path right, and may you read it?")
        }
    }

    private static func write(_ text: String, to path: String) throws {
        do {
            try Data(text.utf8).write(to: URL(filePath: path), options: .withoutOverwriting)
        } catch {
            throw Failure(
                message: "\(path) could not be written", hint: "it must not exist yet, and its folder must")
        }
    }

    private static func announce(_ url: String, _ file: FleetFile) {
        try? Console.answer(
            """
            The simulated cloud has \(file.instances.count.of("instance")) and listens on \(url). To use it:
              export DBCONVERGE_ENDPOINT=\(url) DBCONVERGE_IAM_ENDPOINT=\(url)
              export HUAWEICLOUD_SDK_AK=\(file.credentials.accessKey) HUAWEICLOUD_SDK_SK=\(file.credentials.secretKey)
            """)
    }
}

/// `30%` or `0.3`.
struct Share: ExpressibleByArgument {
    var value: Double

    init?(argument: String) {
        let isPercent = argument.hasSuffix("%")
        guard let number = Double(isPercent ? argument.dropLast() : argument[...]) else { return nil }
        value = isPercent ? number / 100 : number
        guard (0...1).contains(value) else { return nil }
    }
}

/// The manifest that goes with a simulated cloud: every instance, at the newest version it can reach.
enum GeneratedManifest {
    static func render(_ file: FleetFile) -> String {
        let reachable = file.instances.map { $0.offers.last ?? $0.version }
        let common = reachable.max() ?? KernelVersion(2, 0, 0, 0)
        let stops = Set(file.instances.flatMap { $0.offers.dropLast() }).filter { $0 < common }.sorted()
        var lines = [
            "apiVersion: dbconverge/v1", "kind: Fleet", "metadata:", "  name: simulated", "spec:",
            "  region: \(file.region)", "  projectID: \(file.projectID)", "  kernelVersion: \(common)",
        ]
        if !stops.isEmpty { lines.append("  via: [\(stops.map(\.description).joined(separator: ", "))]") }
        lines.append("  instances:")
        for (instance, version) in zip(file.instances, reachable).sorted(by: { $0.0.id < $1.0.id }) {
            lines.append("  - id: \(instance.id)")
            if version != common { lines.append("    kernelVersion: \(version)") }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
