// Names and their ids: an open hash table over one text.
#include "embed/data/dictionary.h"

#include <stdlib.h>
#include <string.h>

#include "embed/data/memory.h"

enum { FIRST_SLOTS = 1024 };

static uint32_t hash(const char *name, size_t length) {
  const uint64_t sum = memory_checksum(name, length);
  return (uint32_t)(sum ^ sum >> 32);
}

// The slot that holds the name, or the empty one where it belongs.
static uint32_t find_slot(const Dictionary *dictionary, const char *name, size_t length) {
  uint32_t at = hash(name, length) & dictionary->slot_mask;
  for (; dictionary->slot[at] != 0; at = (at + 1) & dictionary->slot_mask) {
    const uint32_t id = dictionary->slot[at] - 1;
    const uint64_t begin = dictionary->offset[id];
    if (dictionary->offset[id + 1] - begin == length + 1 &&
        memcmp(dictionary->text + begin, name, length) == 0)
      break;
  }
  return at;
}

int32_t dictionary_find(const Dictionary *dictionary, const char *name, size_t length) {
  if (dictionary->count == 0) return -1;
  return (int32_t)dictionary->slot[find_slot(dictionary, name, length)] - 1;
}

int32_t dictionary_find_text(const Dictionary *dictionary, const char *name) {
  return dictionary_find(dictionary, name, strlen(name));
}

const char *dictionary_name(const Dictionary *dictionary, int32_t id, size_t *length) {
  const uint64_t begin = dictionary->offset[id];
  if (length != NULL) *length = dictionary->offset[id + 1] - begin - 1;
  return dictionary->text + begin;
}

Dictionary dictionary_view(const DictionaryBuilder *builder) {
  return (Dictionary){builder->count, builder->slot_mask, builder->offset, builder->text.data,
                      builder->slot};
}

static void rebuild_slots(DictionaryBuilder *builder, uint32_t slots) {
  free(builder->slot);
  builder->slot = memory_take(slots, sizeof *builder->slot);
  builder->slot_mask = slots - 1;
  const Dictionary view = dictionary_view(builder);
  for (uint32_t id = 0; id < builder->count; id++) {
    size_t length;
    const char *name = dictionary_name(&view, (int32_t)id, &length);
    builder->slot[find_slot(&view, name, length)] = id + 1;
  }
}

static void grow(DictionaryBuilder *builder) {
  if (builder->count + 1 >= builder->capacity) {
    builder->capacity = builder->capacity == 0 ? FIRST_SLOTS : 2 * builder->capacity;
    builder->offset =
        memory_grow(builder->offset, (size_t)builder->capacity + 1, sizeof *builder->offset);
    builder->offset[0] = 0;
  }
  if (builder->slot == NULL)
    rebuild_slots(builder, FIRST_SLOTS);
  else if (builder->count >= builder->slot_mask / 2 && builder->slot_mask < UINT32_MAX)
    rebuild_slots(builder, 2 * (builder->slot_mask + 1));
}

int32_t dictionary_add(DictionaryBuilder *builder, const char *name, size_t length) {
  grow(builder);
  const Dictionary view = dictionary_view(builder);
  const uint32_t at = find_slot(&view, name, length);
  if (builder->slot[at] != 0) return (int32_t)(builder->slot[at] - 1);
  if (builder->count >= INT32_MAX - 1) return -1;
  buffer_add(&builder->text, name, length);
  buffer_add_char(&builder->text, '\0');
  const uint32_t id = builder->count++;
  builder->offset[builder->count] = builder->text.length;
  builder->slot[at] = id + 1;
  return (int32_t)id;
}

void dictionary_copy(const Dictionary *dictionary, DictionaryBuilder *out) {
  *out = (DictionaryBuilder){0};
  for (uint32_t id = 0; id < dictionary->count; id++) {
    size_t length;
    const char *name = dictionary_name(dictionary, (int32_t)id, &length);
    (void)dictionary_add(out, name, length);
  }
}

void dictionary_builder_free(DictionaryBuilder *builder) {
  buffer_free(&builder->text);
  free(builder->offset);
  free(builder->slot);
  *builder = (DictionaryBuilder){0};
}
