import GRDB

extension SQLiteJournal {
    /// Adds them.
    public func append(_ interventions: [Intervention]) throws(JournalError) {
        if interventions.isEmpty { return }
        try writing { database in
            for one in interventions { try InterventionRow.insert(one, database) }
        }
    }

    /// Reads the latest.
    public func interventions(ofFleetsNamed name: String?, limit: Int) throws(JournalError) -> [Intervention] {
        try reading { database in
            try InterventionRow.fetchAll(
                database,
                sql: """
                    SELECT * FROM intervention WHERE ? IS NULL OR fleet IS NULL OR fleet = ? ORDER BY id DESC LIMIT ?
                    """,
                arguments: [name, name, max(limit, 0)]
            ).compactMap(\.intervention)
        }
    }

    /// Reads those by their index; there are few.
    public func pausesAndResumptions() throws(JournalError) -> [Intervention] {
        try reading { database in
            try RowSeal.check(database, only: "intervention", path: path)
            return try InterventionRow.fetchAll(
                database, sql: "SELECT * FROM intervention WHERE kind IN ('pause', 'resume') ORDER BY id"
            ).compactMap(\.intervention)
        }
    }

    /// Reads the keys.
    public func fleets() throws(JournalError) -> [FleetKey] {
        try reading { database in
            try FleetKeyRow.fetchAll(database, sql: "SELECT * FROM fleet").map(\.key).sorted()
        }
    }
}
