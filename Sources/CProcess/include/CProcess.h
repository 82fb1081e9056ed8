#ifndef DBCONVERGE_PROCESS_H
#define DBCONVERGE_PROCESS_H

/// The arguments that the process was started with, the program's name first. Swift's runtime reads them from
/// /proc/self/cmdline, which chroots and hardened containers may not have.
int dbconverge_argument_count(void);
const char *dbconverge_argument(int index);

/// Bytes that live as long as the process.
struct dbconverge_bytes {
    const unsigned char *start;
    int count;
};

/// The build id that the linker has written into this program (its note NT_GNU_BUILD_ID); no bytes: there is none.
struct dbconverge_bytes dbconverge_build_id(void);

/// Lets all threads take their memory from one pool. By default glibc keeps one for each, and what one thread frees does
/// not serve the others: a run over 100,000 instances holds a tenth less with one, at the same cost.
void dbconverge_share_memory(void);

#endif
