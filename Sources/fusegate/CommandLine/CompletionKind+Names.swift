import ArgumentParser

/// What the shell offers where a name is due: the running gateway's own.
extension CompletionKind {
    static var tenants: CompletionKind {
        .shellCommand("fusegate tenant list --names 2>/dev/null")
    }

    static var accounts: CompletionKind {
        .shellCommand("fusegate account list --names 2>/dev/null")
    }
}
