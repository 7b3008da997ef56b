import ArgumentParser

struct WithdrawalCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "withdrawal",
        abstract: "Bound tenants' withdrawals, and decide about them.",
        subcommands: [
            WithdrawalList.self, WithdrawalApprove.self, WithdrawalReject.self, WithdrawalShow.self,
            WithdrawalLock.self, WithdrawalLimit.self, WithdrawalAllowList.self, WithdrawalAllow.self,
            WithdrawalDisallow.self, WithdrawalSettle.self, WithdrawalVoid.self,
        ])
}
