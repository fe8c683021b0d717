// libFuzzer's entry: any bytes as a query and as an update. What is accepted must print.
#include <stdint.h>
#include <stdio.h>

#include "rewriter/ir/print.h"
#include "rewriter/sparql/parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  Arena *arena = arena_create((size_t)64 * 1024 * 1024);
  Query *query = NULL;
  Error err = {0};
  const char *text = (const char *)data;
  if (sparql_parse(arena, NULL, text, size, "http://example.org/base", &query, &err) == STATUS_OK) {
    Buffer out = {0};
    print_query(query, &out);
    buffer_free(&out);
  }
  arena_reset(arena);
  if (sparql_parse_update(arena, text, size, NULL, NULL, &err) == STATUS_INTERNAL) __builtin_trap();
  arena_destroy(arena);
  return 0;
}
