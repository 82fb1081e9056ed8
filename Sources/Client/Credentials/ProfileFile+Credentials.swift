extension ProfileFile {
    /// The credentials of a profile: `ak` and `sk` with an optional `security_token`, or, which only this program reads,
    /// `user`, `domain` and `password`; and its `iam_endpoint`.
    ///
    /// Throws where there is no such profile, naming those that there are, and where it is not whole.
    func credentials(of name: String) throws(CredentialsError) -> FoundCredentials {
        guard let profile = profile(name) else {
            let known = profileNames.map { "'\(Excerpt.of($0, limit: 60, hiding: .none))'" }.joined(separator: ", ")
            throw CredentialsError(
                "there is no profile '\(Excerpt.of(name, limit: 60, hiding: .none))' in \(self.name); "
                    + (known.isEmpty ? "it has none at all" : "its profiles are \(known)"))
        }
        let parts = CredentialParts(values: profile.entries.mapValues(\.value)) { key in
            let entry = profile.entries[key]
            return "\(self.name):\(entry?.line ?? profile.line):\(entry?.column ?? 1): profile '\(name)': "
        }
        let hasKey = parts.has("ak") || parts.has("sk")
        let hasLogin = ["user", "domain", "password"].contains(where: parts.has)
        let credentials: Credentials
        switch (hasKey, hasLogin) {
        case (true, true):
            throw CredentialsError(
                "\(parts.errorPrefix(""))it has an access key and a login by password; keep one of them")
        case (true, false):
            credentials = .accessKey(
                try parts.accessKey(id: "ak", secret: "sk", securityToken: "security_token"))
        case (false, true):
            credentials = .password(try parts.login(user: "user", domain: "domain", password: "password"))
        case (false, false):
            throw CredentialsError(
                "\(parts.errorPrefix(""))it has neither ak and sk nor user, domain and password; write one of both")
        }
        let endpoint = parts.has("iam_endpoint") ? profile.entries["iam_endpoint"] : nil
        return FoundCredentials(
            credentials, origin: "profile '\(name)' of \(self.name)",
            iamEndpoint: endpoint.map {
                EndpointSetting($0.value, name: "\(self.name):\($0.line):\($0.column): iam_endpoint")
            })
    }
}
