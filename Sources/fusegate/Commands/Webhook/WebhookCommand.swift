import ArgumentParser

struct WebhookCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "webhook", abstract: "Look at webhook deliveries, and send them again.",
        subcommands: [WebhookList.self, WebhookShow.self, WebhookRetry.self])
}
