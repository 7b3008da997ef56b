/// What the upstream said when it was asked about one object.
package enum UpstreamWord: Hashable, Sendable {
    /// It shows the object, with this status if any.
    case shown(status: String?)
    /// It says, in the API's own words, that there is no such object.
    case denied
    /// It did not answer, or not in the API's own words.
    case silent(reason: String)
}

extension WithdrawalDecision {
    /// Why an operator may not end a hold like this: the last resort is for what nothing else can end, and contradicts
    /// nobody who knows better.
    ///
    /// - Parameter mirroredStatus: the newest that was ever heard. It counts while the upstream is silent; when that denies
    ///   the object, only a final one does.
    /// - Returns: `nil` when nothing speaks against it.
    package func objection(upstream word: UpstreamWord, mirroredStatus: String?) -> String? {
        switch word {
        case .shown(let status): objection(to: status).map { "the upstream says that it is \($0)" }
        case .denied: objection(toFinal: mirroredStatus).map { "the upstream has said that it is \($0)" }
        case .silent(let reason):
            objection(to: mirroredStatus).map { "it was last heard to be \($0), and now: \(reason)" }
        }
    }

    private func objection(to status: String?) -> String? {
        guard let status, WithdrawalFact(status: status).kind == .progressing else {
            return objection(toFinal: status)
        }
        return status
    }

    private func objection(toFinal status: String?) -> String? {
        guard let status else { return nil }
        return switch (self, WithdrawalFact(status: status).kind) {
        case (.settled, .returned), (.voided, .completed): status
        default: nil
        }
    }
}
