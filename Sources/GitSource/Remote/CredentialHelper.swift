internal import Glibc

/// Asks git's credential helpers, as `git fetch` would. It runs in the process that fetches, and ends with it.
enum CredentialHelper {
    /// The user and the password for the URL; nil where there is no git, or its helpers know none.
    static func fill(_ url: RemoteURL) -> (user: String, password: String)? {
        var request = "protocol=\(url.transport.rawValue)\nhost=\(url.host)\(url.port.map { ":\($0)" } ?? "")\n"
        request += "path=\(url.path.drop { $0 == "/" })\n"
        if let user = url.user { request += "username=\(user)\n" }
        guard let answer = run(["git", "-C", "/", "credential", "fill"], input: Array((request + "\n").utf8)) else {
            return nil
        }
        var values: [Substring: Substring] = [:]
        for line in String(decoding: answer, as: UTF8.self).split(separator: "\n") {
            guard let equals = line.firstIndex(of: "=") else { continue }
            values[line[..<equals]] = line[line.index(after: equals)...]
        }
        guard let user = values["username"], let password = values["password"], !password.isEmpty else { return nil }
        return (String(user), String(password))
    }

    /// In `/`, so that no repository's own configuration names a helper; and without a terminal to ask at.
    private static func run(_ arguments: [String], input: [UInt8]) -> [UInt8]? {
        var ends: [Int32] = [-1, -1]
        var answer: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return nil }
        guard pipe(&answer) == 0 else {
            ends.forEach { close($0) }
            return nil
        }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ends[0], 0)
        posix_spawn_file_actions_adddup2(&actions, answer[1], 1)
        for descriptor in ends + answer { posix_spawn_file_actions_addclose(&actions, descriptor) }
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        var variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup($0) } + [nil]
        defer { (words + variables).forEach { free($0) } }
        var process: pid_t = 0
        let code = posix_spawnp(&process, "git", &actions, nil, &words, &variables)
        close(ends[0])
        close(answer[1])
        defer { close(answer[0]) }
        guard code == 0 else {
            close(ends[1])
            return nil
        }
        _ = Descriptor.write(input, to: ends[1])
        close(ends[1])
        let bytes = Descriptor.readAll(answer[0], limit: 1 << 16)
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        return status == 0 ? bytes : nil
    }

    /// This process's, without what would name a repository.
    private static var environment: [String] {
        var variables: [String] = ["GIT_TERMINAL_PROMPT=0"]
        var next = environ
        while let variable = next.pointee {
            let text = String(cString: variable)
            let name = text.prefix { $0 != "=" }
            if !["GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_INDEX_FILE", "GIT_TERMINAL_PROMPT"].contains(name) {
                variables.append(text)
            }
            next += 1
        }
        return variables
    }
}
