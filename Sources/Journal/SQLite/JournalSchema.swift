import GRDB

/// The journal's tables, as the migrations that make them. A migration that was released is never changed.
enum JournalSchema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { try $0.execute(sql: first) }
        migrator.registerMigration("2") { try $0.execute(sql: second) }
        migrator.registerMigration("3") {
            try $0.execute(sql: third)
            try RowSeal.renew($0)
        }
        migrator.registerMigration("4") {
            try $0.execute(sql: fourth)
            try RowSeal.renew($0)
        }
        migrator.registerMigration("5") {
            try $0.execute(sql: fifth)
            try RowSeal.renew($0)
        }
        migrator.registerMigration("6") {
            try $0.execute(sql: sixth)
            try RowSeal.renew($0)
        }
        migrator.registerMigration("7") { try $0.execute(sql: seventh) }
        migrator.registerMigration("8") {
            try $0.execute(sql: eighth)
            try RowSeal.renew($0)
        }
        migrator.registerMigration("9") {
            try $0.execute(sql: ninth)
            try RowSeal.renew($0)
        }
        migrator.registerMigration("10") {
            try $0.execute(sql: tenth)
            try RowSeal.renew($0)
        }
        migrator.registerMigration("11") {
            try $0.execute(sql: eleventh)
            try RowSeal.renew($0)
        }
        return migrator
    }

    /// The migrations that a file has seen; none where it has no tables. What is asked first begins the snapshot of both:
    /// the migrator alone takes two looks, and trips over a process that makes the tables between them.
    static func appliedMigrations(_ database: Database) throws -> Set<String> {
        try database.tableExists("grdb_migrations") ? migrator.appliedIdentifiers(database) : []
    }

    /// The number of the last migration.
    static var currentVersion: Int { migrator.migrations.compactMap(Int.init).max() ?? 0 }

    /// Times are milliseconds since 1970, versions and ids their own spelling.
    ///
    /// `upgrade` has a row for each intent, for good; those without an outcome are a fleet state's submissions, at most
    /// one an instance. `failure`, `stray`, `unanswered` and `settled` hold what a fleet state holds and no more, so
    /// that reading one never costs more than there is in it.
    private static let first = """
        CREATE TABLE fleet (
            id INTEGER PRIMARY KEY,
            region TEXT NOT NULL,
            project TEXT NOT NULL,
            name TEXT NOT NULL,
            firstSeenAt INTEGER,
            foreignWorkAt INTEGER,
            forgivenAt INTEGER,
            UNIQUE (name, region, project)
        ) STRICT;

        CREATE TABLE run (
            id INTEGER PRIMARY KEY,
            fleetID INTEGER NOT NULL REFERENCES fleet,
            revision TEXT NOT NULL,
            host TEXT NOT NULL,
            pid INTEGER NOT NULL,
            startedAt INTEGER NOT NULL,
            endedAt INTEGER,
            ending TEXT,
            message TEXT,
            requests INTEGER,
            landings INTEGER
        ) STRICT;
        CREATE INDEX runOfFleet ON run (fleetID);

        CREATE TABLE upgrade (
            id INTEGER PRIMARY KEY,
            fleetID INTEGER NOT NULL REFERENCES fleet,
            runID INTEGER REFERENCES run,
            instance TEXT NOT NULL,
            fromVersion TEXT NOT NULL,
            target TEXT NOT NULL,
            declared TEXT NOT NULL,
            delay INTEGER NOT NULL,
            sentAt INTEGER NOT NULL,
            answeredAt INTEGER,
            job TEXT,
            jobSeenAt INTEGER,
            earlierFailures TEXT NOT NULL,
            doubt TEXT,
            doubtWords TEXT,
            givenUp TEXT,
            outcome TEXT,
            detail TEXT,
            endedAt INTEGER
        ) STRICT;
        CREATE UNIQUE INDEX openUpgrade ON upgrade (fleetID, instance) WHERE outcome IS NULL;
        CREATE INDEX upgradeOfRun ON upgrade (runID);
        CREATE INDEX upgradeBySentAt ON upgrade (sentAt);

        CREATE TABLE failure (
            id INTEGER PRIMARY KEY,
            fleetID INTEGER NOT NULL REFERENCES fleet,
            instance TEXT NOT NULL,
            sentAt INTEGER NOT NULL,
            fromVersion TEXT NOT NULL,
            declared TEXT NOT NULL,
            seenAt INTEGER NOT NULL,
            code TEXT NOT NULL,
            message TEXT NOT NULL,
            job TEXT
        ) STRICT;
        CREATE INDEX failureOfFleet ON failure (fleetID, instance);

        CREATE TABLE stray (
            fleetID INTEGER NOT NULL REFERENCES fleet,
            instance TEXT NOT NULL,
            sentAt INTEGER NOT NULL,
            declared TEXT NOT NULL,
            landedOn TEXT NOT NULL,
            PRIMARY KEY (fleetID, instance)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE unanswered (
            fleetID INTEGER NOT NULL REFERENCES fleet,
            instance TEXT NOT NULL,
            sentAt INTEGER NOT NULL,
            fromVersion TEXT NOT NULL,
            declared TEXT NOT NULL,
            PRIMARY KEY (fleetID, instance)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE settled (
            fleetID INTEGER NOT NULL REFERENCES fleet,
            instance TEXT NOT NULL,
            version TEXT NOT NULL,
            since INTEGER NOT NULL,
            PRIMARY KEY (fleetID, instance)
        ) STRICT, WITHOUT ROWID;
        """

    /// When a job was first seen no more, in place of when it was seen last; which one was scheduled, since when it has
    /// been running, and when its cancellation was requested. And which failures were found in the cloud.
    private static let second = """
        ALTER TABLE upgrade RENAME COLUMN jobSeenAt TO jobGoneAt;
        UPDATE upgrade SET jobGoneAt = NULL;
        ALTER TABLE upgrade ADD COLUMN scheduledJob TEXT;
        ALTER TABLE upgrade ADD COLUMN runningSince INTEGER;
        ALTER TABLE upgrade ADD COLUMN cancelingAt INTEGER;
        ALTER TABLE failure ADD COLUMN isForeign INTEGER NOT NULL DEFAULT 0;
        UPDATE upgrade SET scheduledJob = job WHERE delay AND outcome IS NULL;
        """

    /// What people did outside of runs: pauses, resumptions and retries; without a fleet's name it is about all of
    /// them. And who made a run.
    private static let third = """
        CREATE TABLE intervention (
            id INTEGER PRIMARY KEY,
            kind TEXT NOT NULL,
            fleet TEXT,
            user TEXT NOT NULL,
            host TEXT NOT NULL,
            job TEXT,
            at INTEGER NOT NULL,
            reason TEXT,
            until INTEGER,
            cancelsScheduled INTEGER NOT NULL DEFAULT 0,
            instances TEXT
        ) STRICT;
        CREATE INDEX interventionByKind ON intervention (kind);
        ALTER TABLE run ADD COLUMN user TEXT;
        ALTER TABLE run ADD COLUMN job TEXT;
        ALTER TABLE run ADD COLUMN author TEXT;
        """

    /// What was acknowledged, by job and by instance and version. And where the machine's clock stood against its
    /// uptime when a run began, so that the next one notices that the clock was set.
    private static let fourth = """
        ALTER TABLE fleet ADD COLUMN knowsFailedJobs INTEGER NOT NULL DEFAULT 0;
        CREATE TABLE acknowledgedJob (
            fleetID INTEGER NOT NULL REFERENCES fleet,
            job TEXT NOT NULL,
            at INTEGER NOT NULL,
            PRIMARY KEY (fleetID, job)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE acknowledgedVersion (
            fleetID INTEGER NOT NULL REFERENCES fleet,
            instance TEXT NOT NULL,
            version TEXT NOT NULL,
            PRIMARY KEY (fleetID, instance)
        ) STRICT, WITHOUT ROWID;
        ALTER TABLE run ADD COLUMN boot TEXT;
        ALTER TABLE run ADD COLUMN clockOffset INTEGER;
        CREATE INDEX openUpgradeOfInstance ON upgrade (instance) WHERE outcome IS NULL;
        """

    /// When an off-target upgrade ended.
    private static let fifth = """
        ALTER TABLE stray ADD COLUMN endedAt INTEGER NOT NULL DEFAULT 0;
        UPDATE stray SET endedAt = COALESCE(
            (SELECT MAX(endedAt) FROM upgrade WHERE upgrade.fleetID = stray.fleetID
                AND upgrade.instance = stray.instance AND upgrade.sentAt = stray.sentAt), sentAt);
        """

    /// Whether the revision of a run was found to follow that of the run before it. Earlier versions applied any.
    private static let sixth = """
        ALTER TABLE run ADD COLUMN isAccepted INTEGER NOT NULL DEFAULT 0;
        UPDATE run SET isAccepted = 1;
        """

    /// The upgrades of a fleet that tell how long one takes.
    private static let seventh = """
        CREATE INDEX completedUpgradeOfFleet ON upgrade (fleetID, endedAt)
        WHERE outcome IN ('completed', 'landed') AND delay = 0 AND endedAt > sentAt;
        """

    /// Which saved plan a run applied.
    private static let eighth = """
        ALTER TABLE run ADD COLUMN planDigest TEXT;
        CREATE INDEX runOfPlan ON run (planDigest) WHERE planDigest IS NOT NULL;
        """

    /// For whose signatures the revision of a run was believed, as JSON: of the commit, and of the tag.
    private static let ninth = """
        ALTER TABLE run ADD COLUMN signature TEXT;
        ALTER TABLE run ADD COLUMN tagSignature TEXT;
        """

    /// What checks of waves and fleets found, and which a person let pass.
    private static let tenth = """
        CREATE TABLE evaluation (
            id INTEGER PRIMARY KEY,
            fleetID INTEGER NOT NULL REFERENCES fleet,
            runID INTEGER REFERENCES run,
            wave TEXT,
            isBefore INTEGER NOT NULL,
            name TEXT NOT NULL,
            definition TEXT NOT NULL,
            at INTEGER NOT NULL,
            outcome TEXT NOT NULL,
            value TEXT,
            message TEXT,
            isStale INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX evaluationOfFleet ON evaluation (fleetID);
        CREATE INDEX evaluationOfRun ON evaluation (runID);
        CREATE TABLE acknowledgedCheck (
            fleetID INTEGER NOT NULL REFERENCES fleet,
            name TEXT NOT NULL,
            at INTEGER NOT NULL,
            PRIMARY KEY (fleetID, name)
        ) STRICT, WITHOUT ROWID;
        ALTER TABLE intervention ADD COLUMN checkName TEXT;
        """

    /// Which fleet declared an instance last: a fleet that takes it over has to follow what was applied to it there. And the
    /// upgrades of some instances.
    private static let eleventh = """
        CREATE TABLE declaration (
            instance TEXT NOT NULL,
            fleetID INTEGER NOT NULL REFERENCES fleet,
            PRIMARY KEY (instance, fleetID)
        ) STRICT, WITHOUT ROWID;
        ALTER TABLE fleet ADD COLUMN declarations INTEGER;
        CREATE INDEX upgradeByInstance ON upgrade (instance, sentAt);
        """
}
