// Memory by lifetime: an arena frees everything at once, and can be given a byte limit.
//
// What lives as long as a query sits in the query's arena; what lives as long as a mapping sits in
// the mapping's. Allocation never returns NULL: when the limit is reached (or an invariant breaks,
// see arena_fail) control leaves to the arena_run that encloses it, the one non-local exit of a
// query. In sanitizer builds every allocation is a malloc of its own, so that overruns are seen.
#ifndef ANAMORPH_BASE_ARENA_H
#define ANAMORPH_BASE_ARENA_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

typedef struct Arena Arena;

// limit: bytes the arena may hold in all; 0 means no limit. Returns NULL only when the system has
// no memory left.
Arena *arena_create(size_t limit);

// Runs the clean-ups in reverse order of registration, then frees everything. NULL is allowed.
void arena_destroy(Arena *arena);

// Like arena_destroy, but the arena is ready for use again.
void arena_reset(Arena *arena);

// Memory aligned for any type, not cleared.
void *arena_alloc(Arena *arena, size_t size)
    __attribute__((malloc, returns_nonnull, alloc_size(2)));
void *arena_alloc_zero(Arena *arena, size_t size)
    __attribute__((malloc, returns_nonnull, alloc_size(2)));

// A copy of `size` bytes; arena_copy_text adds a terminating NUL.
void *arena_copy(Arena *arena, const void *data, size_t size) __attribute__((returns_nonnull));
char *arena_copy_text(Arena *arena, const char *text, size_t length)
    __attribute__((returns_nonnull));
char *arena_format(Arena *arena, const char *format, ...)
    __attribute__((returns_nonnull, format(printf, 2, 3)));

#define ARENA_NEW(arena, Type) ((Type *)arena_alloc_zero((arena), sizeof(Type)))
#define ARENA_ARRAY(arena, Type, count) \
  ((Type *)arena_alloc_zero((arena), sizeof(Type) * (size_t)(count)))

// `release(object)` is called when the arena is reset or destroyed: for results, descriptors and
// other things that libraries own.
void arena_on_release(Arena *arena, void (*release)(void *object), void *object);

// Bytes handed out so far.
size_t arena_used(const Arena *arena);

// A place in the arena's past, for taking back what was only scratch.
typedef struct ArenaMark {
  const void *block, *clean_up;
  size_t block_used, used;
} ArenaMark;
ArenaMark arena_mark(const Arena *arena);

// Frees all that was allocated since the mark, which nothing may refer to any more. Does nothing
// where arena_on_release was called since.
void arena_rewind(Arena *arena, ArenaMark mark);

// Runs body(context, err). When an allocation exceeds the limit inside, returns STATUS_LIMIT, and
// when arena_fail is called, its status, with err filled. Boundaries nest; the innermost is taken.
Status arena_run(Arena *arena, Status (*body)(void *context, Error *err), void *context,
                 Error *err) MUST_CHECK;

// Leaves to the enclosing arena_run: broken invariants and exhausted limits (recursion depth, node
// counts), never ordinary errors. Aborts with the message when there is none.
_Noreturn void arena_fail(Arena *arena, Status code, const char *format, ...) PRINTF_LIKE(3, 4);

#endif
