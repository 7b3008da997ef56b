import AdminAPI
import Policy
import Store

/// A change of an account whose values are good.
struct AccountChange: Sendable {
    let details: [(String, String)]
    private let disabled: FieldChange<Bool>
    private let listsByReference: FieldChange<Bool>
    private let withdrawalList: FieldChange<UpstreamDialect.WithdrawalList>
    private let upstreamFee: FieldChange<Int>

    init(_ request: ChangeAccount) throws(AdminError) {
        disabled = request.disabled
        listsByReference = request.listsByReference
        withdrawalList = try request.withdrawalList.map { (text) throws(AdminError) in
            guard let list = UpstreamDialect.WithdrawalList(rawValue: text) else {
                throw AdminError(
                    .invalidRequest, "the list of withdrawals must be results or withdrawals, is \"\(text)\"")
            }
            return list
        }
        upstreamFee = try request.upstreamFeeBasisPoints.map { (points) throws(AdminError) in
            let range = 0...PaymentTerms.basisPointsMax
            guard range.contains(points) else {
                throw AdminError(
                    .invalidRequest, "the upstream's fee must be \(range.lowerBound)…\(range.upperBound) basis points")
            }
            return points
        }
        details =
            AdminService.details("disabled", disabled)
            + AdminService.details("lists_by_reference", listsByReference)
            + AdminService.details("withdrawal_list", request.withdrawalList)
            + AdminService.details("upstream_fee_basis_points", upstreamFee)
        guard !details.isEmpty else { throw AdminError(.invalidRequest, "name something to change") }
    }

    /// Whether it is said, even as it is: the gateway's own reason against the account ends then.
    var namesDisabled: Bool { disabled != .keep }

    func applied(to old: Account) -> Account {
        let standard = UpstreamDialect()
        var new = old
        new.disabled = disabled.applied(to: old.disabled) ?? false
        new.dialect.listsByReference =
            listsByReference.applied(to: old.dialect.listsByReference) ?? standard.listsByReference
        new.dialect.withdrawalList = withdrawalList.applied(to: old.dialect.withdrawalList) ?? standard.withdrawalList
        new.upstreamFeeBasisPoints = upstreamFee.applied(to: old.upstreamFeeBasisPoints)
        return new
    }

    /// All that differs, for whoever approves it.
    static func lines(from old: Account, to new: Account) -> [String] {
        changes(from: old, to: new).filter { $0.old != $0.new }.map { change in
            guard change.setting == "upstream_fee_basis_points" else {
                return "\(change.setting) of \(old.name): \(change.old ?? "none") -> \(change.new ?? "none")"
            }
            let (before, after) = (feeText(old.upstreamFeeBasisPoints), feeText(new.upstreamFeeBasisPoints))
            return "upstream fee of \(old.name): \(before) -> \(after)"
        }
    }

    private static func feeText(_ basisPoints: Int?) -> String {
        basisPoints.map { "\($0) basis points" } ?? "as configured"
    }

    static func changes(from old: Account, to new: Account) -> [SettingChange] {
        [
            SettingChange("disabled", from: "\(old.disabled)", to: "\(new.disabled)"),
            SettingChange(
                "lists_by_reference", from: "\(old.dialect.listsByReference)", to: "\(new.dialect.listsByReference)"),
            SettingChange(
                "withdrawal_list", from: old.dialect.withdrawalList.rawValue, to: new.dialect.withdrawalList.rawValue),
            SettingChange(
                "upstream_fee_basis_points", from: old.upstreamFeeBasisPoints.map(String.init),
                to: new.upstreamFeeBasisPoints.map(String.init)),
        ]
    }
}
