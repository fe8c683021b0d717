// Sorting numbers of few bits.
#ifndef ANAMORPH_EMBED_DATA_RADIX_H
#define ANAMORPH_EMBED_DATA_RADIX_H

#include <stddef.h>
#include <stdint.h>

// Puts key[count] in ascending order, equal ones as they stood, in one pass for each byte in which
// keys differ. spare[count] is overwritten.
void radix_sort(uint64_t key[], uint64_t spare[], size_t count);

#endif
