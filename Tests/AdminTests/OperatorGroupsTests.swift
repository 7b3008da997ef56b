import AdminAPI
import Foundation
import Policy
import TestSupport
import Testing

@testable import Admin

/// Groups that every Linux has.
@Suite struct OperatorGroupsTests {
    private static let roles: [OperatorRole: String] = [.treasurer: "daemon", .support: "bin", .auditor: "sys"]

    private static func peer(_ groups: String..., userID: UInt32 = 4711) throws -> PeerCredentials {
        PeerCredentials(
            userID: userID, groupIDs: try groups.map { try OperatorGroup(named: $0, key: "test").id })
    }

    @Test func aGroupGivesItsRoleAndSeveralGiveAllOfTheirs() throws {
        let groups = try OperatorGroups(.roles(Self.roles))
        #expect(groups.roles(of: try Self.peer("daemon")) == [.treasurer])
        #expect(groups.roles(of: try Self.peer("adm", "bin", "sys")) == [.support, .auditor])
        #expect(groups.roles(of: try Self.peer("adm")) == [])
        #expect(groups.roles(of: try Self.peer(userID: 0)) == Set(OperatorRole.allCases))
        #expect(groups.all.count == 3)
    }

    @Test func theOperatorGroupHasEveryRole() throws {
        let groups = try OperatorGroups(.group("daemon"))
        #expect(groups.roles(of: try Self.peer("daemon")) == Set(OperatorRole.allCases))
        #expect(groups.roles(of: try Self.peer("bin")) == [])
        #expect(groups.all.map(\.name) == ["daemon"])
        #expect(try OperatorGroups(nil).roles(of: try Self.peer("daemon")) == [])
    }

    @Test(arguments: OperatorDuty.allCases)
    func aDutyIsDoneByItsRolesAlone(duty: OperatorDuty) throws {
        let groups = try OperatorGroups(.roles(Self.roles))
        for (role, name) in Self.roles {
            let peer = try Self.peer(name)
            if duty.roles.contains(role) {
                #expect(try groups.admit(peer, to: duty) == [role])
            } else {
                let error = #expect(throws: AdminError.self) { try groups.admit(peer, to: duty) }
                #expect(error?.code == .forbidden)
                #expect(error?.message.contains("needs the role owner (no group has it)") == true)
                #expect(error?.message.hasSuffix("is \(role.rawValue)") == true)
            }
        }
        let stranger = try Self.peer("adm")
        #expect(throws: AdminError.self) { try groups.admit(stranger, to: duty) }
    }

    @Test func whatIsMissingIsNamedWithItsGroup() throws {
        let groups = try OperatorGroups(.roles(Self.roles))
        let peer = try Self.peer("bin")
        let error = #expect(throws: AdminError.self) { try groups.admit(peer, to: .treasury) }
        #expect(error?.message.contains("owner (no group has it) or treasurer (group daemon)") == true)
    }

    @Test(arguments: [("no-such-group", "knows no such group"), ("root", "it is root's")])
    func groupsThatCannotBeAreNamedWithTheirKey(name: String, reason: String) {
        let error = #expect(throws: AdminServerError.self) { try OperatorGroups(.roles([.support: name])) }
        #expect(error?.description.hasPrefix("admin.roles.support: \(name) cannot be used: ") == true)
        #expect(error?.description.contains(reason) == true)
    }

    @Test func aListOfGroupsIsAsTheKernelWantsIt() {
        // Version 2, then owner rw, owning group nothing, groups 2 and 5 rw, mask rw, others nothing.
        let expected: [UInt8] = [
            2, 0, 0, 0, 1, 0, 6, 0, 255, 255, 255, 255, 4, 0, 0, 0, 255, 255, 255, 255, 8, 0, 6, 0, 2, 0, 0, 0, 8, 0, 6,
            0, 5, 0, 0, 0, 16, 0, 6, 0, 255, 255, 255, 255, 32, 0, 0, 0, 255, 255, 255, 255,
        ]
        #expect(AccessControlList(groupIDs: [5, 2, 5]).encoded == expected)
    }

    @Test func aFileSystemWithoutSuchListsSaysSo() {
        #expect(AccessControlList(groupIDs: [2, 5]).apply(to: "/proc/self/comm") == EOPNOTSUPP)
    }

    @Test func whoIsOnTheListMayAndNobodyElse() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("file")
        #expect(FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600]))
        #expect(AccessControlList(groupIDs: [2, 5]).apply(to: path) == 0)
        // The group's bits show the list's mask.
        #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o660)
    }
}
