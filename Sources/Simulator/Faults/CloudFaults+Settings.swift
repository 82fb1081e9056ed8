import CloudModel

extension CloudFaults {
    mutating func set(_ setting: FaultSetting, _ value: FaultValue) throws(FaultError) {
        switch setting {
        case .listLag: listLag = try value.duration()
        case .offerLag: offerLag = try value.duration()
        case .jobLag: jobLag = try value.duration()
        case .churn: churn = try value.share()
        case .endlessList: endlessList = try value.yes()
        case .refuse: refuse = try value.share()
        case .refuseCode: refuseCode = value.text
        case .batchRefusal:
            batchRefusal = SimulatedSettings.BatchRefusal(rawValue: try value.word(of: ["whole", "partial"]))
        case .refusalNames: refusalNamesInstance = try value.yes()
        case .offerMoves: offerMoves = try value.offerMove()
        default: break
        }
    }
}
