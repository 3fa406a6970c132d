#define _GNU_SOURCE
#include "keeper.h"

#if OMNIVIEW_HAS_KEEPERS

#include <fcntl.h>
#include <sys/mman.h>

// A copy of the host's memory costs nothing as long as nobody writes; but the host does, and each page that it changes
// would from then on be there twice. Also nothing that the host keeps secret should be in any process but itself.

KEEPER_CODE

/// One line of /proc/self/maps: an address range, protection, offset, device, inode and path.
struct mapping {
    uintptr_t begin, end;
    uint64_t device, inode;
    /// The first character of the path; '[' for what the system provides itself, 0 for memory without a file.
    char path[6];
};

static const char *parse_number(const char *text, unsigned base, uint64_t *number) {
    *number = 0;
    for (;; text++) {
        unsigned digit;
        if (*text >= '0' && *text <= '9') {
            digit = (unsigned)(*text - '0');
        } else if (*text >= 'a' && *text <= 'f') {
            digit = (unsigned)(*text - 'a') + 10;
        } else {
            return text;
        }
        if (digit >= base) return text;
        *number = *number * base + digit;
    }
}

static const char *skip_field(const char *text) {
    while (*text != ' ' && *text != 0) text++;
    while (*text == ' ') text++;
    return text;
}

static void parse_mapping(const char *line, struct mapping *mapping) {
    uint64_t begin, end, major, minor;
    line = parse_number(line, 16, &begin);
    if (*line == '-') line++;
    line = parse_number(line, 16, &end);
    line = skip_field(line);
    line = skip_field(line);
    line = skip_field(line);
    line = parse_number(line, 16, &major);
    if (*line == ':') line++;
    line = parse_number(line, 16, &minor);
    line = skip_field(line);
    line = parse_number(line, 10, &mapping->inode);
    line = skip_field(line);
    mapping->begin = begin;
    mapping->end = end;
    mapping->device = major << 32 | minor;
    unsigned count = 0;
    for (; count < sizeof mapping->path - 1 && line[count] != 0; count++) mapping->path[count] = line[count];
    for (; count < sizeof mapping->path; count++) mapping->path[count] = 0;
}

static bool starts_with(const char *text, const char *prefix) {
    for (; *prefix != 0; text++, prefix++) {
        if (*text != *prefix) return false;
    }
    return true;
}

static bool contains(const struct mapping *mapping, const void *address) {
    return mapping->begin <= (uintptr_t)address && (uintptr_t)address < mapping->end;
}

typedef void (*visitor)(const struct mapping *mapping, struct mapping *program);

static void find_program(const struct mapping *mapping, struct mapping *program) {
    if (!contains(mapping, (const void *)&omniview_keeper_release_memory)) return;
    program->begin = mapping->begin;
    program->device = mapping->device;
    program->inode = mapping->inode;
}

static void release(const struct mapping *mapping, struct mapping *program) {
    // All of it, also what can be written: not every linker keeps constants apart from variables.
    bool is_program = mapping->begin == program->begin ||
                      (program->inode != 0 && mapping->inode == program->inode && mapping->device == program->device);
    if (is_program || contains(mapping, __builtin_frame_address(0))) return;
    // What the kernel maps for itself: [vdso], [vvar] and their like, which cannot be unmapped on every system.
    if (starts_with(mapping->path, "[v")) return;
    system_call(SYS_munmap, mapping->begin, mapping->end - mapping->begin);
}

static void visit_mappings(visitor visit, struct mapping *program) {
    int file = (int)system_call(SYS_openat, AT_FDCWD, "/proc/self/maps", O_RDONLY | O_CLOEXEC);
    if (file < 0) return;
    char buffer[2048], line[160];
    unsigned length = 0;
    long count;
    while ((count = system_call(SYS_read, file, buffer, sizeof buffer)) > 0) {
        for (long index = 0; index < count; index++) {
            char character = buffer[index];
            if (character != '\n') {
                // What is longer is the rest of a path.
                if (length < sizeof line - 1) line[length++] = character;
                continue;
            }
            line[length] = 0;
            length = 0;
            struct mapping mapping;
            parse_mapping(line, &mapping);
            visit(&mapping, program);
        }
    }
    close_descriptor(file);
}

void omniview_keeper_release_memory(void) {
    struct mapping program;
    program.begin = 0;
    program.inode = 0;
    program.device = 0;
    visit_mappings(find_program, &program);
    if (program.begin == 0) return;
    visit_mappings(release, &program);
}

KEEPER_CODE_END

#endif
