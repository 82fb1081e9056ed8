#include <fcntl.h>
#include <sys/auxv.h>
#include <unistd.h>
#include <git2.h>
#include <git2/sys/repository.h>

/* git_libgit2_opts is variadic, which Swift does not import. */
static inline int dbconverge_git_set_extensions(const char **names, size_t count) {
    return git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, names, count);
}

static inline int dbconverge_git_set_owner_validation(int enabled) {
    return git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, enabled);
}

static inline int dbconverge_git_set_strict_hash_verification(int enabled) {
    return git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, enabled);
}

static inline int dbconverge_git_set_search_path(int level, const char *path) {
    return git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, level, path);
}

static inline int dbconverge_git_set_certificates(const char *file, const char *folder) {
    return git_libgit2_opts(GIT_OPT_SET_SSL_CERT_LOCATIONS, file, folder);
}

/* A GNU extension, which the header hides here. Both ends are closed in every program that another thread starts. */
extern int pipe2(int ends[2], int flags);
static inline int dbconverge_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }

/* The path by which the kernel started this program, for where there is no /proc. */
static inline const char *dbconverge_program_path(void) { return (const char *)getauxval(AT_EXECFN); }
