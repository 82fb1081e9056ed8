import Manifest
import Testing

@Suite struct ForeignContentTests {
    private static let processed: [(String, String)] = [
        ("\0GITCRYPT\0\u{1}\u{2}", "git-crypt"),
        ("version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "Git LFS"),
        ("-----BEGIN PGP MESSAGE-----\nVersion: 1\n", "GnuPG"), ("age-encryption.org/v1\n-> X25519 a\n", "age"),
        ("-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n", "age"), ("$ANSIBLE_VAULT;1.1;AES256\n3938\n", "Ansible"),
        ("U2FsdGVkX18abc\n", "OpenSSL"), (fleet() + "sops:\n  mac: ENC[AES256_GCM,data:a]\n", "SOPS"),
        ("<<<<<<< HEAD\n" + fleet(), "conflict"), (fleet() + "=======\n" + fleet(), "conflict"),
        (fleet() + ">>>>>>> topic\n", "conflict"), (fleet() + "||||||| 1234567\n", "conflict"),
        (fleet().replacing("\n", with: "\r\n") + "=======\r\n", "conflict"),
        (fleet("{{ name }}"), "template"), (fleet("'{{ name }}'"), "template"), (fleet("a-{{ name }}"), "template"),
        ("{% for f in fleets %}\n" + fleet() + "{% endfor %}\n", "template"), ("<%= fleet %>\n", "template"),
        ("{{- if .Values.on }}\n" + fleet() + "{{- end }}\n", "template"), (fleet("${NAME}"), "template"),
        (fleet("\"${NAME}\""), "template"),
        (fleet(instances: "[{ id: \(orders), labels: { a: '$(B)' } }]"), "template"),
    ]

    @Test(arguments: processed)
    func `what another tool has to process first is told by its name`(text: String, name: String) {
        let result = ManifestLoader.load([file(text)])
        #expect(result.diagnostics.map(\.code) == [.unprocessed])
        #expect(result.diagnostics.first?.message.contains(name) == true)
        #expect(result.diagnostics.first?.hint?.contains("save it as") == false)
    }

    private static let sound: [String] = [
        "# {{ not filled in }}\n" + fleet(), "# <<<<<<<\n" + fleet(), fleet() + " # ======= end\n",
        fleet() + "---\n" + rollout("{ freezes: [{ from: 2026-12-24, to: 2027-01-02, reason: \"{{ why }}\" }] }"),
        fleet(instances: "[{ id: \(orders), labels: { a: 'it''s {b} <c> $d %e' } }]"),
    ]

    @Test(arguments: sound)
    func `comments and free text may say anything`(text: String) {
        #expect(ManifestLoader.load([file(text)]).diagnostics == [])
    }

    private static let bytes: [([UInt8], String)] = [
        ([0x80, 0x00, 0x01, 0x02, 0x03, 0x04], "binary"), ([0x85, 0x01, 0x8C, 0x03, 0xFF], "binary"),
        ([0x61, 0x3A, 0x20, 0xE9, 0x0A], "save it as UTF-8"),
        ([0x61, 0, 0x3A, 0, 0x20, 0, 0x62, 0], "save it as UTF-8"),
        ([0, 0x61, 0, 0x3A, 0, 0x20, 0, 0x62], "save it as UTF-8"),
    ]

    @Test(arguments: bytes)
    func `only text is to be saved as UTF-8`(bytes: [UInt8], says: String) {
        let result = ManifestLoader.load([SourceFile(path: "a.yaml", bytes: bytes)])
        #expect(result.diagnostics.map(\.code) == [.notUTF8])
        #expect(result.diagnostics.first?.hint?.contains(says) == true)
    }

    private static let ranges: [String] = [
        ">=2.0.75", ">2.0.75.260400", "<2.0.78", "~2.0", "~>2.0", "^2.0.75.260400", "=2.0.75.260400", "==2.0.75",
        "2.0.x",
        "2.0.75.*", "2.x", "*", ">= 2.0.75", "!=2.0.75", ">=2.0.75 <2.0.78", "2.0.75 - 2.0.78", "2.0.75 || 2.0.78",
    ]

    @Test(arguments: ranges)
    func `a range is no version, with quotes and without`(range: String) {
        for text in [range, "\"\(range)\""] {
            let result = ManifestLoader.load([file(fleet().replacing("2.0.75.260400", with: text))])
            #expect(result.diagnostics.count == 1)
            #expect(result.diagnostics.first?.hint?.contains("no range") == true, "\(text)")
        }
    }
}
