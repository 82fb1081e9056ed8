#include "CProcess.h"
#include <malloc.h>

void dbconverge_share_memory(void) { mallopt(M_ARENA_MAX, 1); }
