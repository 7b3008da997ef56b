import CExtendedAttributes
import Foundation

/// A file that its owner and the members of some groups may read and write, and nobody else: acl(5).
struct AccessControlList: Hashable, Sendable {
    /// Each once, ascending, as the kernel wants them.
    private let groupIDs: [UInt32]

    init(groupIDs: [UInt32]) { self.groupIDs = Set(groupIDs).sorted() }

    /// - Returns: 0, or what the system says against it, such as `EOPNOTSUPP` of a file system without such lists.
    func apply(to path: String) -> Int32 {
        let value = encoded
        return setxattr(path, Self.attribute, value, value.count, 0) == 0 ? 0 : errno
    }

    private static let attribute = "system.posix_acl_access"

    /// Linux's posix_acl_xattr.h: a version, then tag, permissions and number of each entry, little-endian.
    var encoded: [UInt8] {
        var bytes = Self.bytes(Self.version)
        add(Tag.owner, Self.readAndWrite, Self.noNumber, to: &bytes)
        add(Tag.owningGroup, Self.nothing, Self.noNumber, to: &bytes)
        for id in groupIDs { add(Tag.group, Self.readAndWrite, id, to: &bytes) }
        add(Tag.mask, Self.readAndWrite, Self.noNumber, to: &bytes)
        add(Tag.others, Self.nothing, Self.noNumber, to: &bytes)
        return bytes
    }

    private enum Tag {
        static let owner: UInt16 = 0x01
        static let owningGroup: UInt16 = 0x04
        static let group: UInt16 = 0x08
        static let mask: UInt16 = 0x10
        static let others: UInt16 = 0x20
    }

    private static let version: UInt32 = 2
    private static let nothing: UInt16 = 0
    private static let readAndWrite: UInt16 = 6
    private static let noNumber = UInt32.max

    private func add(_ tag: UInt16, _ permissions: UInt16, _ number: UInt32, to bytes: inout [UInt8]) {
        bytes += Self.bytes(tag) + Self.bytes(permissions) + Self.bytes(number)
    }

    private static func bytes(_ number: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: number.littleEndian) { Array($0) }
    }
}
