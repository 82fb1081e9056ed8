#include "CProcess.h"

static int argument_count = 0;
static char **arguments = 0;

/* glibc passes these to every constructor; they live as long as the process. */
__attribute__((constructor)) static void keep_arguments(int argc, char **argv, char **envp) {
    (void)envp;
    argument_count = argc;
    arguments = argv;
}

int dbconverge_argument_count(void) { return argument_count; }

const char *dbconverge_argument(int index) {
    return index >= 0 && index < argument_count ? arguments[index] : 0;
}
