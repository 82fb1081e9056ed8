import Benchmark
import CYAML
import Manifest

/// From the bytes of a manifest to its fleets, above the events of libyaml alone.
func readingManifests() {
    for count in [1000, 10_000, 100_000] {
        let file = Sample.manifest(count)
        Benchmark("YAML: the events of \(count) instances, libyaml alone") { _ in blackHole(events(file.bytes)) }
        Benchmark("YAML: \(count) instances to a fleet") { _ in blackHole(ManifestLoader.load([file])) }
    }
}

private func events(_ bytes: [UInt8]) -> Int {
    var parser = yaml_parser_t()
    var event = yaml_event_t()
    guard yaml_parser_initialize(&parser) == 1 else { fatalError("out of memory") }
    defer { yaml_parser_delete(&parser) }
    return bytes.withUnsafeBufferPointer { bytes in
        yaml_parser_set_input_string(&parser, bytes.baseAddress, bytes.count)
        var count = 0
        while true {
            guard yaml_parser_parse(&parser, &event) == 1 else { fatalError("the sample is no YAML") }
            defer { yaml_event_delete(&event) }
            count += 1
            if event.type == YAML_STREAM_END_EVENT { return count }
        }
    }
}
