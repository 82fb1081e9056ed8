import Testing
import Text

@Suite struct LoopbackHostTests {
    @Test(arguments: ["localhost", "::1", "127.0.0.1", "127.255.0.9"])
    func `this machine itself`(_ host: String) { #expect(LoopbackHost.contains(host)) }

    @Test(arguments: [
        "", "127", "127.0.0", "127.0.0.1.", "127.0.0.1.example.com", "127.evil.example", "127.+1.0.1", "127.0.0.256",
        "127.0.0.01", "127.0.0.-0", "1127.0.0.1", "128.0.0.1", "localhost.example.com", "::2", "0.0.0.0",
    ])
    func `another machine, or none`(_ host: String) { #expect(!LoopbackHost.contains(host)) }
}
