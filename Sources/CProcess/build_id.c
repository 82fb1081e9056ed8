#define _GNU_SOURCE
#include "CProcess.h"
#include <link.h>
#include <string.h>

/* Notes are words of four bytes: how long the name is, how long the content, and the kind; then both, padded. */
static int find_build_id(const char *note, size_t size, struct dbconverge_bytes *found) {
    while (size >= sizeof(ElfW(Nhdr))) {
        const ElfW(Nhdr) *head = (const ElfW(Nhdr) *)note;
        size_t content = sizeof *head + ((head->n_namesz + 3) & ~(size_t)3);
        size_t next = content + ((head->n_descsz + 3) & ~(size_t)3);
        if (next > size) return 0;
        if (head->n_type == NT_GNU_BUILD_ID && head->n_namesz == 4 && memcmp(note + sizeof *head, "GNU", 4) == 0) {
            found->start = (const unsigned char *)note + content;
            found->count = (int)head->n_descsz;
            return 1;
        }
        note += next;
        size -= next;
    }
    return 0;
}

/* The program itself comes first; its libraries are of no interest. */
static int look_into_program(struct dl_phdr_info *program, size_t size, void *found) {
    (void)size;
    for (int i = 0; i < program->dlpi_phnum; i++) {
        const ElfW(Phdr) *header = &program->dlpi_phdr[i];
        if (header->p_type != PT_NOTE) continue;
        if (find_build_id((const char *)(program->dlpi_addr + header->p_vaddr), header->p_memsz, found)) break;
    }
    return 1;
}

struct dbconverge_bytes dbconverge_build_id(void) {
    struct dbconverge_bytes found = {0, 0};
    dl_iterate_phdr(look_into_program, &found);
    return found;
}
