extension Rule {
    static let functionLinesMax = 70
    static let fileLinesMax = 400
    /// Beside a file's main type.
    static let kinLinesMax = 40

    static let shortFunctions = Rule(eachSource: "functions are short") { file in
        file.functions.filter { $0.lineCount > functionLinesMax }.map {
            file.finding(
                at: $0.line, "\($0.name) has \($0.lineCount) lines: name its steps, at most \(functionLinesMax) each")
        }
    }

    static let shortFiles = Rule(eachSource: "files are short") { file in
        guard file.lines.count > fileLinesMax else { return [] }
        return [file.finding(at: file.lines.count, "\(file.lines.count) lines: split it, \(fileLinesMax) are the most")]
    }

    static let oneMainType = Rule(eachSource: "a file has one main type") { file in
        let bySize = file.topLevelTypes.sorted { $0.lineCount > $1.lineCount }
        return bySize.dropFirst().filter { $0.lineCount > kinLinesMax }.map {
            file.finding(
                at: $0.line, "\($0.name) has \($0.lineCount) lines beside \(bySize[0].name): give it its own file")
        }
    }
}
