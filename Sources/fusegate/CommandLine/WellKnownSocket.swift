import Foundation

/// Where a command finds the running gateway when nobody says: a link to the admin socket of whichever gateway of this
/// user, or of root, started last.
enum WellKnownSocket {
    static let name = "admin.sock"

    static func candidates(environment: [String: String]) -> [String] {
        let own = environment["XDG_RUNTIME_DIR"].flatMap { $0.isEmpty ? nil : "\($0)/fusegate/\(name)" }
        return [own, "/run/fusegate/\(name)"].compactMap { $0 }
    }

    /// The first that leads to a socket.
    static func find(environment: [String: String]) -> String? {
        candidates(environment: environment).first(where: FileManager.default.fileExists)
    }

    /// - Returns: the link, to be removed at the end; `nil` where none could be made, which hinders nobody.
    static func publish(_ socket: String, environment: [String: String]) -> String? {
        let target = URL(filePath: socket).standardizedFileURL.path
        for link in candidates(environment: environment) where link != target {
            let directory = URL(filePath: link).deletingLastPathComponent()
            try? FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
            // Nothing but a link is replaced.
            if (try? FileManager.default.destinationOfSymbolicLink(atPath: link)) != nil {
                try? FileManager.default.removeItem(atPath: link)
            }
            if (try? FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: target)) != nil {
                return link
            }
        }
        return nil
    }

    /// Leaves a link alone that leads to another gateway by now.
    static func withdraw(_ link: String, of socket: String) {
        let target = URL(filePath: socket).standardizedFileURL.path
        guard (try? FileManager.default.destinationOfSymbolicLink(atPath: link)) == target else { return }
        try? FileManager.default.removeItem(atPath: link)
    }
}
