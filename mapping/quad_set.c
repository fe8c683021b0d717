// Fingerprints in open addressing; what does not fit goes to partitions on disk.
#include "mapping/quad_set.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/buffer.h"

enum { PARTITION_BITS = 5, PARTITIONS = 1 << PARTITION_BITS, FIRST_SLOTS = 64 };

// {0, 0} marks an empty slot.
typedef struct Fingerprint {
  uint64_t low, high;
} Fingerprint;

typedef struct Spill {
  FILE *file[PARTITIONS];
} Spill;

// level: how many times the fingerprint's bits were used to part quads.
struct QuadSet {
  uint64_t key[2];
  Fingerprint *slot;
  size_t capacity, capacity_max, count;
  Spill *spill;
  unsigned level;
  Buffer record;
};

QuadSet *quad_set_create(size_t memory) {
  QuadSet *set = calloc(1, sizeof *set);
  if (set == NULL) abort();
  if (getrandom(set->key, sizeof set->key, 0) != (ssize_t)sizeof set->key) abort();
  set->capacity = set->capacity_max = FIRST_SLOTS;
  while (set->capacity_max * 2 * sizeof(Fingerprint) <= memory) set->capacity_max *= 2;
  set->slot = calloc(set->capacity, sizeof *set->slot);
  if (set->slot == NULL) abort();
  return set;
}

static void spill_destroy(Spill *spill) {
  if (spill == NULL) return;
  for (size_t i = 0; i < PARTITIONS; i++) {
    if (spill->file[i] != NULL) (void)fclose(spill->file[i]);
  }
  free(spill);
}

void quad_set_destroy(QuadSet *set) {
  if (set == NULL) return;
  spill_destroy(set->spill);
  buffer_free(&set->record);
  free(set->slot);
  free(set);
}

// --- Fingerprints: SipHash-2-4 with 128 bits (Aumasson, Bernstein, 2012) ------------------------
typedef struct Sip {
  uint64_t v0, v1, v2, v3;
} Sip;

static inline uint64_t rotate(uint64_t x, int bits) { return x << bits | x >> (64 - bits); }

static inline void sip_round(Sip *s) {
  s->v0 += s->v1;
  s->v1 = rotate(s->v1, 13) ^ s->v0;
  s->v0 = rotate(s->v0, 32);
  s->v2 += s->v3;
  s->v3 = rotate(s->v3, 16) ^ s->v2;
  s->v0 += s->v3;
  s->v3 = rotate(s->v3, 21) ^ s->v0;
  s->v2 += s->v1;
  s->v1 = rotate(s->v1, 17) ^ s->v2;
  s->v2 = rotate(s->v2, 32);
}

static inline void sip_word(Sip *s, uint64_t word) {
  s->v3 ^= word;
  sip_round(s);
  sip_round(s);
  s->v0 ^= word;
}

static Fingerprint fingerprint_of(const QuadSet *set, const char *data, size_t length) {
  Sip s = {set->key[0] ^ 0x736f6d6570736575u, set->key[1] ^ 0x646f72616e646f6du ^ 0xee,
           set->key[0] ^ 0x6c7967656e657261u, set->key[1] ^ 0x7465646279746573u};
  size_t at = 0;
  for (; at + 8 <= length; at += 8) {
    uint64_t word;
    memcpy(&word, data + at, 8);
    sip_word(&s, word);
  }
  uint64_t last = (uint64_t)length << 56;
  for (size_t i = 0; at + i < length; i++) last |= (uint64_t)(unsigned char)data[at + i] << (8 * i);
  sip_word(&s, last);
  Fingerprint out;
  s.v2 ^= 0xee;
  for (int i = 0; i < 4; i++) sip_round(&s);
  out.low = s.v0 ^ s.v1 ^ s.v2 ^ s.v3;
  s.v1 ^= 0xdd;
  for (int i = 0; i < 4; i++) sip_round(&s);
  out.high = s.v0 ^ s.v1 ^ s.v2 ^ s.v3;
  if (out.low == 0 && out.high == 0) out.low = 1;
  return out;
}

// --- Records: a quad as bytes, for the fingerprint and for the files ----------------------------
// A term: its kind, then three texts, each a length (32 bits), bytes and a NUL;
// LENGTH_NONE stands for no text.
enum { TERM_TEXTS = 3 };
#define LENGTH_NONE UINT32_MAX

static void add_text(Buffer *record, const Symbol *symbol) {
  const uint32_t length = symbol == NULL ? LENGTH_NONE : (uint32_t)symbol->length;
  buffer_add(record, (const char *)&length, sizeof length);
  if (symbol == NULL) return;
  buffer_add_symbol(record, symbol);
  buffer_add_char(record, '\0');
}

static void add_term(Buffer *record, const Term *term) {
  buffer_add_char(record, (char)term->kind);
  if (term->kind == TERM_UNBOUND) return;
  add_text(record, term->lexical);
  if (term->kind != TERM_LITERAL) return;
  add_text(record, term->datatype);
  add_text(record, term->language);
}

static void write_record(Buffer *record, const Quad *quad) {
  buffer_clear(record);
  add_term(record, &quad->subject);
  add_term(record, &quad->predicate);
  add_term(record, &quad->object);
  add_term(record, &quad->graph);
}

typedef struct TermText {
  Symbol symbol[TERM_TEXTS];
} TermText;

static const Symbol *read_text(const char **at, Symbol *symbol) {
  uint32_t length;
  memcpy(&length, *at, sizeof length);
  *at += sizeof length;
  if (length == LENGTH_NONE) return NULL;
  *symbol = (Symbol){*at, length};
  *at += length + 1;
  return symbol;
}

static Term read_term(const char **at, TermText *text) {
  Term term = {.kind = (TermKind) * (*at)++};
  if (term.kind == TERM_UNBOUND) return term;
  term.lexical = read_text(at, &text->symbol[0]);
  if (term.kind != TERM_LITERAL) return term;
  term.datatype = read_text(at, &text->symbol[1]);
  term.language = read_text(at, &text->symbol[2]);
  return term;
}

// --- The table -----------------------------------------------------------------------------------
static Fingerprint *find(const QuadSet *set, Fingerprint print) {
  const size_t mask = set->capacity - 1;
  for (size_t at = (size_t)print.low & mask;; at = (at + 1) & mask) {
    Fingerprint *slot = &set->slot[at];
    if ((slot->low == print.low && slot->high == print.high) || (slot->low | slot->high) == 0)
      return slot;
  }
}

static void grow(QuadSet *set) {
  Fingerprint *old = set->slot;
  const size_t old_capacity = set->capacity;
  set->capacity *= 2;
  set->slot = calloc(set->capacity, sizeof *set->slot);
  if (set->slot == NULL) abort();
  for (size_t i = 0; i < old_capacity; i++) {
    if ((old[i].low | old[i].high) != 0) *find(set, old[i]) = old[i];
  }
  free(old);
}

// --- Files ---------------------------------------------------------------------------------------
static Status io_error(Error *err, const char *doing) {
  return error_set(err, STATUS_IO, "%s a temporary file: %s", doing, strerror(errno));
}

static Status open_partition(FILE **out, Error *err) {
  const char *folder = getenv("TMPDIR");
  char path[4096];
  if (folder == NULL || *folder == '\0') folder = "/tmp";
  (void)snprintf(path, sizeof path, "%s/anamorph-XXXXXX", folder);
  const int descriptor = mkostemp(path, O_CLOEXEC);
  if (descriptor < 0) return io_error(err, "cannot make");
  (void)unlink(path);
  *out = fdopen(descriptor, "w+b");
  if (*out != NULL) return STATUS_OK;
  (void)close(descriptor);
  return io_error(err, "cannot open");
}

// A record in a file: fingerprint, length (32 bits), bytes.
static Status put_off(QuadSet *set, Fingerprint print, Error *err) {
  if (set->spill == NULL && (set->spill = calloc(1, sizeof *set->spill)) == NULL) abort();
  const unsigned shift = (PARTITION_BITS * set->level) % 60;
  FILE **file = &set->spill->file[print.high >> shift & (PARTITIONS - 1)];
  if (*file == NULL) TRY(open_partition(file, err));
  const uint32_t length = (uint32_t)set->record.length;
  if (fwrite(&print, sizeof print, 1, *file) != 1 ||
      fwrite(&length, sizeof length, 1, *file) != 1 ||
      fwrite(set->record.data, length, 1, *file) != 1)
    return io_error(err, "cannot write");
  return STATUS_OK;
}

static Status add_record(QuadSet *set, Fingerprint print, QuadNews *news, Error *err) {
  Fingerprint *slot = find(set, print);
  if ((slot->low | slot->high) != 0) {
    *news = QUAD_SEEN;
    return STATUS_OK;
  }
  if (4 * (set->count + 1) > 3 * set->capacity) {
    if (set->capacity == set->capacity_max) {
      *news = QUAD_PUT_OFF;
      return put_off(set, print, err);
    }
    grow(set);
    slot = find(set, print);
  }
  *slot = print;
  set->count++;
  *news = QUAD_NEW;
  return STATUS_OK;
}

Status quad_set_add(QuadSet *set, const Quad *quad, QuadNews *news, Error *err) {
  write_record(&set->record, quad);
  const Fingerprint print = fingerprint_of(set, set->record.data, set->record.length);
  return add_record(set, print, news, err);
}

// --- Draining ------------------------------------------------------------------------------------
static void clear(QuadSet *set) {
  memset(set->slot, 0, set->capacity * sizeof *set->slot);
  set->count = 0;
}

static Status drain_partition(QuadSet *set, FILE *file, QuadSink sink, uint64_t *given,
                              uint64_t *repeated, Error *err) {
  if (fflush(file) != 0 || fseek(file, 0, SEEK_SET) != 0) return io_error(err, "cannot read");
  Fingerprint print;
  while (fread(&print, sizeof print, 1, file) == 1) {
    uint32_t length = 0;
    if (fread(&length, sizeof length, 1, file) != 1) return io_error(err, "cannot read");
    buffer_clear(&set->record);
    buffer_reserve(&set->record, length);
    if (fread(set->record.data, length, 1, file) != 1) return io_error(err, "cannot read");
    set->record.length = length;
    QuadNews news = QUAD_SEEN;
    TRY(add_record(set, print, &news, err));
    if (news == QUAD_SEEN) (*repeated)++;
    if (news != QUAD_NEW) continue;
    TermText text[4];
    const char *at = set->record.data;
    Quad quad;
    quad.subject = read_term(&at, &text[0]);
    quad.predicate = read_term(&at, &text[1]);
    quad.object = read_term(&at, &text[2]);
    quad.graph = read_term(&at, &text[3]);
    (*given)++;
    TRY(sink.quad(sink.self, &quad, err));
  }
  return ferror(file) != 0 ? io_error(err, "cannot read") : STATUS_OK;
}

static Status drain_spill(QuadSet *set, Spill *spill, QuadSink sink, uint64_t *given,
                          uint64_t *repeated, Error *err) {
  set->level++;
  for (size_t i = 0; i < PARTITIONS; i++) {
    if (spill->file[i] == NULL) continue;
    clear(set);
    TRY(drain_partition(set, spill->file[i], sink, given, repeated, err));
    (void)fclose(spill->file[i]);
    spill->file[i] = NULL;
    Spill *deeper = set->spill;
    set->spill = NULL;
    if (deeper == NULL) continue;
    const Status status = drain_spill(set, deeper, sink, given, repeated, err);
    spill_destroy(deeper);
    TRY(status);
  }
  set->level--;
  return STATUS_OK;
}

Status quad_set_drain(QuadSet *set, QuadSink sink, uint64_t *given, uint64_t *repeated,
                      Error *err) {
  Spill *spill = set->spill;
  set->spill = NULL;
  Status status = STATUS_OK;
  if (spill != NULL) status = drain_spill(set, spill, sink, given, repeated, err);
  spill_destroy(spill);
  clear(set);
  return status;
}
