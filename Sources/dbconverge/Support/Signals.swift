import Glibc
import Synchronization
import UnixSignals

/// SIGHUP, SIGINT and SIGTERM: the first asks the work to stop, the second leaves at once.
enum Signals {
    /// Runs the work in a task that the first signal cancels. Returns what it returned, and the exit status of the
    /// signal if one came.
    static func cancelling<Value: Sendable>(
        _ notice: String = "stopping: nothing more is requested; \(again) to leave at once",
        _ body: @escaping @Sendable () async -> Value
    ) async -> (Value, ExitStatus?) {
        // Trapped before the work begins, so that no moment of it is without protection.
        let signals = await UnixSignalsSequence(trapping: trapped)
        let received = Received()
        let work = Task { await body() }
        let watch = Task {
            for await signal in signals {
                let status = status(of: signal)
                guard received.isFirst(status) else { _exit(status.rawValue) }
                // What the terminal shows of the key stands on a line of its own.
                if Console.errorIsTerminal { Console.error("") }
                Console.error(notice)
                work.cancel()
            }
        }
        let value = await work.value
        watch.cancel()
        return (value, received.status)
    }

    /// How the reader of the notice can send another.
    private static var again: String { Console.errorIsTerminal ? "press Ctrl-C again" : "send another signal" }

    /// What `nohup` has switched off stays off.
    private static var trapped: [UnixSignal] {
        var action = sigaction()
        let isIgnored =
            sigaction(SIGHUP, nil, &action) == 0
            && unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
                == unsafeBitCast(SIG_IGN, to: Int.self)
        return isIgnored ? [.sigint, .sigterm] : [.sighup, .sigint, .sigterm]
    }

    private static func status(of signal: UnixSignal) -> ExitStatus {
        switch signal {
        case .sighup: .hungUp
        case .sigterm: .terminated
        default: .interrupted
        }
    }

    private final class Received: Sendable {
        private let first = Mutex<ExitStatus?>(nil)

        var status: ExitStatus? { first.withLock { $0 } }

        func isFirst(_ status: ExitStatus) -> Bool {
            first.withLock { known in
                guard known == nil else { return false }
                known = status
                return true
            }
        }
    }
}
