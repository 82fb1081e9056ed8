import GitSource
import Manifest

extension UserConfiguration {
    /// Whose signatures commits need: `verify`.
    struct Verify: Sendable {
        /// What must be signed; the commit where the file does not say.
        var subject = SignaturePolicy.Subject.commit
        /// The absolute paths of the files that say whom to trust, and whom no longer.
        var allowedSigners, revokedSigners, keyring: Setting?
        /// Where it stands, as errors say it.
        var locationText: String
    }

    private enum VerifyKey: String, CaseIterable { case require, allowedSigners, revokedSigners, keyring }

    /// Reads it. What is wrong is reported, and the configuration then not used.
    static func verify(_ value: Value, of document: SingleDocument) -> Verify? {
        guard let keys = MappingReader<VerifyKey>(value, of: "a mapping such as 'allowedSigners: /etc/…'") else {
            return nil
        }
        func file(_ key: VerifyKey) -> Setting? {
            guard let value = keys[key], let (text, location) = document.text(of: value, "the path of a file") else {
                return nil
            }
            if !text.hasPrefix("/") {
                value.report(.badValue, "'\(key.rawValue)' must be an absolute path", hint: "begin it with '/'")
            }
            return Setting(text: text, location: location)
        }
        var verify = Verify(
            allowedSigners: file(.allowedSigners), revokedSigners: file(.revokedSigners), keyring: file(.keyring),
            locationText: document.locationText(of: value))
        if let value = keys[.require], let (text, _) = document.text(of: value, "commit, tag or both") {
            if let subject = SignaturePolicy.Subject(rawValue: text) {
                verify.subject = subject
            } else {
                value.report(
                    .badValue, "'require' must be commit, tag or both",
                    hint: "leave the whole of 'verify' out where nothing is to be verified")
            }
        }
        if verify.allowedSigners == nil, verify.keyring == nil, keys[.allowedSigners] == nil, keys[.keyring] == nil {
            value.report(
                .missingKey, "'verify' names no one who may sign",
                hint: "give the path of a file as 'allowedSigners' (SSH) or 'keyring' (OpenPGP)")
        }
        return verify
    }
}
