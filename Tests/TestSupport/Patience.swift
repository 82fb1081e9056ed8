public import Testing

extension Trait where Self == TimeLimitTrait {
    /// Many times what any test needs on a busy machine, so that one that hangs is named long before CI gives up on all of
    /// them.
    public static var patience: Self { .timeLimit(.minutes(20)) }
}
