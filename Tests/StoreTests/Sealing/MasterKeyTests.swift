import Foundation
import Policy
import Store
import TestSupport
import Testing

struct MasterKeyTests {
    private let directory: TemporaryDirectory
    private let path: String

    init() throws {
        directory = try TemporaryDirectory()
        path = directory.file("master.key")
    }

    private func write(_ text: String, mode: Int) throws {
        try Data(text.utf8).write(to: URL(filePath: path))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }

    /// Two keys are one when the second opens what the first sealed.
    private func isSame(_ first: MasterKey, _ second: MasterKey) -> Bool {
        let sealed = Sealer(masterKey: first).seal(Secret([1]), table: "t", column: "c", row: "r")
        return (try? Sealer(masterKey: second).open(sealed, table: "t", column: "c", row: "r").exposed) == [1]
    }

    @Test func aMissingKeyIsMadeOnlyWhenAllowed() throws {
        #expect(throws: MasterKeyError.missing(path: path)) { try MasterKey.loadOrCreate(path: path, mayCreate: false) }
        let made = try MasterKey.loadOrCreate(path: path, mayCreate: true)
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        #expect(isSame(made, try MasterKey.loadOrCreate(path: path, mayCreate: true)))
        #expect(isSame(made, try MasterKey.loadOrCreate(path: path, mayCreate: false)))
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["master.key"])
    }

    @Test func base64AndHexAreOneKey() throws {
        let bytes = (0..<32).map { UInt8($0) }
        try write(Hexadecimal.encode(bytes) + "\n", mode: 0o600)
        let hex = try MasterKey.load(path: path)
        try write(Data(bytes).base64EncodedString(), mode: 0o400)
        #expect(isSame(hex, try MasterKey.load(path: path)))
    }

    @Test(arguments: [0o640, 0o604, 0o660, 0o644]) func aKeyThatOthersCanReadIsRefused(mode: Int) throws {
        try write(String(repeating: "ab", count: 32), mode: mode)
        #expect(throws: MasterKeyError.notPrivate(path: path)) { try MasterKey.load(path: path) }
    }

    @Test(arguments: ["", "ab", String(repeating: "ab", count: 31), String(repeating: "ab", count: 200), "{}"])
    func otherTextIsNotAKey(text: String) throws {
        try write(text, mode: 0o600)
        #expect(throws: MasterKeyError.malformed(path: path)) {
            try MasterKey.loadOrCreate(path: path, mayCreate: true)
        }
    }

    @Test func aDirectoryIsNotAKey() throws {
        #expect(throws: MasterKeyError.self) { try MasterKey.load(path: directory.path) }
    }
}
