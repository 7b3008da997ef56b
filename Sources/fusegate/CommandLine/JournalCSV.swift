import Policy
import AdminAPI

/// The journal as RFC 4180 writes tables; lines end where `print` ends them.
enum JournalCSV {
    static let header = "owner,number,created_at,upstream_account,currency,intent_id,cause,reason,account,amount"

    /// One for each posting; one with neither account nor amount for a remark.
    static func lines(of entry: LedgerEntryView) -> [String] {
        let common = [
            entry.owner, "\(entry.number)", entry.createdAt, entry.upstreamAccount, entry.currency,
            entry.intentID?.description ?? "", entry.cause, entry.reason ?? "",
        ]
        let tails = entry.postings.isEmpty ? [["", ""]] : entry.postings.map { [$0.account, $0.amount.description] }
        return tails.map { (common + $0).map(field).joined(separator: ",") }
    }

    /// Quoted where it must be. A text that a spreadsheet would run as a formula is made a text; a number is not one.
    private static func field(_ text: String) -> String {
        let isNumber = text.allSatisfy { $0.isASCII && ($0.isNumber || "-.".contains($0)) }
        let isFormula = !isNumber && ["=", "+", "-", "@", "\t"].contains(text.first.map(String.init) ?? "")
        let plain = isFormula ? "'" + text : text
        guard plain.contains(where: { ",\"\r\n".contains($0) }) else { return plain }
        return "\"" + plain.replacing("\"", with: "\"\"") + "\""
    }
}
