// Names and their ids: 0, 1, 2, … in the order of arrival.
//
// A Dictionary is a view of flat arrays, the same in memory and in a mapped model file; a
// DictionaryBuilder makes one.
#ifndef ANAMORPH_EMBED_DATA_DICTIONARY_H
#define ANAMORPH_EMBED_DATA_DICTIONARY_H

#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"

// offset[i] is where name i begins in text; each name ends with a NUL. slot[] is an open hash
// table of id + 1 (0: empty), slot_mask + 1 (a power of two) of them.
typedef struct Dictionary {
  uint32_t count;
  uint32_t slot_mask;
  const uint64_t *offset;  // [count + 1]
  const char *text;
  const uint32_t *slot;
} Dictionary;

typedef struct DictionaryBuilder {
  Buffer text;
  uint64_t *offset;
  uint32_t *slot;
  uint32_t count, capacity, slot_mask;
} DictionaryBuilder;

// The id of name[0..length), -1 when it is not there.
int32_t dictionary_find(const Dictionary *dictionary, const char *name, size_t length);
int32_t dictionary_find_text(const Dictionary *dictionary, const char *name);

// NUL-terminated; `length` may be NULL.
const char *dictionary_name(const Dictionary *dictionary, int32_t id, size_t *length);

// Zero-initialised builders are empty. The id of a name, new or not; -1 when 2^31 - 2 ids are
// used up.
int32_t dictionary_add(DictionaryBuilder *builder, const char *name, size_t length);
// A copy of all of `dictionary`, to be added to.
void dictionary_copy(const Dictionary *dictionary, DictionaryBuilder *out);
// Valid until the builder changes.
Dictionary dictionary_view(const DictionaryBuilder *builder);
void dictionary_builder_free(DictionaryBuilder *builder);

#endif
