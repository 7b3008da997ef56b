import Foundation
import Policy
import Store
import TestSupport
import Testing

@Suite struct MasterKeyTests {
    private let directory: TemporaryDirectory
    private var path: String { directory.file("master.key") }

    init() throws { directory = try TemporaryDirectory() }

    private func write(_ text: String, mode: Int = 0o600) throws {
        try Data(text.utf8).write(to: URL(filePath: path))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }

    private func opens(_ envelopeOf: MasterKey, with key: MasterKey) -> Bool {
        let envelope = Sealer(masterKey: envelopeOf).seal(Secret([1]), table: "t", column: "c", row: "r")
        return (try? Sealer(masterKey: key).open(envelope, table: "t", column: "c", row: "r"))?.exposed == [1]
    }

    @Test func aKeyIsMadeOnceAndPrivate() throws {
        let made = try MasterKey.loadOrCreate(path: path, mayCreate: true)
        let loaded = try MasterKey.loadOrCreate(path: path, mayCreate: true)
        #expect(opens(made, with: loaded))
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(Data(base64Encoded: String(text.dropLast()))?.count == 32)
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["master.key"])
    }

    @Test func aMissingKeyIsNotMadeUnasked() {
        let path = path
        #expect(throws: MasterKeyError.missing(path: path)) { try MasterKey.loadOrCreate(path: path, mayCreate: false) }
        #expect(!FileManager.default.fileExists(atPath: path))
        #expect(throws: MasterKeyError.missing(path: directory.file("none/key"))) {
            try MasterKey.loadOrCreate(path: directory.file("none/key"), mayCreate: false)
        }
    }

    @Test(arguments: [0o640, 0o604, 0o660, 0o666, 0o644, 0o610])
    func aKeyThatOthersMayReadIsRefused(mode: Int) throws {
        try write(Data(repeating: 7, count: 32).base64EncodedString(), mode: mode)
        let path = path
        #expect(throws: MasterKeyError.exposed(path: path)) { try MasterKey.loadOrCreate(path: path, mayCreate: true) }
    }

    @Test(arguments: [
        "", "\n", "not base 64!", Data(repeating: 7, count: 31).base64EncodedString(),
        Data(repeating: 7, count: 33).base64EncodedString(), String(repeating: "A", count: 300), "\u{0}\u{FF}",
    ])
    func aDamagedKeyIsRefusedAndKept(text: String) throws {
        try write(text)
        let path = path
        #expect(throws: MasterKeyError.malformed(path: path)) {
            try MasterKey.loadOrCreate(path: path, mayCreate: true)
        }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
    }

    @Test func surroundingWhitespaceIsAllowed() throws {
        try write("  \(Data(repeating: 7, count: 32).base64EncodedString())\r\n")
        let key = try MasterKey.loadOrCreate(path: path, mayCreate: false)
        let same = try #require(MasterKey(bytes: Secret([UInt8](repeating: 7, count: 32))))
        #expect(opens(same, with: key))
    }

    @Test func aDirectoryIsNotAKey() throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        let path = path
        #expect(throws: MasterKeyError.malformed(path: path)) {
            try MasterKey.loadOrCreate(path: path, mayCreate: true)
        }
    }

    @Test func theKeyIsNotPrinted() throws {
        let key = try #require(MasterKey(bytes: Secret(Array("0123456789abcdef0123456789abcdef".utf8))))
        var dumped = ""
        dump(key, to: &dumped)
        #expect(!"\(key) \(String(reflecting: key)) \(dumped)".contains("0123456789"))
    }
}
