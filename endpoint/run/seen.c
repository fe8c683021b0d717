// Fingerprints of quads in an open-addressing table that stops growing at 2^20 slots and then
// becomes a direct-mapped window.
#include "endpoint/run/seen.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>

enum { FIRST_SLOTS = 64, MOST_SLOTS = 1024 * 1024 };

// {0, 0} marks a free slot.
typedef struct Fingerprint {
  uint64_t a, b;
} Fingerprint;

struct Seen {
  Fingerprint *slot;
  size_t slots;  // a power of two
  size_t used;
  uint64_t key[2];
  Buffer text;
};

__extension__ typedef unsigned __int128 Wide;

static uint64_t mix(uint64_t x, uint64_t y) {
  const Wide product = (Wide)x * y;
  return (uint64_t)product ^ (uint64_t)(product >> 64);
}

// One lane: multiply and fold eight bytes at a time.
static uint64_t lane(uint64_t state, uint64_t odd, const char *data, size_t length) {
  uint64_t word;
  size_t i = 0;
  for (; i + sizeof word <= length; i += sizeof word) {
    memcpy(&word, data + i, sizeof word);
    state = mix(state ^ word, odd) + word;
  }
  word = 0;
  if (i < length) memcpy(&word, data + i, length - i);
  state = mix(state ^ word ^ (uint64_t)length, odd);
  return mix(state ^ (state >> 29), 0x9E3779B97F4A7C15U);
}

static void *allocate(size_t count, size_t size) {
  void *memory = calloc(count, size);
  if (memory != NULL) return memory;
  (void)fputs("anamorph: out of memory\n", stderr);
  abort();
}

Seen *seen_create(void) {
  Seen *seen = allocate(1, sizeof *seen);
  seen->slots = FIRST_SLOTS;
  seen->slot = allocate(seen->slots, sizeof *seen->slot);
  if (getrandom(seen->key, sizeof seen->key, 0) != (ssize_t)sizeof seen->key) {
    seen->key[0] = (uint64_t)(uintptr_t)seen;
    seen->key[1] = ~seen->key[0];
  }
  return seen;
}

void seen_destroy(Seen *seen) {
  if (seen == NULL) return;
  buffer_free(&seen->text);
  free(seen->slot);
  free(seen);
}

static void add_symbol(Buffer *out, const Symbol *symbol) {
  if (symbol != NULL) buffer_add_symbol(out, symbol);
  buffer_add_char(out, '\0');
}

// Symbols hold no NUL, so the text says the quad and nothing else.
static Fingerprint fingerprint(Seen *seen, const Quad *quad) {
  const Term *terms[] = {&quad->subject, &quad->predicate, &quad->object, &quad->graph};
  buffer_clear(&seen->text);
  for (size_t i = 0; i < 4; i++) {
    buffer_add_char(&seen->text, (char)('0' + (int)terms[i]->kind));
    add_symbol(&seen->text, terms[i]->lexical);
    if (terms[i]->kind != TERM_LITERAL) continue;
    add_symbol(&seen->text, terms[i]->datatype);
    add_symbol(&seen->text, terms[i]->language);
  }
  Fingerprint print = {lane(seen->key[0], 0xA0761D6478BD642FU, seen->text.data, seen->text.length),
                       lane(seen->key[1], 0xE7037ED1A0B428DBU, seen->text.data, seen->text.length)};
  if (print.a == 0 && print.b == 0) print.a = 1;
  return print;
}

static bool is_free(const Fingerprint *slot) { return slot->a == 0 && slot->b == 0; }

// The slot that holds the fingerprint, or the free one where it belongs.
static Fingerprint *find(const Seen *seen, Fingerprint print) {
  size_t i = (size_t)print.a & (seen->slots - 1);
  while (!is_free(&seen->slot[i]) && (seen->slot[i].a != print.a || seen->slot[i].b != print.b))
    i = (i + 1) & (seen->slots - 1);
  return &seen->slot[i];
}

static void grow(Seen *seen) {
  Fingerprint *old = seen->slot;
  const size_t old_slots = seen->slots;
  seen->slots *= 4;
  if (seen->slots > MOST_SLOTS) seen->slots = MOST_SLOTS;
  seen->slot = allocate(seen->slots, sizeof *seen->slot);
  for (size_t i = 0; i < old_slots; i++)
    if (!is_free(&old[i])) *find(seen, old[i]) = old[i];
  free(old);
}

bool seen_before(Seen *seen, const Quad *quad) {
  const Fingerprint print = fingerprint(seen, quad);
  Fingerprint *slot = find(seen, print);
  if (!is_free(slot)) return true;
  if (seen->used < SEEN_EXACT) {
    *slot = print;
    seen->used++;
    if (seen->used * 4 > seen->slots * 3 && seen->slots < MOST_SLOTS) grow(seen);
    return false;
  }
  // Full: it takes the place of what is at home there, which leaves no gap in any probe sequence. A
  // free home stays free, so that searches end.
  Fingerprint *home = &seen->slot[(size_t)print.a & (seen->slots - 1)];
  if (!is_free(home)) *home = print;
  return false;
}
