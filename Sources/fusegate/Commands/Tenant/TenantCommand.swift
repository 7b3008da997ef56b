import ArgumentParser

struct TenantCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tenant", abstract: "Create and manage tenants.",
        subcommands: [
            TenantCreate.self, TenantImport.self, TenantList.self, TenantShow.self, TenantSuspend.self,
            TenantResume.self, TenantRotateSecret.self, TenantWithdrawalKey.self,
        ])
}
