import Admin
import AdminAPI

extension Presentation {
    static func intents(_ list: IntentList) -> String {
        var table = Table("ID", "STATE", "KIND", "TENANT", "CREATED", "TRANSACTION", "AMOUNT", "OWN ID")
        for intent in list.intents {
            table.add(
                intent.id, intent.state, intent.kind, intent.tenant, time(intent.createdAt), intent.upstreamID,
                intent.amount, intent.orderID ?? intent.customID)
        }
        let text = table.text(
            orWhenEmpty: "No intents.", shrinking: ["TENANT", "TRANSACTION", "OWN ID"], inNeed: ["AMOUNT"])
        return paged(text, before: list.next)
    }

    static func preview(_ preview: IntentPreview) -> String {
        guard preview.count > 0 else { return "None." }
        var fields = Fields()
        fields.add("intents", "\(preview.count)")
        for sum in preview.sums { fields.add("held", "\(sum.amount) \(sum.currency)") }
        fields.add("oldest", preview.oldest.map(time))
        return fields.text + "\n\nNothing was done. That none of them had an effect: --confirm \(preview.count)"
    }

    static func resolved(_ result: IntentsResolved) -> String {
        var table = Table("LEFT AS IT IS", "BECAUSE")
        for refusal in result.refused { table.add(refusal.intent, refusal.reason) }
        let lines = ["\(result.resolved.count) resolved without effect"]
        return (lines + (result.refused.isEmpty ? [] : [table.text(orWhenEmpty: "", shrinking: ["BECAUSE"])])).joined(
            separator: "\n")
    }

    static func intent(_ detail: IntentDetailView) -> String {
        let intent = detail.intent
        var fields = Fields()
        fields.add("intent", intent.id)
        fields.add("state", intent.state)
        fields.add("kind", intent.kind)
        fields.add("tenant", "\(intent.tenant) (\(intent.tenantID))")
        fields.add("amount", intent.amount)
        fields.add("credential", intent.credentialID)
        fields.add("created", time(intent.createdAt))
        fields.add("upstream id", intent.upstreamID)
        fields.add("upstream status", detail.objectStatus)
        fields.add("order id", intent.orderID)
        fields.add("custom id", intent.customID)
        fields.add("key", intent.idempotencyKey)
        fields.add("answered", intent.responseStatus.map(String.init))
        guard let resolution = detail.resolution else { return fields.text }
        var questions = Fields()
        questions.add("asked", "\(resolution.questions) times")
        questions.add("last finding", resolution.finding)
        questions.add("asked again", time(resolution.nextQuestionAt))
        return fields.text + "\n\n" + section("Resolution", questions.text)
    }
}
