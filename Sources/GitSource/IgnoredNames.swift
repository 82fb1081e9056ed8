/// The files and directories that end in `.yaml` and are everybody's but ours: what Flux leaves out by default.
enum IgnoredNames {
    static let all: Set<String> = [
        ".github", ".circleci", ".travis.yml", ".gitlab-ci.yml", "appveyor.yml", ".drone.yml", "cloudbuild.yaml",
        "codeship-services.yml", "codeship-steps.yml", ".goreleaser.yml", ".sops.yaml", ".flux.yaml",
    ]
}
