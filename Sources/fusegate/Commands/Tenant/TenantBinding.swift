import ArgumentParser

/// How a tenant shares its credential, as the command line spells it.
enum TenantBinding: String, ExpressibleByArgument, CaseIterable {
    case dedicated, pooled
}
