// Extents of all assertions, compared; what lies in another goes.
#include "mapping/prune.h"

#include "mapping/extent.h"

void mapping_prune(Mapping *mapping) {
  Arena *scratch = arena_create(0);
  if (scratch == NULL) arena_fail(mapping->arena, STATUS_LIMIT, "out of memory");
  const size_t count = mapping->assertion_count;
  Extents *extents = extents_create(scratch, mapping);
  size_t *extent = ARENA_ARRAY(scratch, size_t, count + 1);
  for (size_t i = 0; i < count; i++)
    extent[i] = extents_add(extents, &mapping->assertion[i], EXTENT_TRIPLES);
  extents_compare(extents);
  bool *present = ARENA_ARRAY(scratch, bool, extents_count(extents) + 1);
  for (size_t i = 0; i < count; i++) present[extent[i]] = true;
  // Precondition 2: from the last to the first, for one that is still there.
  for (size_t i = count; i > 0; i--)
    if (present[extent[i - 1]] && extents_is_covered(extents, extent[i - 1], present))
      present[extent[i - 1]] = false;
  // Of equal extents the first assertion stays.
  Assertion *kept = ARENA_ARRAY(mapping->arena, Assertion, count + 1);
  size_t left = 0;
  for (size_t i = 0; i < count; i++) {
    if (!present[extent[i]]) continue;
    present[extent[i]] = false;
    kept[left++] = mapping->assertion[i];
  }
  mapping->contained_count = count - left;
  mapping->assertion = kept;
  mapping->assertion_count = left;
  arena_destroy(scratch);
}
