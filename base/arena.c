// Arenas: chained blocks with bump allocation; in sanitizer builds, one malloc per allocation.
#include "base/arena.h"

#include <setjmp.h>
#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_BLOCK = 8 * 1024, LARGEST_BLOCK = 1024 * 1024, ALIGNMENT = alignof(max_align_t) };

typedef struct Block {
  struct Block *previous;
  size_t size;
  size_t used;
  alignas(max_align_t) unsigned char data[];
} Block;

typedef struct CleanUp {
  struct CleanUp *previous;
  void (*release)(void *object);
  void *object;
} CleanUp;

typedef struct Boundary {
  struct Boundary *outer;
  jmp_buf exit;
  Status code;
  char message[ERROR_MESSAGE_MAX];
} Boundary;

struct Arena {
  Block *block;
  CleanUp *clean_up;
  Boundary *boundary;
  size_t limit;
  size_t used;
  size_t next_block;
};

Arena *arena_create(size_t limit) {
  Arena *arena = calloc(1, sizeof *arena);
  if (arena == NULL) return NULL;
  arena->limit = limit;
  arena->next_block = FIRST_BLOCK;
  return arena;
}

void arena_reset(Arena *arena) {
  while (arena->clean_up != NULL) {
    CleanUp *clean_up = arena->clean_up;
    arena->clean_up = clean_up->previous;
    clean_up->release(clean_up->object);
    free(clean_up);
  }
  while (arena->block != NULL) {
    Block *block = arena->block;
    arena->block = block->previous;
    free(block);
  }
  arena->used = 0;
  arena->next_block = FIRST_BLOCK;
}

void arena_destroy(Arena *arena) {
  if (arena == NULL) return;
  arena_reset(arena);
  free(arena);
}

_Noreturn void arena_fail(Arena *arena, Status code, const char *format, ...) {
  Boundary *boundary = arena->boundary;
  va_list args;
  va_start(args, format);
  if (boundary == NULL) {
    (void)fputs("anamorph: ", stderr);
    (void)vfprintf(stderr, format, args);
    (void)fputc('\n', stderr);
    abort();
  }
  boundary->code = code;
  (void)vsnprintf(boundary->message, sizeof boundary->message, format, args);
  va_end(args);
  longjmp(boundary->exit, 1);
}

static Block *block_add(Arena *arena, size_t size) {
  Block *block = malloc(sizeof *block + size);
  if (block == NULL) arena_fail(arena, STATUS_LIMIT, "out of memory");
  block->previous = arena->block;
  block->size = size;
  block->used = 0;
  arena->block = block;
  return block;
}

void *arena_alloc(Arena *arena, size_t size) {
  if (size > SIZE_MAX / 2) arena_fail(arena, STATUS_LIMIT, "allocation too large");
  const size_t rounded = (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
  if (arena->limit != 0 && rounded > arena->limit - arena->used)
    arena_fail(arena, STATUS_LIMIT, "the memory limit of %zu MB is reached",
               arena->limit / ((size_t)1024 * 1024));
  arena->used += rounded;
#ifdef ANAMORPH_ARENA_DEBUG
  return block_add(arena, size == 0 ? 1 : size)->data;
#else
  Block *block = arena->block;
  if (block == NULL || rounded > block->size - block->used) {
    size_t wanted = arena->next_block;
    if (arena->next_block < LARGEST_BLOCK) arena->next_block *= 2;
    if (rounded > wanted) wanted = rounded;
    block = block_add(arena, wanted);
  }
  void *memory = block->data + block->used;
  block->used += rounded;
  return memory;
#endif
}

void *arena_alloc_zero(Arena *arena, size_t size) {
  return memset(arena_alloc(arena, size), 0, size);
}

void *arena_copy(Arena *arena, const void *data, size_t size) {
  void *copy = arena_alloc(arena, size);
  if (size > 0) memcpy(copy, data, size);
  return copy;
}

char *arena_copy_text(Arena *arena, const char *text, size_t length) {
  char *copy = arena_alloc(arena, length + 1);
  if (length > 0) memcpy(copy, text, length);
  copy[length] = '\0';
  return copy;
}

char *arena_format(Arena *arena, const char *format, ...) {
  va_list args, again;
  va_start(args, format);
  va_copy(again, args);
  const int length = vsnprintf(NULL, 0, format, args);
  va_end(args);
  if (length < 0) arena_fail(arena, STATUS_INTERNAL, "bad format '%s'", format);
  char *text = arena_alloc(arena, (size_t)length + 1);
  (void)vsnprintf(text, (size_t)length + 1, format, again);
  va_end(again);
  return text;
}

void arena_on_release(Arena *arena, void (*release)(void *object), void *object) {
  CleanUp *clean_up = malloc(sizeof *clean_up);
  if (clean_up == NULL) {
    release(object);
    arena_fail(arena, STATUS_LIMIT, "out of memory");
  }
  *clean_up = (CleanUp){.previous = arena->clean_up, .release = release, .object = object};
  arena->clean_up = clean_up;
}

ArenaMark arena_mark(const Arena *arena) {
  return (ArenaMark){.block = arena->block,
                     .clean_up = arena->clean_up,
                     .block_used = arena->block == NULL ? 0 : arena->block->used,
                     .used = arena->used};
}

void arena_rewind(Arena *arena, ArenaMark mark) {
  if (arena->clean_up != mark.clean_up) return;
  while (arena->block != mark.block) {
    Block *block = arena->block;
    arena->block = block->previous;
    free(block);
  }
  if (arena->block != NULL) arena->block->used = mark.block_used;
  arena->used = mark.used;
}

size_t arena_used(const Arena *arena) { return arena->used; }

Status arena_run(Arena *arena, Status (*body)(void *context, Error *err), void *context,
                 Error *err) {
  Boundary boundary;
  boundary.outer = arena->boundary;
  arena->boundary = &boundary;
  Status status;
  if (setjmp(boundary.exit) == 0) {
    status = body(context, err);
  } else {
    status = error_set(err, boundary.code, "%s", boundary.message);
  }
  arena->boundary = boundary.outer;
  return status;
}
