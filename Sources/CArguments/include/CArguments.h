#ifndef DBCONVERGE_ARGUMENTS_H
#define DBCONVERGE_ARGUMENTS_H

/// The arguments that the process was started with, the program's name first. Swift's runtime reads them from
/// /proc/self/cmdline, which chroots and hardened containers may not have.
int dbconverge_argument_count(void);
const char *dbconverge_argument(int index);

#endif
