// The door of the deparser.
#include "rewriter/sql/deparse.h"

#include "rewriter/sql/block.h"

Status deparse_select(Arena *arena, const Variables *variables, const Node *tree, size_t count,
                      const VarId columns[], bool pretty, const char **out, Error *err) {
  Deparser deparser = {.arena = arena, .variables = variables, .pretty = pretty, .err = err};
  Block *block;
  TRY(recursion_share(&deparser, tree, err));
  TRY(block_build(&deparser, tree, &block, err));
  block->is_answer = true;
  Buffer text = {0};
  recursion_render_shared(&deparser, &text);
  render_select(&deparser, &text, block, count, columns, NULL, 0);
  *out = buffer_copy(&text, arena);
  buffer_free(&text);
  return deparser.status;
}
